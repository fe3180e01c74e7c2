package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/scgi"
	"github.com/pastegen/pastegen/templates/stats"
)

func TestStats(t *testing.T) {
	p := start(t, "one", "-stats", "127.0.0.1:0")
	url := p.urls("home", 1)[0]
	_, addr, _ := strings.Cut(p.await(1, "msg=statistics", "addr=127.0.0.1:")[0], "addr=")
	for range 3 {
		fetch(t, url)
	}
	requests := func() float64 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		var page struct{ Workers []struct{ Requests float64 } }
		if err := json.NewDecoder(c).Decode(&page); err != nil || len(page.Workers) != 1 {
			t.Fatal(page, err)
		}
		return page.Workers[0].Requests
	}
	for deadline := time.Now().Add(patience); requests() != 3; pause() { // the last one may still be ending
		if time.Now().After(deadline) {
			t.Fatal(requests())
		}
	}
	p.signal(syscall.SIGHUP)
	p.await(2, "msg=statistics", "addr="+addr)
	p.await(1, "msg=reloaded")
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestStatsOfParts has a part of the program that tells of itself.
func TestStatsOfParts(t *testing.T) {
	s := newServing(slog.New(slog.DiscardHandler))
	s.life = &life{}
	s.sources.AddSource(func(func(name, kind, help string), func(string, float64, ...string)) {})
	if got := s.withCounts(stats.Source{}); len(got.Others) != 1 || got.Reloads != 0 {
		t.Errorf("%+v is shown", got)
	}
}

// TestPlacesOfAnApp has all that one may listen on.
func TestPlacesOfAnApp(t *testing.T) {
	behind, own := socketPath(t), socketPath(t)
	beside := gateway.Server{Addr: "unix:" + behind, Listen: listen.Options{Speaks: scgi.Name}, Protocol: scgi.Protocol}.Serve
	app := App{Name: "x", Addrs: []string{"127.0.0.1:0"}, settings: Server{
		Listen: listen.Options{Backlog: 9}, ProxyProtocol: peers.Machine(), TLS: certs.Options{Cert: certs.SelfMade}, Plain: []string{"unix:" + own}, Beside: beside}}
	a := newAppServer(slog.New(slog.DiscardHandler), app, http.NotFoundHandler(), nil)
	if !a.parse() || !a.listen(nil, nil) {
		t.Fatal("it does not listen")
	}
	a.start(make(chan bool), nil)
	t.Cleanup(func() { a.stop(context.Background()) })
	var got string
	want := fmt.Sprint([]string{a.listeners[0].Addr().String() + " https 9", own + " http 0", behind + " scgi 0"})
	for deadline := time.Now().Add(20 * time.Second); got != want && time.Now().Before(deadline); pause() { // it listens when it runs
		var all []string
		for _, p := range a.places() {
			all = append(all, fmt.Sprint(p.Addr, " ", p.Speaks, " ", p.MostWaiting))
		}
		got = fmt.Sprint(all)
	}
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
