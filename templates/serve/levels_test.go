package serve

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/pylogging"
)

// TestLevelsReachApps: factories change levels through their context.
func TestLevelsReachApps(t *testing.T) {
	s := newServing(slog.New(slog.DiscardHandler))
	logging, err := new(logs.Flags).Open(io.Discard, logs.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.logging = logging
	levels, ok := s.ctx.Value("pastegen.loglevels").(func(string, string) (map[string]string, error))
	if !ok {
		t.Fatal("there is no function")
	}
	if all, err := levels("root", "debug"); err != nil || all["root"] != "DEBUG" || !s.logging.Enabled(context.Background(), slog.LevelDebug) {
		t.Errorf("%v %v", all, err)
	}
}

// TestLoggerOfRequests has one in [loggers] for the requests to one server, and
// none for those to another.
func TestLoggerOfRequests(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	logging, err := new(logs.Flags).Open(io.Discard, logs.Options{}, func() (pylogging.Config, error) {
		return pylogging.Config{
			Loggers:  []pylogging.Logger{{}, {Name: "waitress.access", Level: pylogging.Info, Handlers: []string{"f"}}, {Name: "access", Level: pylogging.Info, Handlers: []string{"f"}}},
			Handlers: []pylogging.Handler{{Name: "f", To: pylogging.File{Path: path}}},
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"waitress", "paste.httpserver", ""} {
		a := newAppServer(slog.New(slog.DiscardHandler), App{Name: "x", settings: Server{Log: logs.Options{Name: name}}}, http.NotFoundHandler(), nil)
		a.logging = logging
		if !a.openLog() {
			t.Fatal("it does not log")
		}
		a.server.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/of/"+name, nil))
		if err := a.outer.Access.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\n") != 1 || !strings.Contains(string(text), `"GET /of/waitress HTTP/1.1" 404`) {
		t.Errorf("%q, %v", text, err)
	}
}

// TestSeveralServersAndOneLog: the first one says how it is written, and others
// that say it otherwise are told so.
func TestSeveralServersAndOneLog(t *testing.T) {
	for _, tt := range []struct {
		all  []logs.Options
		told int
	}{
		{[]logs.Options{{Name: "waitress"}, {Name: "gunicorn.error"}, {}}, 0},
		{[]logs.Options{{Name: "waitress", Level: "debug"}, {Name: "gunicorn.error", Level: "debug"}, {}}, 0},
		{[]logs.Options{{Name: "waitress"}, {Name: "gunicorn.error", To: "file"}, {Name: "uwsgi", Level: "debug"}}, 2},
		{[]logs.Options{{}, {Name: "gunicorn.error", Level: "debug"}}, 0},
	} {
		var log logBuffer
		s := newServing(slog.New(slog.DiscardHandler))
		for _, o := range tt.all {
			s.apps = append(s.apps, newAppServer(slog.New(slog.NewTextHandler(&log, nil)), App{Name: "x", settings: Server{Log: o}}, http.NotFoundHandler(), nil))
		}
		s.warnLogs()
		if told := strings.Count(log.String(), "level=WARN msg=\"what this server says of the program's log"); told != tt.told {
			t.Errorf("%+v: %d are told, want %d", tt.all, told, tt.told)
		}
	}
}
