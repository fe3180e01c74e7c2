package health

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/values"
)

func ask(h http.Handler, target string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String()))
}

func other() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "other") })
}

func TestHealth(t *testing.T) {
	if got := ask(New(), "/"); got != "200 ok" {
		t.Error(got)
	}
	filter, err := NewFilter(FilterOptions{Path: "/healthz"})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{"/healthz": "200 ok", "/healthz/": "200 other", "/": "200 other"} {
		if got := ask(filter(other()), target); got != want {
			t.Errorf("%s: %s", target, got)
		}
	}
}

// fresh forgets what the last check has said.
func fresh(t *testing.T, app http.Handler) {
	t.Helper()
	app.(*ready).checked = time.Time{}
}

func newReady(t *testing.T, ctx context.Context, o ReadyOptions) (http.Handler, *bytes.Buffer) {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	var log bytes.Buffer
	app, err := NewReady(ctx, o, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return app, &log
}

// db is a database that is there, or not.
type db struct{ err error }

func (d *db) PingContext(context.Context) error { return d.err }

func TestReady(t *testing.T) {
	var problem error
	asked := 0
	database := &db{}
	app, log := newReady(t, t.Context(), ReadyOptions{Check: func(context.Context) error { asked++; return problem }, DB: database})
	for i, step := range []struct {
		check, db error
		want      string
	}{
		{nil, nil, "200 ready"}, {errors.New("broken"), nil, "503 not ready"}, {errors.New("broken"), nil, "503 not ready"}, {nil, nil, "200 ready"},
		{nil, errors.New("away"), "503 not ready"},
	} {
		problem, database.err = step.check, step.db
		fresh(t, app)
		if got := ask(app, "/"); got != step.want {
			t.Errorf("%d: %s", i, got)
		}
	}
	for text, times := range map[string]int{"level=WARN msg=\"not ready\" err=broken": 1, "err=away": 1, "ready again": 1} {
		if strings.Count(log.String(), text) != times {
			t.Errorf("the log is %s", log)
		}
	}
	for range 10 {
		ask(app, "/")
	}
	if asked != 5 {
		t.Errorf("the check was asked %d times", asked)
	}
}

func TestReadyWithoutChecks(t *testing.T) {
	app, _ := newReady(t, t.Context(), ReadyOptions{})
	if got := ask(app, "/"); got != "200 ready" {
		t.Error(got)
	}
}

func TestSlowAndBrokenChecks(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	var begun atomic.Int32
	slow, log := newReady(t, t.Context(), ReadyOptions{Timeout: 20 * time.Millisecond, Check: func(context.Context) error { begun.Add(1); <-release; return nil }})
	for range 3 {
		if got := ask(slow, "/"); got != "503 not ready" || !strings.Contains(log.String(), "longer than 20ms") || begun.Load() != 1 {
			t.Errorf("%s, %d checks, %s", got, begun.Load(), log)
		}
	}
	broken, log := newReady(t, t.Context(), ReadyOptions{Check: func(context.Context) error { panic("x") }})
	if got := ask(broken, "/"); got != "503 not ready" || !strings.Contains(log.String(), "panic: x") {
		t.Errorf("%s, %s", got, log)
	}
}

func TestEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	app, _ := newReady(t, ctx, ReadyOptions{})
	if got := ask(app, "/"); got != "200 ready" {
		t.Error(got)
	}
	cancel()
	if got := ask(app, "/"); got != "503 not ready" {
		t.Error(got)
	}
	draining := make(chan struct{})
	app, _ = newReady(t, values.With(t.Context(), "pastegen.draining", (<-chan struct{})(draining)), ReadyOptions{})
	if got := ask(app, "/"); got != "200 ready" {
		t.Error(got)
	}
	close(draining)
	if got := ask(app, "/"); got != "503 not ready" {
		t.Error(got)
	}
}

func TestReadyFilter(t *testing.T) {
	o := ReadyFilterOptions{ReadyOptions{Timeout: time.Second}, "/site/readyz"}
	filter, err := NewReadyFilter(t.Context(), o, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{"/site/readyz": "200 ready", "/readyz": "200 other"} {
		if got := ask(filter(other()), target); got != want {
			t.Errorf("%s: %s", target, got)
		}
	}
	r := httptest.NewRequest("GET", "/readyz", nil)
	r.Pattern = "/site"
	w := httptest.NewRecorder()
	filter(other()).ServeHTTP(w, r)
	if w.Body.String() != "ready\n" {
		t.Errorf("below a map: %s", w.Body)
	}
}

func TestErrors(t *testing.T) {
	_, noPath := NewFilter(FilterOptions{})
	_, noTime := NewReady(t.Context(), ReadyOptions{}, slog.Default())
	_, neither := NewReadyFilter(t.Context(), ReadyFilterOptions{Path: "x"}, slog.Default())
	for i, err := range []error{noPath, noTime, neither, ReadyFilterOptions{Path: "x", ReadyOptions: ReadyOptions{Timeout: 1}}.Validate()} {
		if err == nil {
			t.Errorf("%d: no error", i)
		}
	}
}
