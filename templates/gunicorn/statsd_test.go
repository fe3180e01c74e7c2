package gunicorn

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
)

func TestStatsdTexts(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "None": true, "localhost:8125": true, "[::1]:8125": true, "unix:///run/s": true,
		"localhost": false, ":8125": false, "h:": false, "h:70000": false, "unix://": false, "a:b:1": false,
	} {
		var h StatsdHost
		if err := h.UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("host %q: %v", text, err)
		}
	}
	for text, ok := range map[string]bool{"": true, "shop.": true, "env:live,team:a": true, "a|b": false, "a\nb": false, "a@b": false} {
		var s StatsdText
		if err := s.UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("text %q: %v", text, err)
		}
	}
}

// TestStatsd has a daemon that listens, by each way there is.
func TestStatsd(t *testing.T) {
	entry := &accesslog.Entry{Status: 404, Took: 12345678 * time.Nanosecond}
	plain := "gunicorn.request.duration:12.345|ms\ngunicorn.requests:1|c|@1.0\ngunicorn.request.status.404:1|c|@1.0"
	socket := filepath.Join(t.TempDir(), "s")
	for _, tt := range []struct {
		network, addr string
		o             Options
		want          string
	}{
		{"udp", "127.0.0.1:0", Options{}, plain},
		{"udp", "127.0.0.1:0", Options{StatsdPrefix: "a.."}, "a." + strings.ReplaceAll(plain, "\n", "\na.")},
		{"unixgram", socket, Options{DogstatsdTags: "x:y,z"}, strings.ReplaceAll(plain, "\n", "|#x:y,z\n") + "|#x:y,z"},
	} {
		daemon, err := net.ListenPacket(tt.network, tt.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer daemon.Close()
		tt.o.StatsdHost = StatsdHost(daemon.LocalAddr().String())
		if tt.network == "unixgram" {
			tt.o.StatsdHost = StatsdHost("unix://" + socket)
		}
		s, err := New(tt.o)
		if err != nil {
			t.Fatal(err)
		}
		s.Access.Each(entry)
		_ = daemon.SetReadDeadline(time.Now().Add(20 * time.Second))
		got := make([]byte, 1000)
		n, _, err := daemon.ReadFrom(got)
		if err != nil || string(got[:n]) != tt.want {
			t.Errorf("%+v: %q, want %q (%v)", tt, got[:n], tt.want, err)
		}
		if s.Life.Waiting != nil {
			t.Errorf("%+v: how many wait is told unasked", tt)
		}
		tt.o.EnableBacklogMetric = true
		s, _ = New(tt.o)
		s.Life.Waiting(7)
		prefix, tags := "", ""
		if tt.o.StatsdPrefix != "" {
			prefix = "a."
		}
		if tt.o.DogstatsdTags != "" {
			tags = "|#x:y,z"
		}
		n, _, err = daemon.ReadFrom(got)
		if want := prefix + "gunicorn.backlog:7|h" + tags; err != nil || string(got[:n]) != want {
			t.Errorf("%+v: %q, want %q (%v)", tt, got[:n], want, err)
		}
	}
	if s, _ := New(Options{EnableBacklogMetric: true}); s.Access.Each != nil || s.Life.Waiting != nil {
		t.Error("somebody is told, and nobody listens")
	}
}

// TestStatsdThatComesBack has a daemon that is not there at first, and one that
// is started anew.
func TestStatsdThatComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	s := &statsd{dial: StatsdHost("unix://" + path).dial}
	s.send("lost")
	for _, packet := range []string{"one", "two"} {
		daemon, err := net.ListenPacket("unixgram", path)
		if err != nil {
			t.Fatal(err)
		}
		if packet == "two" {
			s.send("lost with the old socket")
		}
		s.send("too early")
		s.again = time.Time{}
		s.send(packet)
		_ = daemon.SetReadDeadline(time.Now().Add(20 * time.Second))
		got := make([]byte, 100)
		if n, _, err := daemon.ReadFrom(got); err != nil || string(got[:n]) != packet {
			t.Errorf("%q, want %s (%v)", got[:n], packet, err)
		}
		daemon.Close()
		_ = os.Remove(path) // which Close may have done
	}
}

// TestStatsdWhoseNameIsSought has one request wait for a name server, and others
// that do not.
func TestStatsdWhoseNameIsSought(t *testing.T) {
	begun, found := make(chan bool), make(chan bool)
	s := &statsd{dial: func() (net.Conn, error) {
		close(begun)
		<-found
		return nil, os.ErrNotExist
	}}
	sent := make(chan bool)
	go func() { s.send("first"); close(sent) }()
	<-begun
	s.send("second")
	close(found)
	<-sent
	s.send("third") // which would close what is closed
}
