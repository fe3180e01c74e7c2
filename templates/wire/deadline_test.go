package wire

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// counted is a connection that counts how often its deadline is set.
type counted struct {
	net.Conn
	set atomic.Int32
}

func (c *counted) SetReadDeadline(t time.Time) error {
	c.set.Add(1)
	return c.Conn.SetReadDeadline(t)
}

func pipe(t *testing.T) (*Conn, *counted, net.Conn) {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close(); far.Close() })
	below := &counted{Conn: near}
	return &Conn{Conn: below}, below, far
}

// TestDeadlineIsMovedSeldom does what net/http does for each request, 100 times.
func TestDeadlineIsMovedSeldom(t *testing.T) {
	c, below, far := pipe(t)
	go func() {
		for range 100 {
			_, _ = far.Write([]byte("x"))
		}
	}()
	for range 100 {
		now := time.Now()
		_ = c.SetReadDeadline(now.Add(2 * time.Minute))
		if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		_ = c.SetReadDeadline(time.Time{})
		_ = c.SetReadDeadline(now.Add(10 * time.Second))
		_ = c.SetReadDeadline(time.Time{})
	}
	if n := below.set.Load(); n > 2 {
		t.Errorf("it was moved %d times", n)
	}
}

func TestDeadlineEndsReads(t *testing.T) {
	c, _, far := pipe(t)
	begin := time.Now()
	_ = c.SetReadDeadline(begin.Add(time.Hour))
	_ = c.SetReadDeadline(begin.Add(30 * time.Millisecond))
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) < 30*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the next read: %v", err)
	}
	_ = c.SetReadDeadline(time.Time{})
	go func() { _, _ = far.Write([]byte("x")) }()
	if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("when there is none any more: %d, %v", n, err)
	}
}

// TestDeadlineOfARead ends a read that is under way, as net/http does with one
// in the background.
func TestDeadlineOfARead(t *testing.T) {
	c, _, far := pipe(t)
	ended := make(chan error)
	go func() {
		_, err := c.Read(make([]byte, 1))
		ended <- err
	}()
	for c.deadline.reader.Load() == nobody {
		time.Sleep(time.Millisecond)
	}
	_ = c.SetReadDeadline(time.Unix(1, 0))
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("it ends with %v", err)
	}
	_ = c.SetReadDeadline(time.Time{})
	_ = c.SetReadDeadline(time.Now().Add(time.Hour))
	go func() { _, _ = far.Write([]byte("x")) }()
	if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("the next one: %d, %v", n, err)
	}
}

// TestDeadlineThatIsPutOff lets the connection's pass while a read goes on for
// which there is a later one, and then none.
func TestDeadlineThatIsPutOff(t *testing.T) {
	for _, later := range []time.Time{time.Now().Add(time.Hour), {}} {
		first := 20 * time.Millisecond
		for putOff(t, first, later) {
			first *= 2 // the machine was too slow
		}
	}
}

// putOff begins a read with a deadline, and then sets a later one; it reports
// whether the first had passed before that.
func putOff(t *testing.T, first time.Duration, later time.Time) (late bool) {
	c, _, far := pipe(t)
	deadline := time.Now().Add(first)
	_ = c.SetReadDeadline(deadline)
	read := make(chan int, 1)
	go func() {
		n, _ := c.Read(make([]byte, 1))
		read <- n
	}()
	for c.deadline.reader.Load() == nobody && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	_ = c.SetReadDeadline(later)
	if !time.Now().Before(deadline) {
		return true
	}
	time.Sleep(3 * first)
	go func() { _, _ = far.Write([]byte("x")) }()
	if n := <-read; n != 1 {
		t.Errorf("until %v: it was ended", later)
	}
	return false
}

func TestRefusedReadEnds(t *testing.T) {
	c, _, _ := pipe(t)
	ended := make(chan error)
	go func() {
		_, err := c.Read(make([]byte, 1))
		ended <- err
	}()
	for c.deadline.reader.Load() == nobody {
		time.Sleep(time.Millisecond)
	}
	c.Refuse()
	if err := <-ended; err == nil {
		t.Error("it has read something")
	}
}
