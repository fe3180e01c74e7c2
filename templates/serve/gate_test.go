package serve

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// gated returns a connection with a gate, and its other side.
func gated(t *testing.T) (*conn, *counted, net.Conn) {
	c, below, far := pipe(t)
	c.of = newLingering(nil, nil, 0)
	c.gate.close()
	return c, below, far
}

// waits waits until a read of c does.
func waits(t *testing.T, c *conn) {
	t.Helper()
	for range 2000 {
		c.gate.mu.Lock()
		waiting := c.gate.waiting
		c.gate.mu.Unlock()
		if waiting {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("no read waits")
}

// TestReadsThatAreInterrupted does what net/http does for each request without
// a body: a read of a byte, which is ended when the answer is there.
func TestReadsThatAreInterrupted(t *testing.T) {
	c, below, _ := gated(t)
	for range 100 {
		ended := make(chan error, 1)
		go func() {
			_, err := c.Read(make([]byte, 1))
			ended <- err
		}()
		waits(t, c)
		_ = c.SetReadDeadline(time.Unix(1, 0))
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		_ = c.SetReadDeadline(time.Time{})
	}
	if n := below.set.Load(); n > 10 { // only reads that have waited long, on a machine with other work
		t.Errorf("the deadline was moved %d times", n)
	}
	_ = c.SetReadDeadline(time.Unix(1, 0))
	if n, err := c.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read that is too late from its beginning: %d %v", n, err)
	}
}

// TestReadsThatWait get what there is after a while, and at once if they are
// for more than a byte, or nothing waits.
func TestReadsThatWait(t *testing.T) {
	c, _, far := gated(t)
	go func() { _, _ = far.Write([]byte("abcd")) }()
	begun := time.Now()
	p := make([]byte, 2)
	if n, err := c.Read(p[:1]); n != 1 || err != nil || time.Since(begun) < gateTime {
		t.Errorf("%d %v after %v", n, err, time.Since(begun))
	}
	if n, err := c.Read(p); string(p[:n]) != "bc" || err != nil {
		t.Errorf("%q %v", p[:n], err)
	}
	read := make(chan byte)
	go func() {
		_, _ = c.Read(p[:1])
		read <- p[0]
	}()
	waits(t, c)
	c.gate.open()
	if got := <-read; got != 'd' {
		t.Errorf("%q", got)
	}
	var open gate
	if !open.pass(func() bool { return true }) || open.interrupt() {
		t.Error("the zero value holds up")
	}
}

// TestReadsEndWithTheConnection by whatever ends that.
func TestReadsEndWithTheConnection(t *testing.T) {
	for name, end := range map[string]func(*conn){"Close": func(c *conn) { c.Close() }, "refuse": (*conn).refuse, "SetDeadline": func(c *conn) { _ = c.SetDeadline(time.Unix(1, 0)) }} {
		c, _, _ := gated(t)
		ended := make(chan error, 1)
		go func() {
			_, err := c.Read(make([]byte, 1))
			ended <- err
		}()
		waits(t, c)
		end(c)
		select {
		case err := <-ended:
			if err == nil {
				t.Errorf("%s: no error", name)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: it waits", name)
		}
	}
}

// TestClientsThatGo are noticed while they are being answered.
func TestClientsThatGo(t *testing.T) {
	gone := make(chan error, 1)
	_, addrs, _ := served(t, Server{}, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
			gone <- context.Cause(r.Context())
		case <-time.After(10 * time.Second):
			gone <- nil
		}
	})
	c, err := net.Dial("tcp", addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Millisecond)
	c.Close()
	if err := <-gone; err == nil {
		t.Error("nobody has noticed")
	}
}

// TestRequestsThatComeBeforeAnswers: the byte that was read is not lost.
func TestRequestsThatComeBeforeAnswers(t *testing.T) {
	_, addrs, _ := served(t, Server{}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			time.Sleep(4 * gateTime)
		}
		_, _ = io.WriteString(w, r.URL.Path)
	})
	c, err := net.Dial("tcp", addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	paths := []string{"/slow", "/a", "/slow", "/slow", "/b"}
	for _, path := range paths {
		if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	in := bufio.NewReader(c)
	for _, path := range paths {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r.Body); string(text) != path || err != nil {
			t.Errorf("%s: %q %v", path, text, err)
		}
	}
}
