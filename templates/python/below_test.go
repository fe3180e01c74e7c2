package python

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const pipelines = layers + `
def composite(loader, global_conf, **local):
    apps = {}
    for name, words in local.items():
        *filters, app = words.split()
        made = loader.get_app(app)
        for each in reversed(filters):
            made = loader.get_filter(each)(made)
        apps["/" + name] = made
    def app(environ, start_response):
        return apps[environ["PATH_INFO"]](environ, start_response)
    return app

def echo(environ, start_response):
    start_response("200 OK", [("X-Marks", environ.get("HTTP_X_MARKS", ""))])
    return [environ["PATH_INFO"].encode(), b":", environ["wsgi.input"].read()]

def fails(environ, start_response):
    raise KeyError(environ.get("HTTP_X_MARKS"))

def catching(global_conf, **local):
    def wrap(app):
        def filtered(environ, start_response):
            environ["HTTP_X_MARKS"] = environ.get("HTTP_X_MARKS", "") + "p"
            try:
                return app(environ, start_response)
            except KeyError as e:
                start_response("500 Caught", [])
                return [repr(e).encode()]
        return filtered
    return wrap
`

// mark is a filter of Go that adds a letter to a header of the request.
func mark(letter string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = r.Clone(r.Context())
			r.Header.Set("X-Marks", r.Header.Get("X-Marks")+letter)
			next.ServeHTTP(w, r)
		})
	}
}

// startPipelines starts a composite whose paths lead to pipelines of what a
// loader has: filters g and h of Go, p of Python, m which is p with h inside, and
// apps py, fails and go.
func startPipelines(t *testing.T, local []Setting, filters map[string]func(http.Handler) http.Handler) http.Handler {
	t.Helper()
	goNode := func(section string, kind Kind) Node { return Node{Section: section, Kind: kind, Child: section} }
	p := Node{Section: "filter:p", Kind: Filter, Use: "code_:catching", Protocol: "paste.filter_factory"}
	nodes := []Node{
		p,
		{Section: "filter:m", Kind: FilteredWith, Nodes: []Node{p, goNode("filter:h", GoFilter)}},
		{Section: "app:py", Kind: Callable, Use: "code_:echo"},
		{Section: "app:fails", Kind: Callable, Use: "code_:fails"},
		goNode("app:go", GoChild),
	}
	children := map[string]http.Handler{"app:go": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Marks", r.Header.Get("X-Marks"))
		io.WriteString(w, "go:")
		_, _ = io.Copy(w, r.Body) // to a recorder
	})}
	for name, filter := range filters {
		nodes = append(nodes, goNode("filter:"+name, GoFilter))
		children["filter:"+name] = filter(Below())
	}
	w, _ := startWith(t, pipelines, Config{
		Nodes: []Node{{
			ID: "main", Section: "composite:main", Kind: App, Use: "code_:composite", Protocol: "paste.composite_factory", Local: local,
		}},
		Loaders: []Loader{{Name: "app.ini", Nodes: nodes}},
	})
	return w.App("main", children)
}

// TestFiltersOfGoInPipelinesOfPython puts one filter around several apps of both
// languages, and filters of both around each other.
func TestFiltersOfGoInPipelinesOfPython(t *testing.T) {
	var local []Setting
	for _, words := range []string{"g py", "h py", "g go", "g h py", "g g py", "g p h go", "p g p h py", "m py", "g m p go", "g fails", "p g h fails"} {
		local = append(local, Setting{strings.ReplaceAll(words, " ", "-"), words})
	}
	h := startPipelines(t, local, map[string]func(http.Handler) http.Handler{"g": mark("g"), "h": mark("h")})
	for _, tt := range []struct{ path, marks, body string }{
		{"/g-py", "g", "/g-py:body"},
		{"/h-py", "h", "/h-py:body"},
		{"/g-go", "g", "go:body"},
		{"/g-h-py", "gh", "/g-h-py:body"},
		{"/g-g-py", "gg", "/g-g-py:body"},
		{"/g-p-h-go", "gph", "go:body"},
		{"/p-g-p-h-py", "pgph", "/p-g-p-h-py:body"},
		{"/m-py", "ph", "/m-py:body"},
		{"/g-m-p-go", "gphp", "go:body"},
		{"/p-g-h-fails", "", "KeyError('pgh')"},
	} {
		for range 2 {
			_, header, body := ask(t, h, httptest.NewRequest("POST", tt.path, strings.NewReader("body")))
			if got := header.Get("X-Marks"); got != tt.marks || body != tt.body {
				t.Errorf("%s: got %q and %q, want %q and %q", tt.path, got, body, tt.marks, tt.body)
			}
		}
	}
	if status, body := get(t, h, "/g-fails"); status != 500 {
		t.Error("an exception is no error of the server:", status, body)
	}
}

// TestFilterOfGoThatDoesNotPassOn has filters of Go that answer by themselves,
// panic, call what is below twice, and call it with a request of their own.
func TestFilterOfGoThatDoesNotPassOn(t *testing.T) {
	filters := map[string]func(http.Handler) http.Handler{
		"answers": func(http.Handler) http.Handler { return http.NotFoundHandler() },
		"panics": func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("of the filter") })
		},
		"twice": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				first := httptest.NewRecorder()
				next.ServeHTTP(first, r)
				next.ServeHTTP(w, r)
				io.WriteString(w, "+"+first.Body.String())
			})
		},
		"stranger": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer func() { io.WriteString(w, recover().(error).Error()) }()
				next.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.Background()))
			})
		},
	}
	var local []Setting
	for name := range filters {
		local = append(local, Setting{name, name + " py"})
	}
	h := startPipelines(t, local, filters)
	for path, want := range map[string]string{
		"/answers":  "404 404 page not found\n",
		"/twice":    "200 /twice:+/twice:",
		"/stranger": "200 " + noBelow,
	} {
		if status, body := get(t, h, path); fmt.Sprint(status, " ", body) != want {
			t.Errorf("%s: got %d %q, want %q", path, status, body, want)
		}
	}
	defer func() {
		if v := recover(); v != "of the filter" {
			t.Errorf("the panic became %v", v)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/panics", nil))
}

// TestFilterOfGoWithAnotherConfiguration has a composite that gives a filter of Go
// another global configuration than it was made with.
func TestFilterOfGoWithAnotherConfiguration(t *testing.T) {
	c := Config{
		Interpreter: interpreter(t), Dir: t.TempDir(),
		Nodes: []Node{{ID: "main", Section: "composite:main", Kind: App, Use: "code_:composite", Protocol: "paste.composite_factory"}},
		Loaders: []Loader{{Name: "app.ini", Nodes: []Node{
			{Section: "filter:g", Kind: GoFilter, Child: "filter:g", Global: []Setting{{"debug", "true"}}},
		}}},
	}
	source := `
def composite(loader, global_conf):
    loader.get_filter("g", global_conf={"debug": "true"})
    loader.get_filter("g", global_conf={"debug": "false"})
`
	if err := os.WriteFile(filepath.Join(c.Dir, "code_.py"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), c)
	if err == nil || !strings.Contains(err.Error(), "[filter:g] is Go, and was built with the global configuration of the file; it cannot be built anew with another debug") {
		t.Error(err)
	}
}
