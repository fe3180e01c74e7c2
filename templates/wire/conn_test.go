package wire

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFileReachesTheConnection is for sendfile: the server's writer looks for
// io.ReaderFrom at its connection.
func TestFileReachesTheConnection(t *testing.T) {
	var c net.Conn = &Conn{}
	if _, ok := c.(io.ReaderFrom); !ok {
		t.Error("no ReadFrom")
	}
	var out bytes.Buffer
	if n, err := (&Conn{Conn: writing{&out}}).ReadFrom(strings.NewReader("text")); n != 4 || err != nil || out.String() != "text" {
		t.Errorf("%d %v %q", n, err, out.String())
	}
}

// TestClientThatTakesNothing has answers that are larger than what a connection
// holds.
func TestClientThatTakesNothing(t *testing.T) {
	for name, write := range map[string]func(c *Conn) (int64, error){
		"write": func(c *Conn) (int64, error) {
			n, err := c.Write(make([]byte, 100<<20))
			return int64(n), err
		},
		"file": func(c *Conn) (int64, error) {
			return c.ReadFrom(&io.LimitedReader{R: zeros{}, N: 100 << 20})
		},
	} {
		far, near := tcpPair(t)
		c := &Conn{Conn: near, of: New(nil, Options{}), patience: 50*time.Millisecond - renewal}
		begun := time.Now()
		if n, err := write(c); !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 || time.Since(begun) > 10*time.Second {
			t.Errorf("%s: %d bytes in %v (%v)", name, n, time.Since(begun), err)
		}
		far.Close()
	}
}

// TestClientThatIsSlow takes a part in time, though not the whole.
func TestClientThatIsSlow(t *testing.T) {
	far, near := tcpPair(t)
	c := &Conn{Conn: near, of: New(nil, Options{}), patience: time.Second - renewal}
	go func() {
		buffer := make([]byte, 1<<20)
		for {
			time.Sleep(50 * time.Millisecond)
			if _, err := io.ReadFull(far, buffer); err != nil {
				return
			}
		}
	}()
	begun := time.Now()
	if n, err := c.Write(make([]byte, 40<<20)); n != 40<<20 || err != nil {
		t.Errorf("%d bytes in %v (%v)", n, time.Since(begun), err)
	}
	if time.Since(begun) < time.Second {
		t.Errorf("it took %v only", time.Since(begun))
	}
}

// TestWriteDeadlineOfTheApp has an app that gives less time, or more.
func TestWriteDeadlineOfTheApp(t *testing.T) {
	far, near := tcpPair(t)
	defer far.Close()
	c := &Conn{Conn: near, of: New(nil, Options{}), patience: time.Hour}
	if err := c.SetWriteDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(make([]byte, 100<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	if err := c.SetWriteDeadline(time.Time{}); err != nil || c.own.Load() {
		t.Error("the app's deadline stays", err)
	}
}

// TestTheRestIsTaken: a client that is sending when its connection is closed can
// go on, unless it is to end by a reset.
func TestTheRestIsTaken(t *testing.T) {
	for _, tt := range []struct{ unread, reset, taken bool }{{true, false, true}, {true, true, false}, {false, false, false}} {
		near, far := net.Pipe()
		l := New(nil, Options{})
		c := &Conn{Conn: near, of: l}
		if tt.unread {
			go far.Write([]byte("ab"))
			if _, err := io.ReadFull(c, make([]byte, 2)); err != nil {
				t.Fatal(err)
			}
		}
		c.reset.Store(tt.reset)
		c.Close()
		if _, err := far.Write(make([]byte, 100_000)); (err == nil) != tt.taken {
			t.Errorf("%+v: %v", tt, err)
		}
		far.Close()
		l.Wait()
	}
}

// TestReset ends a connection at once, though its client may be sending.
func TestReset(t *testing.T) {
	far, near := tcpPair(t)
	l := New(nil, Options{})
	c := &Conn{Conn: near, of: l}
	if _, err := io.WriteString(far, "abc"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	if err := c.SetLinger(0); err != nil {
		t.Fatal(err)
	}
	c.Close()
	l.Wait()
	if _, err := far.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client finds %v", err)
	}
	pipe, _, _ := pipe(t)
	if err := pipe.SetLinger(0); err != nil || pipe.reset.Load() {
		t.Error("what has no resets:", err)
	}
}

func TestLimitedReaderIsCountedDown(t *testing.T) {
	far, near := tcpPair(t)
	go io.Copy(io.Discard, far)
	c := &Conn{Conn: near, of: New(nil, Options{}), patience: time.Hour}
	source := &io.LimitedReader{R: strings.NewReader(strings.Repeat("x", 1_000_000)), N: 700_000}
	if n, err := c.ReadFrom(source); n != 700_000 || source.N != 0 || err != nil {
		t.Errorf("%d, %d are left (%v)", n, source.N, err)
	}
	if n, err := c.ReadFrom(source.R); n != 300_000 || err != nil {
		t.Errorf("%d (%v)", n, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func tcpPair(t *testing.T) (far, near net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	far, err = net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	near, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close(); near.Close() })
	return far, near
}

// writing is a connection of which only Write works.
type writing struct{ io.Writer }

func (writing) Read([]byte) (int, error)         { return 0, io.EOF }
func (writing) Close() error                     { return nil }
func (writing) LocalAddr() net.Addr              { return nil }
func (writing) RemoteAddr() net.Addr             { return nil }
func (writing) SetDeadline(time.Time) error      { return nil }
func (writing) SetReadDeadline(time.Time) error  { return nil }
func (writing) SetWriteDeadline(time.Time) error { return nil }
