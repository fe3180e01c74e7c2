package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// seated returns seats with connections that have them, by their names.
func seated(t *testing.T, limit int, names ...string) (*seats, map[string]*conn) {
	t.Helper()
	s, all := newSeats(limit), map[string]*conn{}
	for _, name := range names {
		near, far := net.Pipe()
		t.Cleanup(func() { near.Close(); far.Close() })
		all[name] = &conn{Conn: near, of: newLingering(nil, s, 0)}
		s.take(all[name], nil)
	}
	return s, all
}

// TestLazy looks at clients twice, and then knows which do nothing.
func TestLazy(t *testing.T) {
	s, all := seated(t, 100, "silent", "idle", "busy", "begins", "asks", "stuck", "new")
	for name, c := range all {
		if name != "silent" && name != "new" {
			c.begin()
			if name != "busy" {
				c.end()
			}
		}
	}
	all["stuck"].unread.Store(true)
	now := time.Now()
	look := func(after time.Duration, want ...string) {
		t.Helper()
		var got []string
		for _, c := range s.lazy(now.Add(after)) {
			for name := range all {
				if all[name] == c {
					got = append(got, name)
				}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
	newcomer := s.taken[all["new"]]
	delete(s.taken, all["new"])
	look(0)
	look(freshTime - 1)
	all["asks"].begin()
	all["asks"].end()
	look(freshTime, "silent")
	s.taken[all["new"]] = newcomer
	all["begins"].unread.Store(true)
	look(idleTime-1, "silent")
	s.give(all["stuck"])
	look(idleTime, "silent", "idle")
	look(idleTime+freshTime, "silent", "new", "idle", "asks")
	look(2*idleTime, "silent", "new", "idle", "asks", "begins")
}

// TestFewAtATime has many clients that do nothing.
func TestFewAtATime(t *testing.T) {
	var names []string
	for i := range 16 {
		names = append(names, fmt.Sprint(i))
	}
	s, all := seated(t, 16, names...)
	s.makeRoom(time.Now())
	s.makeRoom(time.Now().Add(time.Hour))
	ended := int64(0)
	for _, c := range all {
		ended += c.of.dropped.Load()
	}
	if ended != 3 {
		t.Errorf("%d were ended", ended)
	}
}

// TestSeatsAreGivenOnce: connections are closed by several sides.
func TestSeatsAreGivenOnce(t *testing.T) {
	s, all := seated(t, 2, "a", "b")
	for range 3 {
		all["a"].Close()
	}
	if len(s.free) != 1 || len(s.taken) != 1 {
		t.Errorf("%d seats are taken", len(s.free))
	}
	if s.leave(all["b"]) {
		t.Error("who is counted has left")
	}
	if s.shared = true; !s.leave(all["b"]) || len(s.free) != 0 {
		t.Errorf("%d seats are taken", len(s.free))
	}
	(*seats)(nil).give(all["a"])
	(*seats)(nil).makeRoom(time.Now())
	if newSeats(0) != nil || newSeats(None) != nil {
		t.Error("there are seats where there is no limit")
	}
}

// TestSilentClientsMakeRoom has one seat, which clients hold that do nothing.
func TestSilentClientsMakeRoom(t *testing.T) {
	for _, before := range []string{"", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT"} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			_, addrs, _ := served(t, Server{Limits: Limits{Connections: 1}}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
			holder, err := net.Dial("tcp", addrs[0])
			if err != nil {
				t.Fatal(err)
			}
			defer holder.Close()
			if _, err := io.WriteString(holder, before); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(before, "\r\n\r\n") { // it is answered first
				if _, err := bufio.NewReader(holder).ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			if got := exchangeOf(t, addrs[0], "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !strings.HasSuffix(got, "hello") {
				t.Errorf("beside %q the answer is %q", before, got)
			}
		})
	}
}

// TestWhoWaitsGetsIn when the server stops: the connection was accepted.
func TestWhoWaitsGetsIn(t *testing.T) {
	begun, let := make(chan bool, 2), make(chan bool)
	a, addrs, _ := served(t, Server{Limits: Limits{Connections: 1}}, func(w http.ResponseWriter, _ *http.Request) {
		begun <- true
		<-let
		fmt.Fprint(w, "hello")
	})
	const request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	answers := make(chan string, 2)
	go func() { answers <- exchangeOf(t, addrs[0], request) }()
	<-begun
	go func() { answers <- exchangeOf(t, addrs[0], request) }()
	for a.connected() < 2 {
		time.Sleep(time.Millisecond)
	}
	a.listeners[0].Close()
	<-begun // beside the other one
	close(let)
	for range 2 {
		if got := <-answers; !strings.HasSuffix(got, "hello") {
			t.Errorf("the answer is %q", got)
		}
	}
}
