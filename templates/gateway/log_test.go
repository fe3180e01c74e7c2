package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/values"
)

// scripted is a listener that accepts connections, or fails, as it is told.
type scripted struct {
	net.Listener
	next   chan error // nil for a connection
	closed chan bool
}

func (l *scripted) Accept() (net.Conn, error) {
	select {
	case err := <-l.next:
		conn, _ := net.Pipe()
		return conn, err
	case <-l.closed:
		return nil, fmt.Errorf("accept: %w", net.ErrClosed)
	}
}

func (l *scripted) Close() error {
	close(l.closed)
	return nil
}

// TestLog has all that the log is told of.
func TestLog(t *testing.T) {
	ends := func(err error) Protocol {
		return func(net.Conn, int, Respond) error { return err }
	}
	serves := func(v any) Protocol {
		return func(_ net.Conn, _ int, serve Respond) error {
			ctx := values.With(context.Background(), "panics", v)
			if complete := serve(ctx, variables("REQUEST_METHOD", "GET", "REQUEST_URI", "/a?b"), strings.NewReader(""), io.Discard); complete != (v == "cause") {
				return errors.New("the answer")
			}
			return io.EOF
		}
	}
	for name, tt := range map[string]struct {
		accepts  error
		allowed  string
		protocol Protocol
		want     string
	}{
		"an error":      {protocol: ends(errors.New("no word")), want: `level=WARN msg="connection ended" err="no word"`},
		"its end":       {protocol: ends(io.EOF)},
		"closed":        {protocol: ends(fmt.Errorf("read: %w", net.ErrClosed))},
		"late":          {protocol: ends(fmt.Errorf("read: %w", os.ErrDeadlineExceeded))},
		"no connection": {accepts: errors.New("too many"), want: `level=ERROR msg="cannot accept a connection" err="too many"`},
		"a stranger":    {allowed: "10.0.0.1", want: `level=WARN msg="a connection was refused: its sender is not among those that may connect" sender=pipe`},
		"a panic":       {protocol: serves("cause"), want: `level=ERROR msg=panic method=GET uri=/a?b panic=cause stack=S`},
		"an abort":      {protocol: serves(http.ErrAbortHandler)},
	} {
		var log bytes.Buffer
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}})))
		l := &scripted{next: make(chan error), closed: make(chan bool)}
		ctx, cancel := context.WithCancel(values.With(t.Context(), "pastegen.listen", func(listen.Address, listen.Options) ([]net.Listener, error) {
			return []net.Listener{l}, nil
		}))
		s := Server{Addr: "127.0.0.1:1", Listen: listen.Options{Speaks: "words"}, Protocol: tt.protocol}
		if tt.allowed != "" {
			if err := s.Allowed.UnmarshalText([]byte(tt.allowed)); err != nil {
				t.Fatal(err)
			}
		}
		ended := make(chan error)
		go func() {
			ended <- s.Serve(ctx, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { panic(r.Context().Value("panics")) }))
		}()
		l.next <- tt.accepts
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
		slog.SetDefault(before)
		want := strings.TrimSpace("level=INFO msg=listening addr=127.0.0.1:1 protocol=words\n" + tt.want)
		if got := regexp.MustCompile(`stack=".*"`).ReplaceAllString(strings.TrimSpace(log.String()), "stack=S"); got != want {
			t.Errorf("%s: the log has\n%s\nwant\n%s", name, got, want)
		}
	}
}
