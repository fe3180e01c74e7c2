package templates

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/python"
)

const loading = `
import importlib.util, sys

def load(path):
    spec = importlib.util.spec_from_file_location("case", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app

def make_plain(global_conf):
    return lambda app: lambda environ, start_response: app(environ, start_response)

def make_iterating(global_conf):
    def wrap(app):
        def filtered(environ, start_response):
            body = app(environ, start_response)
            try:
                for chunk in body:
                    yield chunk
            finally:
                if hasattr(body, "close"):
                    body.close()
        return filtered
    return wrap
`

// TestPythonAppsAnswerAsInPython serves the applications of testdata/wsgi in
// Python as they are, below a filter of Python and one of Go, and below two of
// Python with Go in between: the answers are those of waitress.
func TestPythonAppsAnswerAsInPython(t *testing.T) {
	if _, err := os.Stat("/usr/bin/python3"); err != nil {
		t.Skip("there is no Python")
	}
	text, err := os.ReadFile(recordedAnswers)
	if err != nil {
		t.Fatal(err)
	}
	var recorded []exchange
	if err := json.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	for name, around := range map[string]func(w *python.Workers, h http.Handler) http.Handler{
		"alone": func(_ *python.Workers, h http.Handler) http.Handler { return h },
		"plain": func(w *python.Workers, h http.Handler) http.Handler { return w.Filter("plain")(passing(h)) },
		"nested": func(w *python.Workers, h http.Handler) http.Handler {
			return w.Filter("plain")(passing(w.Filter("iterating")(passing(h))))
		},
		"direct": func(w *python.Workers, h http.Handler) http.Handler { return passing(w.Filter("iterating")(h)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := startCases(t) // of its own, since some applications count
			compareCases(t, recorded, func(name string) http.Handler { return around(w, w.App(name, nil)) })
		})
	}
}

// startCases starts a worker with all applications.
func startCases(t *testing.T) *python.Workers {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "loading_.py"), loading)
	files, err := filepath.Glob("testdata/wsgi/[0-9]*.py")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	var nodes []python.Node
	for _, file := range files {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".py")
		nodes = append(nodes, python.Node{ID: name, Section: "app:" + name, Kind: python.Callable, Use: fmt.Sprintf("loading_:load(%q)", path)})
	}
	for _, name := range []string{"plain", "iterating"} {
		nodes = append(nodes, python.Node{
			ID: name, Section: "filter:" + name, Kind: python.Filter, Use: "loading_:make_" + name, Protocol: "paste.filter_factory",
		})
	}
	w, err := python.Start(context.Background(), python.Config{
		Interpreter: "/usr/bin/python3", Dir: dir, Threads: 1, Nodes: nodes, Log: slog.New(slog.DiscardHandler),
		Env: []python.Setting{{Key: "PYTHONDONTWRITEBYTECODE", Value: "1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(context.Background()) })
	return w
}

func compareCases(t *testing.T, recorded []exchange, app func(name string) http.Handler) {
	servers := map[string]*httptest.Server{}
	for _, want := range recorded {
		server := servers[want.App]
		if server == nil {
			server = httptest.NewUnstartedServer(answering(app(want.App)))
			server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
			server.Start()
			defer server.Close()
			servers[want.App] = server
		}
		got := send(t, server.Listener.Addr().String(), want.App, want.Request)
		alignOpen(&got, &want)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %q:\n%+v, want\n%+v", want.App, want.Request, got, want)
		}
	}
}

// passing is a filter of Go that does nothing.
func passing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

// answering answers panics with status 500 as long as there is no answer, as
// package serve does.
func answering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := &beginning{ResponseWriter: w}
		defer func() {
			switch v := recover(); {
			case v == nil:
			case begun.begun || v == http.ErrAbortHandler:
				panic(http.ErrAbortHandler)
			default:
				clear(w.Header())
				http.Error(w, "error", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(begun, r)
	})
}

// beginning notes that an answer has begun.
type beginning struct {
	http.ResponseWriter
	begun bool
}

func (b *beginning) WriteHeader(status int) {
	b.begun = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *beginning) Unwrap() http.ResponseWriter { return b.ResponseWriter }
