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

// waits waits until n reads of c have come to the gate. On a slow machine the
// last may have been let through since then.
func waits(t *testing.T, c *Conn, n uint32) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		c.gate.mu.Lock()
		reads := c.gate.reads
		c.gate.mu.Unlock()
		if reads >= n {
			return
		}
	}
	t.Fatal("no read waits")
}

// TestReadsThatAreInterrupted does what net/http does for each request without
// a body: a read of a byte, which is ended when the answer is there.
func TestReadsThatAreInterrupted(t *testing.T) {
	best := 0
	for try := 0; try < 20 && best < 90; try++ { // again on a machine that has so much other work that many have to wait long
		best = max(best, interrupted(t))
	}
	if best < 90 {
		t.Errorf("the deadline was moved for all but %d of 100", best)
	}
	c, _, _ := gated(t)
	_ = c.SetReadDeadline(time.Unix(1, 0))
	if n, err := c.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read that is too late from its beginning: %d %v", n, err)
	}
}

// interrupted interrupts 100 reads, and returns for how many the deadline of the
// connection below was not moved.
func interrupted(t *testing.T) (free int) {
	c, below, _ := gated(t)
	for i := range 100 {
		before := below.set.Load()
		ended := make(chan error, 1)
		go func() {
			_, err := c.Read(make([]byte, 1))
			ended <- err
		}()
		waits(t, c, uint32(i+1))
		_ = c.SetReadDeadline(time.Unix(1, 0))
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		_ = c.SetReadDeadline(time.Time{})
		if below.set.Load() == before {
			free++
		}
	}
	return free
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
	waits(t, c, 2)
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
		waits(t, c, 1)
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
