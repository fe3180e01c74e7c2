package retry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

type conflict bool

func (c conflict) Error() string   { return "conflict" }
func (c conflict) Retryable() bool { return bool(c) }

type state string

func (s state) Error() string    { return string(s) }
func (s state) SQLState() string { return string(s) }

// ask returns the answer of a filter around an app that panics with these
// values, one after the other, and with what the filter panics; and its log.
func ask(t *testing.T, o Options, r *http.Request, panics ...any) (w *httptest.ResponseRecorder, failure any, log string) {
	t.Helper()
	var lines bytes.Buffer
	filter, err := New(o, slog.New(slog.NewTextHandler(&lines, nil)))
	if err != nil {
		t.Fatal(err)
	}
	w, try := httptest.NewRecorder(), 0
	h := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Add("X-Try", fmt.Sprint(try))
		if try++; try <= len(panics) {
			if panics[try-1] == "late" {
				io.WriteString(w, "begun ")
				panic(conflict(true))
			}
			panic(panics[try-1])
		}
		fmt.Fprintf(w, "%d: %s %d", try, body, r.ContentLength)
	}))
	func() {
		defer func() { failure = recover() }()
		h.ServeHTTP(w, r)
	}()
	return w, failure, lines.String()
}

func options() Options { return Options{Tries: 3, LogAfterTryCount: 1, DelayFactor: 2} }

func post() *http.Request { return httptest.NewRequest("POST", "/", strings.NewReader("body")) }

func TestTries(t *testing.T) {
	yes := conflict(true)
	for _, tt := range []struct {
		panics []any
		body   string
		fails  bool
	}{
		{nil, "1: body 4", false},
		{[]any{yes}, "2: body 4", false},
		{[]any{fmt.Errorf("wrapped: %w", yes), state("40001")}, "3: body 4", false},
		{[]any{state("40P01"), yes}, "3: body 4", false},
		{[]any{yes, yes, yes}, "", true},
		{[]any{conflict(false)}, "", true},
		{[]any{state("23505")}, "", true},
		{[]any{errors.New("x")}, "", true},
		{[]any{"text"}, "", true},
		{[]any{yes, "text"}, "", true},
		{[]any{http.ErrAbortHandler}, "", true},
		{[]any{"late"}, "begun ", true},
	} {
		w, failure, _ := ask(t, options(), post(), tt.panics...)
		if (failure != nil) != tt.fails || w.Body.String() != tt.body {
			t.Errorf("%v: %q, %v", tt.panics, w.Body, failure)
		}
		if !tt.fails && len(w.Header()["X-Try"]) != 1 {
			t.Errorf("%v: headers of several tries: %v", tt.panics, w.Header())
		}
	}
}

func TestBodies(t *testing.T) {
	chunked := httptest.NewRequest("POST", "/", iotest.OneByteReader(strings.NewReader("chunks")))
	if w, _, _ := ask(t, options(), chunked, conflict(true)); w.Body.String() != "2: chunks 6" {
		t.Error(w.Body)
	}
	if w, _, _ := ask(t, options(), httptest.NewRequest("GET", "/", nil), conflict(true)); w.Body.String() != "2:  0" {
		t.Error(w.Body)
	}
	broken := httptest.NewRequest("POST", "/", iotest.ErrReader(io.ErrUnexpectedEOF))
	if w, _, _ := ask(t, options(), broken); w.Code != 400 {
		t.Error(w.Code)
	}
}

func TestRetryable(t *testing.T) {
	o := options()
	o.Retryable = func(v any) bool { return v == "again" }
	if w, _, _ := ask(t, o, post(), "again", conflict(true)); w.Body.String() != "3: body 4" {
		t.Error(w.Body)
	}
}

func TestLog(t *testing.T) {
	o := options()
	o.LogAfterTryCount = 2
	_, _, log := ask(t, o, post(), conflict(true), conflict(true))
	if strings.Contains(log, "try=1") || !strings.Contains(log, "try=2 error=conflict") {
		t.Error(log)
	}
}

func TestDelay(t *testing.T) {
	o := options()
	o.Delay, o.DelayFactor = 20*time.Millisecond, 3
	begin := time.Now()
	ask(t, o, post(), conflict(true), conflict(true))
	if took := time.Since(begin); took < 80*time.Millisecond {
		t.Error(took)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if w, failure, _ := ask(t, o, post().WithContext(ctx), conflict(true)); failure == nil || w.Body.Len() != 0 {
		t.Error("the client is gone and the app is asked again")
	}
}

func TestOptions(t *testing.T) {
	if _, err := New(Options{}, nil); err == nil {
		t.Error("no try at all")
	}
	if _, err := New(Options{Tries: 1}, nil); err != nil {
		t.Error(err)
	}
}
