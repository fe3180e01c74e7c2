package wire

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// gated returns a connection with a gate, and its other side.
func gated(t *testing.T) (*Conn, *counted, net.Conn) {
	c, below, far := pipe(t)
	c.of = New(nil, Options{})
	c.gate.close()
	return c, below, far
}

// waits waits until a read of c does.
func waits(t *testing.T, c *Conn) {
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
	for name, end := range map[string]func(*Conn){"Close": func(c *Conn) { c.Close() }, "refuse": (*Conn).Refuse, "SetDeadline": func(c *Conn) { _ = c.SetDeadline(time.Unix(1, 0)) }} {
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
