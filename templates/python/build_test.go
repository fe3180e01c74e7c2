package python

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const factories = `
import json, os
made = []

def show(name, *parts):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps([name] + list(parts)).encode()]
    return app

def make_app(global_conf, **local):
    made.append("app")
    return show("app", list(global_conf.items()), list(local.items()))

def make_filter(global_conf, **local):
    made.append("filter")
    def wrap(app):
        def filtered(environ, start_response):
            return [b"<" + local.get("mark", "f").encode()] + list(app(environ, start_response)) + [b">"]
        return filtered
    return wrap

def make_filter_app(app, global_conf, **local):
    return make_filter(global_conf, **local)(app)

def make_composite(loader, global_conf, **local):
    made.append("composite")
    apps = {path: loader.get_app(name, global_conf=global_conf) for path, name in local.items()}
    def app(environ, start_response):
        return apps[environ["PATH_INFO"]](environ, start_response)
    return app

def make_loading(loader, global_conf, name):
    return loader.get_app(name)

def make_changing(loader, global_conf, name):
    return loader.get_app(name, global_conf=dict(global_conf, debug="false", more="1"))

class Holder:
    def app(self, environ, start_response):
        return show("holder")(environ, start_response)

def make_holder(name="x", size=1):
    return show("made", name, size)

holder = Holder()

def setup():
    os.environ["SET_UP"] = "yes"

def make_ordered(global_conf):
    return show("ordered", made, os.environ.get("SET_UP"), os.environ.get("FROM_FILE"))

def nothing(global_conf):
    pass

def fails(global_conf, **local):
    return local["missing"]

def needs(global_conf, size):
    return None
`

// distribution writes the metadata of a distribution with entry points.
func distribution(t *testing.T, dir string) {
	t.Helper()
	info := filepath.Join(dir, "Fake_Dist-1.0.dist-info")
	if err := os.Mkdir(info, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"METADATA":         "Metadata-Version: 2.1\nName: Fake-Dist\nVersion: 1.0\n",
		"entry_points.txt": "[paste.app_factory]\nmain = code_:make_app\nboth = code_:make_app\n[paste.composite_factory]\ncomposite = code_:make_composite\nboth = code_:make_composite\n[paste.filter_factory]\nmain = code_:make_filter\n[paste.filter_app_factory]\nmain = code_:nothing\nlate = code_:make_filter_app\n",
	} {
		if err := os.WriteFile(filepath.Join(info, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func use(kind Kind, name, protocol string, local ...Setting) Node {
	return Node{Section: name, Kind: kind, Use: "code_:" + name, Protocol: protocol, Local: local}
}

func withID(id string, n Node) Node { n.ID = id; return n }

// startDist starts workers with the factories and the distribution.
func startDist(t *testing.T, c Config) (*Workers, error) {
	t.Helper()
	c.Interpreter, c.Dir, c.Log = interpreter(t), t.TempDir(), slog.New(slog.DiscardHandler)
	distribution(t, c.Dir)
	if err := os.WriteFile(filepath.Join(c.Dir, "code_.py"), []byte(factories), 0o666); err != nil {
		t.Fatal(err)
	}
	w, err := Start(context.Background(), c)
	if err == nil {
		t.Cleanup(func() { _ = w.Close(context.Background()) })
	}
	return w, err
}

func TestKinds(t *testing.T) {
	global := []Setting{{"here", "/x"}, {"a", "1"}}
	appNode := Node{Section: "app:a", Use: "egg:Fake-Dist", Global: global, Local: []Setting{{"z", "1"}, {"b", "two"}}}
	mark := func(m string) []Setting { return []Setting{{"mark", m}} }
	const a = `["app", [["here", "/x"], ["a", "1"]], [["z", "1"], ["b", "two"]]]`
	f1 := Node{Section: "filter:f1", Kind: Filter, Use: "egg:Fake-Dist#main", Local: mark("1")}
	f2 := Node{Section: "filter:f2", Kind: Filter, Use: "egg:Fake-Dist#late", Local: mark("2")}
	goChild := Node{Section: "app:go", Kind: GoChild, Child: "go", Global: []Setting{{"debug", "true"}}}
	composite := use(App, "make_composite", "paste.composit_factory", Setting{"/a", "a"}, Setting{"/go", "go"}, Setting{"/p", "p"}, Setting{"/egg", "egg:Fake-Dist"})
	composite.Global = []Setting{{"debug", "true"}}
	nodes := []struct {
		id, path, want string
		node           Node
	}{
		{"app", "/", a, appNode},
		{"pipeline", "/", "<1<2" + a + ">>", Node{Kind: Pipeline, Nodes: []Node{f1, f2, appNode}}},
		{"one", "/", a, Node{Kind: Pipeline, Nodes: []Node{appNode}}},
		{"filter-app", "/", "<2" + a + ">", Node{Kind: FilterApp, Nodes: []Node{f2, appNode}}},
		{"with", "/", "<1" + a + ">", Node{Kind: FilteredWith, Nodes: []Node{f1, appNode}}},
		{"filter", "/", "<1go>", f1},
		{"filter with", "/", "<2<1go>>", Node{Kind: FilteredWith, Nodes: []Node{f2, f1}}},
		{"over go", "/", "<1go>", Node{Kind: Pipeline, Nodes: []Node{f1, goChild}}},
		{"bare", "/", `["holder"]`, use(Callable, "holder.app", "")},
		{"called", "/", `["made", "n", 5]`, Node{Kind: Callable, Use: "code_:make_holder('n', size=5)"}},
		{"composite a", "/a", `["app", [["debug", "true"], ["own", "2"]], [["k", "v"], ["got", "true"]]]`, composite},
		{"composite go", "/go", "go", composite},
		{"composite p", "/p", `<1["app", [["debug", "true"], ["own", "2"]], [["k", "v"], ["got", "true"]]]>`, composite},
		{"composite egg", "/egg", `["app", [["debug", "true"]], []]`, composite},
		{"egg composite", "/go", "go", Node{Section: "composite:e", Use: "egg:Fake-Dist#composite", Local: []Setting{{"/go", "go"}}, Global: composite.Global}},
		{"loading", "/", `["app", [["debug", "true"], ["own", "2"]], [["k", "v"], ["got", "true"]]]`, use(App, "make_loading", "paste.composit_factory", Setting{"name", "config:app.ini#a"})},
	}
	inLoader := Node{
		Section: "app: a ", Kind: App, Use: "code_:make_app", Protocol: "paste.app_factory", Set: []Setting{{"own", "2"}}, Get: []Setting{{"got", "debug"}},
		Global: []Setting{{"debug", "true"}, {"own", "2"}}, Local: []Setting{{"k", "v"}, {"got", "true"}},
	}
	c := Config{Init: []string{"code_:setup", "json"}, Loaders: []Loader{{
		Name: "app.ini", Defaults: []Setting{{"debug", "true"}},
		Nodes: []Node{inLoader, goChild, {Section: "pipeline:p", Kind: Pipeline, Global: inLoader.Global, Nodes: []Node{f1, inLoader}}},
	}}}
	for _, n := range nodes {
		c.Nodes = append(c.Nodes, withID(n.id, n.node))
	}
	w, err := startDist(t, c)
	if err != nil {
		t.Fatal(err)
	}
	goApp := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "go") })
	for _, n := range nodes {
		h := w.App(n.id, map[string]http.Handler{"go": goApp, "next": goApp})
		if status, body := get(t, h, n.path); status != 200 || body != n.want {
			t.Errorf("%s: %d %s, want %s", n.id, status, body, n.want)
		}
	}
}

// TestOrder has objects made in Paste's order, after what is to run before.
func TestOrder(t *testing.T) {
	w, err := startDist(t, Config{Init: []string{"code_:setup"}, Env: []Setting{{"FROM_FILE", "value"}}, Nodes: []Node{
		{ID: "x", Kind: Pipeline, Nodes: []Node{use(Filter, "make_filter", "paste.filter_factory"), use(App, "make_app", "paste.app_factory")}},
		withID("y", use(App, "make_ordered", "paste.app_factory")),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, w.App("y", nil), "/"); body != `["ordered", ["app", "filter"], "yes", "value"]` {
		t.Error(body)
	}
}

// TestWrongSection has the error of one; the tests of worker.py have all kinds
// of them.
func TestWrongSection(t *testing.T) {
	node := withID("x", use(App, "fails", "paste.app_factory"))
	node.Place = "app.ini:7: [app:x]"
	_, err := startDist(t, Config{Nodes: []Node{node}})
	want := "app.ini:7: [app:x]: KeyError: 'missing'\nTraceback (most recent call last):\n"
	if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "pastegen worker") {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestWrongStarts(t *testing.T) {
	python := interpreter(t)
	t.Setenv("PASTE_PYTHON", "")
	for name, tt := range map[string]struct {
		c    Config
		want string
	}{
		"interpreter": {Config{Interpreter: "no/such/python"}, "/no/such/python"},
		"cwd":         {Config{Cwd: "nowhere"}, "nowhere"},
		"ends":        {Config{Init: []string{"code_:leave"}}, "the worker has ended before it was ready: exit status 3"},
		"hangs":       {Config{Init: []string{"code_:hang"}, StartTime: 300 * time.Millisecond}, "python: the start ends before anything is built: a worker was not ready after 300ms"},
	} {
		if tt.c.Interpreter == "" {
			tt.c.Interpreter = python
		}
		tt.c.Dir, tt.c.Log = t.TempDir(), slog.New(slog.DiscardHandler)
		source := "import os, time\ndef leave():\n    os._exit(3)\ndef hang():\n    time.sleep(1000)\n"
		if err := os.WriteFile(filepath.Join(tt.c.Dir, "code_.py"), []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Start(context.Background(), tt.c); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStartsThatEndTellWhere has a factory hang.
func TestStartsThatEndTellWhere(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "code_.py"), []byte("import time\ndef hang(*_):\n    time.sleep(1000)\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	node := Node{Section: "app:x", Place: "app.ini:7: [app:x]", Kind: App, Use: "code_:hang", Protocol: "paste.app_factory"}
	ws, err := newWorkers(Config{Interpreter: interpreter(t), Dir: dir, Log: slog.New(slog.DiscardHandler), Nodes: []Node{node}})
	if err != nil {
		t.Fatal(err)
	}
	ws.starter = newStarter()
	defer ws.starter.end()
	w, err := ws.spawn()
	if err != nil {
		t.Fatal(err)
	}
	defer ws.settle(w)
	for deadline := time.Now().Add(20 * time.Second); w.building.Load() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the worker does not tell what it builds")
		}
	}
	err = w.unready(context.Canceled)
	if want := "app.ini:7: [app:x]: python: the start ends while this is being built: "; !strings.HasPrefix(err.Error(), want) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestReplacedThreads has code that replaces threads by something else, as
// gevent does.
func TestReplacedThreads(t *testing.T) {
	const source = `
import threading
def patch():
    def start(*args):
        raise RuntimeError("no more threads")
    threading.Thread.start = start

def app(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]
`
	for _, threads := range []int{1, 3} {
		w, _ := startWith(t, source, Config{Threads: threads, Init: []string{"code_:patch"}, Nodes: []Node{callable("app")}})
		r := httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", 300_000)))
		if status, _, body := ask(t, w.App("app", nil), r); status != 200 || len(body) != 300_000 {
			t.Error(threads, status, len(body))
		}
	}
}
