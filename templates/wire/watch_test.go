package wire

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// watched returns a connection whose client is watched, its other side, and the
// context of its requests.
func watched(t *testing.T) (*Conn, *counted, net.Conn, context.Context) {
	t.Helper()
	c, below, far := pipe(t)
	c.of = New(nil, Options{Watched: true})
	return c, below, far, Context(context.Background(), c)
}

// asks does what net/http does while a request is being answered.
func asks(t *testing.T, c *Conn) {
	t.Helper()
	if n, err := c.Read(make([]byte, 1)); n != 0 || err != nil {
		t.Fatalf("%d %v", n, err)
	}
}

// until waits until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it does not come about that %s", what)
		}
	}
}

func (c *Conn) isWatched() bool { return c.deadline.reader.Load() == watcher }

// TestAnswersThatAreQuick have no client watched, and no deadline moved.
func TestAnswersThatAreQuick(t *testing.T) {
	best := 0
	for try := 0; try < 20 && best < 90; try++ { // again on a machine that has so much other work that many take long
		c, below, far, _ := watched(t)
		best = max(best, quick(t, c, below, far))
		until(t, "nobody looks at the connection", func() bool {
			c.of.rounds.mu.Lock()
			defer c.of.rounds.mu.Unlock()
			return !c.of.rounds.running
		})
	}
	if best < 90 {
		t.Errorf("the deadline was moved for all but %d of 100", best)
	}
}

// quick has 100 requests, and returns for how many the deadline of the connection
// below was not moved.
func quick(t *testing.T, c *Conn, below *counted, far net.Conn) (free int) {
	t.Helper()
	for range 100 {
		before := below.set.Load()
		_ = c.SetReadDeadline(time.Time{})
		asks(t, c)
		go func() { _, _ = io.WriteString(far, "x") }()
		if n, err := c.Read(make([]byte, 2)); n == 0 || err != nil {
			t.Fatalf("%d %v", n, err)
		}
		if below.set.Load() == before {
			free++
		}
	}
	return free
}

// TestClientsThatGo end the context of the request.
func TestClientsThatGo(t *testing.T) {
	c, _, far, ctx := watched(t)
	asks(t, c)
	until(t, "the client is watched", c.isWatched)
	if ctx.Err() != nil {
		t.Fatal("the context has ended before the client has gone")
	}
	far.Close()
	<-ctx.Done()
	if n, err := c.Read(make([]byte, 2)); n != 0 || err != io.EOF {
		t.Errorf("%d %v", n, err)
	}
}

// TestRequestsThatComeEarly lose nothing to who watches.
func TestRequestsThatComeEarly(t *testing.T) {
	c, _, far, ctx := watched(t)
	asks(t, c)
	until(t, "the client is watched", c.isWatched)
	go func() { _, _ = io.WriteString(far, "abc") }()
	until(t, "a byte has come", func() bool { return c.deadline.reader.Load() == nobody })
	if !c.unread.Load() {
		t.Error("nobody knows that something has come")
	}
	p := make([]byte, 10)
	got := ""
	for got != "abc" {
		n, err := c.Read(p)
		if err != nil {
			t.Fatalf("%q %v", got, err)
		}
		got += string(p[:n])
	}
	if c.begun != 'a' || string(c.heard) != "bc" || ctx.Err() != nil {
		t.Errorf("%q %q %v", c.begun, c.heard, ctx.Err())
	}
}

// TestReadsThatGoOn end the watching, and have the deadline that they are to have.
func TestReadsThatGoOn(t *testing.T) {
	c, _, far, ctx := watched(t)
	for i := range 3 {
		_ = c.SetReadDeadline(time.Now().Add(time.Hour))
		_ = c.SetReadDeadline(time.Time{})
		asks(t, c)
		until(t, "the client is watched", c.isWatched)
		if i == 1 {
			_ = c.SetReadDeadline(time.Now().Add(time.Hour))
		}
		go func() { _, _ = io.WriteString(far, "ab") }()
		if i == 2 {
			until(t, "a byte has come", func() bool { return c.deadline.reader.Load() == nobody })
		}
		p := make([]byte, 2)
		if _, err := io.ReadFull(readerOfTwo{c}, p); err != nil || string(p) != "ab" {
			t.Fatalf("%q %v", p, err)
		}
	}
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	if n, err := c.Read(make([]byte, 2)); n != 0 || err == nil || !err.(net.Error).Timeout() {
		t.Errorf("%d %v", n, err)
	}
	if ctx.Err() != nil {
		t.Error("the context has ended")
	}
}

// readerOfTwo never asks for a byte alone.
type readerOfTwo struct{ io.Reader }

func (r readerOfTwo) Read(p []byte) (int, error) {
	var two [2]byte
	n, err := r.Reader.Read(two[:])
	return copy(p, two[:n]), err
}

// TestWatchingEnds with what ends the connection, or the server's part in it.
func TestWatchingEnds(t *testing.T) {
	for name, tt := range map[string]struct {
		end   func(*Conn)
		ended bool // the context
	}{
		"Close":       {func(c *Conn) { c.Close() }, true},
		"Refuse":      {(*Conn).Refuse, true},
		"SetDeadline": {func(c *Conn) { _ = c.SetDeadline(time.Time{}) }, false},
		"Hand":        {func(c *Conn) { c.Hand() }, false},
	} {
		for _, late := range []bool{false, true} {
			c, _, _, ctx := watched(t)
			asks(t, c)
			if late {
				until(t, "the client is watched", c.isWatched)
			}
			tt.end(c)
			if tt.ended && (late || name == "Close") {
				<-ctx.Done()
			}
			until(t, "nobody watches", func() bool { return !c.isWatched() })
			if !tt.ended && ctx.Err() != nil {
				t.Errorf("%s: %v", name, ctx.Err())
			}
		}
	}
}

// TestSecondByte is for who reads bytes one by one, as net/http does at the very
// limit of a header.
func TestSecondByte(t *testing.T) {
	c, _, far, _ := watched(t)
	go func() { _, _ = io.WriteString(far, "ab") }()
	p := make([]byte, 1)
	asks(t, c)
	for _, want := range []byte("a") {
		if n, err := c.Read(p); n != 1 || err != nil || p[0] != want {
			t.Errorf("%d %v %q", n, err, p)
		}
	}
}

// TestServerTellsOfClientsThatGo has net/http serve, and clients that leave while
// they are being answered: by requests with a body and without, the first of a
// connection and a later one.
func TestServerTellsOfClientsThatGo(t *testing.T) {
	below, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	server := &http.Server{ConnContext: Context, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Path == "/quick" {
			return
		}
		select {
		case <-r.Context().Done():
			gone <- nil
		case <-time.After(20 * time.Second):
			gone <- context.DeadlineExceeded
		}
	})}
	go func() { _ = server.Serve(New(below, Options{Watched: true})) }()
	defer server.Close()
	const get, post = " HTTP/1.1\r\nHost: x\r\n\r\n", " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
	for _, requests := range []string{"GET /slow" + get, "POST /slow" + post, "GET /quick" + get + "GET /slow" + get, "POST /quick" + post + "POST /slow" + post} {
		client, err := net.Dial("tcp", below.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(client, requests); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(requests, "/quick") {
			if _, err := http.ReadResponse(bufio.NewReader(client), nil); err != nil {
				t.Fatal(err)
			}
		}
		client.Close()
		if err := <-gone; err != nil {
			t.Errorf("%q: nobody has told", requests)
		}
	}
}
