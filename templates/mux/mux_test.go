package mux

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/urlmap"
)

// named is an app that tells its name and what it sees.
func named(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s %s id=%s", name, r.URL.Path, r.Pattern, r.PathValue("id"))
	})
}

func newMux(t *testing.T, patterns ...string) http.Handler {
	t.Helper()
	apps := map[string]http.Handler{}
	for _, pattern := range patterns {
		apps[pattern] = named("[" + pattern + "]")
	}
	m, err := New(Options{apps})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ask(h http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func patterns() []string {
	return []string{"GET /notes/{id}", "POST /notes/{$}", "/static/", "api.example.com/", "/deep/{id...}"}
}

func TestDispatch(t *testing.T) {
	m := newMux(t, patterns()...)
	for request, want := range map[string]string{
		"GET /notes/5":                 "200 [GET /notes/{id}] /notes/5 GET /notes/{id} id=5",
		"HEAD /notes/5":                "200 [GET /notes/{id}] /notes/5 GET /notes/{id} id=5",
		"GET /notes/a%2Fb":             "200 [GET /notes/{id}] /notes/a/b GET /notes/{id} id=a/b",
		"POST /notes/":                 "200 [POST /notes/{$}] /notes/ POST /notes/{$} id=",
		"GET /static/a/b":              "200 [/static/] /static/a/b /static/ id=",
		"GET /deep/a/b":                "200 [/deep/{id...}] /deep/a/b /deep/{id...} id=a/b",
		"GET http://api.example.com/x": "200 [api.example.com/] /x api.example.com/ id=",
		"DELETE /notes/5":              "405 Method Not Allowed\n",
		"GET /nothing":                 "404 404 page not found\n",
	} {
		method, target, _ := strings.Cut(request, " ")
		w := ask(m, method, target)
		if got := fmt.Sprint(w.Code, " ", w.Body); got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
	if w := ask(m, "DELETE", "/notes/5"); w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow is %q", w.Header().Get("Allow"))
	}
	if w := ask(m, "GET", "/static?x"); w.Code/100 != 3 || w.Header().Get("Location") != "/static/?x" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}

// mounted mounts a handler at a prefix, as URL maps do.
func mounted(prefix string, h http.Handler) http.Handler {
	return &urlmap.Map{
		Match: func(_ *http.Request, path string) (urlmap.Mounted, int) {
			if path == prefix || strings.HasPrefix(path, prefix+"/") {
				return urlmap.Mount(h), len(prefix)
			}
			return nil, 0
		},
		NotFound: urlmap.Mount(http.NotFoundHandler()),
	}
}

func TestBelowAMap(t *testing.T) {
	m := mounted("/v1", newMux(t, patterns()...))
	for request, want := range map[string]string{
		"GET /v1/notes/5":  "200 [GET /notes/{id}] /notes/5 /v1 id=5 ",
		"GET /v1/static?x": "3 /v1/static/?x",
		"GET /v1/static/a": "200 [/static/] /static/a /v1 id= ",
		"GET /v1/none":     "404 404 page not found\n ",
		"GET /v2/notes/5":  "404 404 page not found\n ",
	} {
		method, target, _ := strings.Cut(request, " ")
		w := ask(m, method, target)
		got := fmt.Sprint(w.Code, " ", w.Body, " ", w.Header().Get("Location"))
		if w.Code/100 == 3 {
			got = "3 " + w.Header().Get("Location")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
	if w := ask(m, "GET", "/v1/static"); !strings.Contains(w.Body.String(), `href="/v1/static/"`) {
		t.Errorf("the page is %s", w.Body)
	}
	root := mounted("/v1", newMux(t, "/"))
	if w := ask(root, "GET", "/v1?x"); w.Code/100 != 3 || w.Header().Get("Location") != "/v1/?x" {
		t.Errorf("the root: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

// TestMuxInMux: what the outer one has found is no prefix.
func TestMuxInMux(t *testing.T) {
	outer, err := New(Options{map[string]http.Handler{"/a/": newMux(t, "GET /a/{id}")}})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{"/a/1": "[GET /a/{id}] /a/1 GET /a/{id} id=1", "/v1/a/1": "[GET /a/{id}] /a/1 /v1 id=1"} {
		h := outer
		if strings.HasPrefix(target, "/v1") {
			h = mounted("/v1", outer)
		}
		if w := ask(h, "GET", target); w.Body.String() != want {
			t.Errorf("%s: %q, want %q", target, w.Body, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct{ patterns, want string }{
		{"", "has no patterns"},
		{"notes", "parsing \"notes\""},
		{"GET  x/{id", "bad wildcard"},
		{"/a/{x}/b|/a/b/{y}", "conflicts with pattern"},
	} {
		apps := map[string]http.Handler{}
		for _, pattern := range strings.FieldsFunc(tt.patterns, func(c rune) bool { return c == '|' }) {
			apps[pattern] = named("x")
		}
		_, err := New(Options{apps})
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "mux.go") {
			t.Errorf("%s: %v, want %s", tt.patterns, err, tt.want)
		}
	}
}
