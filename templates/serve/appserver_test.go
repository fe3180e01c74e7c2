package serve

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/wire"
)

// logBuffer is a log that servers write to from several goroutines.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// recoveringServer serves app as serve does, and returns its address and its log.
func recoveringServer(t *testing.T, app http.HandlerFunc) (url string, log *logBuffer) {
	log = &logBuffer{}
	a := newAppServer(slog.New(slog.NewTextHandler(log, nil)), App{Name: "x", Addrs: []string{"127.0.0.1:0"}}, app, nil)
	if !a.parse() || !a.listen(nil, nil) {
		t.Fatal(log)
	}
	a.start(make(chan bool, 1), nil)
	t.Cleanup(func() { a.server.Close() })
	return "http://" + a.listeners[0].Addr().String() + "/", log
}

func TestLargeHeaderIsRefused(t *testing.T) {
	url, _ := recoveringServer(t, func(http.ResponseWriter, *http.Request) {})
	for size, want := range map[int]int{maxHeaderBytes / 2: 200, maxHeaderBytes * 2: 431} {
		r, err := http.NewRequest("GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Large", strings.Repeat("x", size))
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%d bytes: status %d, want %d", size, response.StatusCode, want)
		}
	}
}

func TestErrorsOfTheServerAreLogged(t *testing.T) {
	url, log := recoveringServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(200)
		w.WriteHeader(201)
	})
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if !strings.Contains(log.String(), "level=WARN msg=\"http: superfluous response.WriteHeader call") || !strings.Contains(log.String(), " app=x\n") {
		t.Errorf("the log is %s", log)
	}
}

// TestStopHasAnEnd has a request that does not end: its connection is closed
// when the time is over.
func TestStopHasAnEnd(t *testing.T) {
	var log logBuffer
	begun := make(chan struct{})
	app := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	})
	a := newAppServer(slog.New(slog.NewTextHandler(&log, nil)), App{Name: "x", Addrs: []string{"127.0.0.1:0"}}, app, nil)
	if !a.parse() || !a.listen(nil, nil) {
		t.Fatal(&log)
	}
	a.start(make(chan bool, 1), nil)
	conn, err := net.Dial("tcp", a.listeners[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-begun
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if a.stop(ctx) {
		t.Error("stopped well")
	}
	if _, err := bufio.NewReader(conn).ReadByte(); err == nil {
		t.Error("the request was answered")
	}
	if !strings.Contains(log.String(), "msg=\"requests were cut off\" app=x err=\"context deadline exceeded\"") {
		t.Errorf("the log is %s", &log)
	}
}

// TestBecome has a server that wants to be of a user whom nobody knows, which
// must not serve as who it is.
func TestBecome(t *testing.T) {
	for _, tt := range []struct {
		as   identity.Process
		want bool
	}{{identity.Process{}, true}, {identity.Process{User: "no such user"}, false}, {identity.Process{Group: "no such group"}, false}} {
		var log logBuffer
		s := newServing(slog.New(slog.NewTextHandler(&log, nil)))
		s.apps = []*appServer{newAppServer(s.log, App{Name: "x", settings: Server{Process: tt.as}}, http.NotFoundHandler(), nil)}
		if got := s.become(); got != tt.want || strings.Contains(log.String(), `msg="cannot serve" app=x err=`) == tt.want {
			t.Errorf("%+v: %v, and the log has %s", tt.as, got, &log)
		}
	}
}

// TestBrokenListener has a listener that fails while it serves, which ends the
// run as a failure; also when connections end with their requests, and when it
// was closed though they do not.
func TestBrokenListener(t *testing.T) {
	for _, tt := range []struct {
		err  error
		last bool
		text string
	}{{errors.New("no files left"), false, `"no files left"`}, {errors.New("no files left"), true, `"no files left"`}, {net.ErrClosed, false, `"use of closed network connection"`}} {
		testBrokenListener(t, &brokenListener{err: tt.err}, tt.last, tt.text)
	}
}

func testBrokenListener(t *testing.T, broken *brokenListener, last bool, text string) {
	t.Helper()
	var log logBuffer
	s := newServing(slog.New(slog.NewTextHandler(&log, nil)))
	build := func(context.Context) (http.Handler, func(context.Context) error, error) {
		return http.NotFoundHandler(), nil, nil
	}
	if !s.build(context.Background(), []App{{Name: "x", Build: build}}) {
		t.Fatal(&log)
	}
	s.apps[0].last.Store(last)
	s.apps[0].listeners = []*listener{{wire.New(broken, wire.Options{}), s.apps[0].server, false}}
	if s.serveUntil(context.Background()) {
		t.Error("it ran well")
	}
	if !s.shutDown() || !broken.closed || !strings.Contains(log.String(), "msg=\"cannot serve\" app=x addr=unix:@x err="+text) {
		t.Errorf("the log is %s", &log)
	}
}

// TestStopIsNoFailure: a server that is stopped has not failed to serve.
func TestStopIsNoFailure(t *testing.T) {
	var log logBuffer
	a := newAppServer(slog.New(slog.NewTextHandler(&log, nil)), App{Name: "x", Addrs: []string{"127.0.0.1:0"}}, http.NotFoundHandler(), nil)
	if !a.parse() || !a.listen(nil, nil) {
		t.Fatal(&log)
	}
	ended := make(chan bool, 1)
	a.start(ended, nil)
	if !a.stop(context.Background()) {
		t.Error("stopped badly")
	}
	select {
	case well := <-ended:
		t.Errorf("it has ended by itself (%v): %s", well, &log)
	case <-time.After(20 * time.Millisecond): // who serves has seen the end
	}
}

type brokenListener struct {
	err    error
	closed bool
}

func (l *brokenListener) Accept() (net.Conn, error) { return nil, l.err }
func (l *brokenListener) Close() error              { l.closed = true; return nil }
func (*brokenListener) Addr() net.Addr              { return &net.UnixAddr{Name: "@x", Net: "unix"} }

// TestStopClosesListenersThatNeverServed is for a start that fails half-way.
func TestStopClosesListenersThatNeverServed(t *testing.T) {
	a := newAppServer(slog.New(slog.DiscardHandler), App{Name: "x"}, http.NotFoundHandler(), nil)
	broken := &brokenListener{}
	a.listeners = []*listener{{wire.New(broken, wire.Options{}), a.server, false}}
	if !a.stop(context.Background()) || !broken.closed {
		t.Error("the listener is still open")
	}
}
