package httpexceptions

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// code has a status and nothing else.
type code int

func (c code) StatusCode() int { return int(c) }

// detailed is an error that tells clients another text than the log.
type detailed struct{ code }

func (detailed) Error() string  { return "the password of the database is wrong" }
func (detailed) Detail() string { return "Try <later>" }

func ask(app http.HandlerFunc, log io.Writer, accept string) *httptest.ResponseRecorder {
	h := New(Options{}, slog.New(slog.NewTextHandler(log, nil)))(app)
	r := httptest.NewRequest("GET", "/path", nil)
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	w := httptest.NewRecorder()
	w.Header().Set("X-Outer", "o")
	h.ServeHTTP(w, r)
	return w
}

func raising(v any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Inner", "of an answer that did not come")
		panic(v)
	}
}

func TestAnswers(t *testing.T) {
	redirect := &oracle.StatusError{Code: 302, Detail: "because", Fields: http.Header{"location": {"/a?b=<c>"}}}
	for name, c := range map[string]struct {
		v      any
		accept string
		status int
		body   []string // what it has
		header string   // and one header
	}{
		"a status":              {code(404), "", 404, []string{"404 Not Found\n"}, "Content-Type: text/plain; charset=utf-8"},
		"html":                  {code(404), "text/html", 404, []string{"<h1>404 Not Found</h1>", "<title>404 Not Found</title>"}, "Content-Type: text/html; charset=utf-8"},
		"an error":              {&oracle.StatusError{Code: 400, Detail: "no <x>"}, "*/*", 400, []string{"<p>no &lt;x&gt;</p>"}, "Content-Type: text/html; charset=utf-8"},
		"an error as text":      {&oracle.StatusError{Code: 400, Detail: "no <x>"}, "", 400, []string{"400 Bad Request\nno <x>\n"}, "Content-Length: 23"},
		"wrapped":               {fmt.Errorf("page: %w", &oracle.StatusError{Code: 410, Detail: "gone"}), "", 410, []string{"page: gone"}, "X-Outer: o"},
		"its headers":           {&oracle.StatusError{Code: 401, Fields: http.Header{"Www-Authenticate": {"Basic"}}}, "", 401, []string{"401 Unauthorized\n"}, "Www-Authenticate: Basic"},
		"no status of ours":     {code(599), "", 599, []string{"599\n"}, "X-Outer: o"},
		"redirect":              {redirect, "text/html", 302, []string{`<a href="/a?b=&lt;c&gt;">`, "<p>because</p>"}, "Location: /a?b=<c>"},
		"redirect as text":      {redirect, "", 302, []string{"302 Found\nThe resource is at /a?b=<c>\nbecause\n"}, "Location: /a?b=<c>"},
		"redirect by its text":  {&oracle.StatusError{Code: 303, Detail: "/there"}, "", 303, []string{"303 See Other\nThe resource is at /there\n"}, "Location: /there"},
		"redirect to a script":  {&oracle.StatusError{Code: 301, Detail: "javascript:alert(1)"}, "text/html", 301, []string{"<p>The resource is at javascript:alert(1)</p>"}, "X-Outer: o"},
		"300 is no redirection": {&oracle.StatusError{Code: 300, Detail: "several"}, "", 300, []string{"300 Multiple Choices\nseveral\n"}, "X-Outer: o"},
		"304":                   {code(304), "", 304, []string{""}, "X-Outer: o"},
		"a secret":              {&oracle.StatusError{Code: 500, Detail: "secret"}, "", 500, []string{"500 Internal Server Error\n"}, "Content-Length: 26"},
		"a detail":              {detailed{503}, "text/html", 503, []string{"<p>Try &lt;later&gt;</p>"}, "X-Outer: o"},
	} {
		var log bytes.Buffer
		w := ask(raising(c.v), &log, c.accept)
		name1, value, _ := strings.Cut(c.header, ": ")
		if w.Code != c.status || w.Header().Get(name1) != value || w.Header().Get("X-Inner") != "" {
			t.Errorf("%s: %d, %v", name, w.Code, w.Header())
		}
		for _, text := range c.body {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is not in %q", name, text, w.Body)
			}
		}
		if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "password") {
			t.Errorf("%s: it tells %q", name, w.Body)
		}
		if logged := log.Len() > 0; logged != (c.status >= 500) {
			t.Errorf("%s: logged %s", name, &log)
		}
	}
}

func TestWhatGoesOn(t *testing.T) {
	begun := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(200)
		panic(code(404))
	}
	for name, app := range map[string]http.HandlerFunc{
		"another panic": raising("x"), "an error": raising(errors.New("x")), "abort": raising(http.ErrAbortHandler), "no status": raising(code(99)), "begun": begun,
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the panic has ended", name)
				}
			}()
			ask(app, io.Discard, "")
		}()
	}
	if w := ask(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "fine") }, io.Discard, ""); w.Code != 200 || w.Body.String() != "fine" {
		t.Error(w.Code, w.Body)
	}
}

// TestHooksOfFiltersWithin has a filter within whose answer did not come.
func TestHooksOfFiltersWithin(t *testing.T) {
	w := ask(func(w http.ResponseWriter, r *http.Request) {
		watched := response.Watch(w)
		watched.Hook(response.HookFunc(func(w *response.Writer, _ int) { w.Header().Set("X-Hook", "ran") }))
		panic(code(404))
	}, io.Discard, "")
	if w.Header().Get("X-Hook") != "" {
		t.Error("the hook has run")
	}
}

func TestFiltersWithinKnow(t *testing.T) {
	app := func(_ http.ResponseWriter, r *http.Request) {
		expected, ok := r.Context().Value("paste.expected_exceptions").(func(any) bool)
		if !ok || !expected(code(404)) || expected("x") {
			t.Error("it is not told what is expected")
		}
	}
	ask(app, io.Discard, "")
	ask(func(w http.ResponseWriter, r *http.Request) {
		New(Options{}, slog.Default())(http.HandlerFunc(app)).ServeHTTP(w, r)
	}, io.Discard, "")
}

// TestFiltersWithinKnowOfAnother has a filter around it that expects something
// else.
func TestFiltersWithinKnowOfAnother(t *testing.T) {
	const key = "paste.expected_exceptions"
	app := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		expected := r.Context().Value(key).(func(any) bool)
		for v, want := range map[any]bool{code(404): true, "outer": true, "x": false} {
			if expected(v) != want {
				t.Errorf("%v: expected is %v", v, !want)
			}
		}
	})
	r := httptest.NewRequest("GET", "/", nil)
	r = r.WithContext(values.With(r.Context(), key, func(v any) bool { return v == "outer" }))
	New(Options{}, slog.Default())(app).ServeHTTP(httptest.NewRecorder(), r)
}

func TestIsSafe(t *testing.T) {
	for location, want := range map[string]bool{
		"": true, "/a": true, "a?b": true, "http://a.org/": true, "HTTPS://a.org/": true, "/a:b": true, "a?b:c": true, "#a:b": true,
		"javascript:alert(1)": false, "JavaScript:x": false, "data:text/html,x": false, "httpx:a": false, ":a": false, " https:a": false,
	} {
		if isSafe(location) != want {
			t.Errorf("%q: %v", location, !want)
		}
	}
}
