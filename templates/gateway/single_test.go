package gateway

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// halved is a connection that tells when its answer has ended.
type halved struct {
	net.Conn
	ended chan bool
}

func (c halved) SetReadDeadline(time.Time) error { return nil }

func (c halved) CloseWrite() error {
	close(c.ended)
	return nil
}

// TestSingleBody: an app is told of a body that is not whole.
func TestSingleBody(t *testing.T) {
	broken := errors.New("broken")
	for sent, want := range map[string]error{"abc": nil, "abcd": nil, "ab": io.ErrUnexpectedEOF, "": io.ErrUnexpectedEOF, "a!": broken} {
		text, breaks := strings.CutSuffix(sent, "!")
		in := io.Reader(strings.NewReader(text))
		if breaks {
			in = io.MultiReader(in, iotest.ErrReader(broken))
		}
		s := Single{Conn: halved{ended: make(chan bool)}, In: bufio.NewReader(in), Length: 3}
		err := s.Serve(nil, io.Discard, func(_ context.Context, _ map[string]string, body io.Reader, _ io.Writer) bool {
			got, err := io.ReadAll(body)
			if string(got) != text[:min(len(text), 3)] || err != want {
				t.Errorf("%q: %q (%v), want %v", sent, got, err, want)
			}
			return true
		})
		if err != nil {
			t.Errorf("%q: %v", sent, err)
		}
	}
}

// TestSingleReadsOn: the connection is not closed before the web server has ended
// it.
func TestSingleReadsOn(t *testing.T) {
	in, server := io.Pipe()
	conn := halved{ended: make(chan bool)}
	result := make(chan error, 1)
	go func() {
		result <- Single{Conn: conn, In: bufio.NewReader(in)}.Serve(nil, io.Discard, func(context.Context, map[string]string, io.Reader, io.Writer) bool { return true })
	}()
	<-conn.ended
	go io.WriteString(server, "more")
	select {
	case err := <-result:
		t.Fatalf("it is over (%v)", err)
	case <-time.After(20 * time.Millisecond): // as long as the server likes
	}
	server.Close()
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func TestLength(t *testing.T) {
	for text, want := range map[string]int64{"3": 3, "0": 0, "": 0, "-1": 0, "+1": 0, "x": 0, "9223372036854775807": 1<<63 - 1, "9223372036854775808": 0} {
		if got := Length(map[string]string{"CONTENT_LENGTH": text}); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
