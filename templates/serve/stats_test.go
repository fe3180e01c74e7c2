package serve

import (
	"encoding/json"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
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
	for deadline := time.Now().Add(10 * time.Second); requests() != 3; pause() { // the last one may still be ending
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
