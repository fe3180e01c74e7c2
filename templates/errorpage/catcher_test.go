package errorpage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/section"
	"github.com/pastegen/pastegen/templates/values"
)

// catch serves a request to an app by a catcher.
func catch(c *Catcher, r *http.Request, app http.HandlerFunc) (w *httptest.ResponseRecorder, log string) {
	var text bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&text, nil))
	w = httptest.NewRecorder()
	w.Header().Set("X-Outer", "o")
	c.Wrap(app).ServeHTTP(w, r)
	return w, text.String()
}

func get(accept string) *http.Request {
	r := httptest.NewRequest("GET", "/a/<b>?c=d&api_key=s3cret", nil)
	r.Pattern = "/mounted"
	r.Header.Set("Accept", accept)
	r.Header.Set("Cookie", "sid=s3cret; lang=s3cret")
	r.Header.Set("Authorization", "Basic s3cret")
	r.Header.Set("X-Auth-Token", "s3cret")
	r.Header.Set("User-Agent", "<script>")
	return r
}

func failing(_ http.ResponseWriter, r *http.Request) {
	values.With(r.Context(), "paste.config", settings())
	var pages map[string]string
	fill(pages)
}

func fill(pages map[string]string) {
	pages["x"] = "y" // here it fails
}

func settings() map[string]string {
	return map[string]string{"debug": "true", "smtp_password": "s3cret", "dsn": "postgres://joe:s3cret@db/x", "title": "<title>"}
}

func TestPages(t *testing.T) {
	for name, c := range map[string]struct {
		catcher  Catcher
		r        *http.Request
		has, not []string
		typ      string
	}{
		"debug": {Catcher{Debug: true, Context: 2}, get("text/html"),
			[]string{"<!DOCTYPE html>", "assignment to entry in nil map", "runtime.plainError", "errorpage.fill", "// here it fails", "<mark>", "errorpage.failing", "in libraries",
				"GET /mounted/a/&lt;b&gt;", "&lt;script&gt;", "<th scope=\"row\">Cookie</th><td>sid=********; lang=********", "postgres://joe:********@db/x", "&lt;title&gt;", "c=d&amp;api_key=********"},
			[]string{"s3cret", "<script", "<title>title", "runtime.panic", "newReport"}, "text/html; charset=utf-8"},
		"debug as text": {Catcher{Debug: true}, get("application/json"),
			[]string{"runtime.plainError: assignment to entry in nil map\n", "errorpage.fill\n", "catcher_test.go:", "Cookie: sid=********", "title: <title>"}, []string{"s3cret", "<!DOCTYPE"}, "text/plain; charset=utf-8"},
		"a piece":           {Catcher{Debug: true, XMLHTTPKey: "c"}, get("text/html"), []string{"<h1>assignment", "errorpage.fill"}, []string{"<html", "</html>", "Configuration", "s3cret"}, "text/html; charset=utf-8"},
		"no piece":          {Catcher{Debug: true, XMLHTTPKey: "_"}, get("text/html"), []string{"<html"}, nil, "text/html; charset=utf-8"},
		"plain text always": {Catcher{Debug: true, Plain: true}, get("text/html"), []string{"runtime.plainError"}, []string{"<html"}, "text/plain; charset=utf-8"},
		"production": {Catcher{}, get("text/html"), []string{"<!DOCTYPE html>", "Server Error", "number of this error"},
			[]string{"s3cret", "nil map", "errorpage", "title&gt;", "/mounted", "plainError"}, "text/html; charset=utf-8"},
		"production as text":    {Catcher{}, get("text/plain"), []string{"500 Internal Server Error\n", "number"}, []string{"nil map", "<"}, "text/plain; charset=utf-8"},
		"production, a message": {Catcher{Message: "<b>Call Joe</b>"}, get("*/*"), []string{"<p><b>Call Joe</b></p>"}, []string{"nil map"}, "text/html; charset=utf-8"},
		"production, no Accept": {Catcher{}, get(""), []string{"<!DOCTYPE html>"}, nil, "text/html; charset=utf-8"},
		"production, no piece":  {Catcher{XMLHTTPKey: "c"}, get("text/html"), []string{"<h1>Server Error</h1>", "<html"}, nil, "text/html; charset=utf-8"},
	} {
		w, log := catch(&c.catcher, c.r, failing)
		if w.Code != 500 || w.Header().Get("Content-Type") != c.typ || w.Header().Get("X-Outer") != "o" || w.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		for _, text := range c.has {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is not there:\n%s", name, text, w.Body)
			}
		}
		for _, text := range c.not {
			if strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is there", name, text)
			}
		}
		if !strings.Contains(log, "level=ERROR msg=panic") || !strings.Contains(log, "errorpage.fill") || !strings.Contains(log, "path=/mounted/a/<b>") || strings.Contains(log, "s3cret") {
			t.Errorf("%s: the log is %s", name, log)
		}
		id := log[strings.Index(log, " id=")+4:][:12]
		if !strings.Contains(w.Body.String(), id) {
			t.Errorf("%s: the number %s is not on the page", name, id)
		}
	}
}

// TestThePlaceOfAPanicThatGoesOn has filters between, which recover and panic
// again.
func TestThePlaceOfAPanicThatGoesOn(t *testing.T) {
	w, _ := catch(&Catcher{Debug: true, Plain: true}, get(""), func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				panic(v)
			}
		}()
		failing(w, r)
	})
	if _, stack, _ := strings.Cut(w.Body.String(), "\nStack\n"); !strings.HasPrefix(strings.TrimSpace(stack), "github.com/pastegen/pastegen/templates/errorpage.fill\n") {
		t.Error(stack)
	}
}

// TestSections has handlers that are marked with the places of their sections.
func TestSections(t *testing.T) {
	within := section.App("a.ini:7: [filter:<outer>]", section.App("a.ini:3: [app:x]", http.HandlerFunc(failing)))
	for name, c := range map[string]struct {
		catcher  Catcher
		has, not []string
	}{
		"debug": {Catcher{Debug: true}, []string{`It has failed in <code>a.ini:3: [app:x]</code>`, `<li><code>a.ini:7: [filter:&lt;outer&gt;]</code></li>`},
			[]string{"section.Through", "section.(*marked)", ">paste.section<"}},
		"text":       {Catcher{Debug: true, Plain: true}, []string{"\nSections\n    a.ini:3: [app:x]\n    a.ini:7: [filter:<outer>]\n"}, []string{"section.Through"}},
		"production": {Catcher{}, nil, []string{"a.ini", "[app:x]"}},
	} {
		w, log := catch(&c.catcher, get("text/html"), within.ServeHTTP)
		for _, text := range c.has {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is not there:\n%s", name, text, w.Body)
			}
		}
		for _, text := range c.not {
			if strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is there", name, text)
			}
		}
		if !strings.Contains(log, `failed="a.ini:3: [app:x]"`) {
			t.Errorf("%s: the log is %s", name, log)
		}
	}
	one := section.App("a.ini:3: [app:x]", http.HandlerFunc(failing))
	if w, _ := catch(&Catcher{Debug: true}, get("text/html"), one.ServeHTTP); strings.Contains(w.Body.String(), "around it") {
		t.Error("there are no sections around it")
	}
	if w, log := catch(&Catcher{Debug: true}, get("text/html"), failing); strings.Contains(w.Body.String(), "failed") || strings.Contains(log, "failed=") {
		t.Errorf("nothing is known of sections: %s", log)
	}
}

// placed is an error of another language that knows its section.
type placed struct{ section string }

func (placed) Error() string           { return "placed" }
func (p placed) FailedSection() string { return p.section }

func TestSectionsOfAnotherLanguage(t *testing.T) {
	for own, want := range map[string][]string{
		"":         {"a.ini:3: [pipeline:x]"},
		"app:deep": {"[app:deep]", "a.ini:3: [pipeline:x]"},
		// The same one, for which there is a place.
		"pipeline:x": {"a.ini:3: [pipeline:x]"},
	} {
		var got []string
		told := reporterFunc(func(r *Report) error { got = r.Sections; return nil })
		app := section.App("a.ini:3: [pipeline:x]", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(placed{own}) }))
		catch(&Catcher{Reporters: []Reporter{told}}, get(""), app.ServeHTTP)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", own, got, want)
		}
	}
}

type reporterFunc func(*Report) error

func (f reporterFunc) Report(r *Report) error { return f(r) }

func TestEndlessRecursionHasAnEnd(t *testing.T) {
	var deep func(n int)
	deep = func(n int) {
		if n == 0 {
			panic("deep")
		}
		deep(n - 1)
	}
	w, _ := catch(&Catcher{Debug: true, Plain: true}, get(""), func(http.ResponseWriter, *http.Request) { deep(5000) })
	if lines := strings.Count(w.Body.String(), "\n"); lines > 300 {
		t.Errorf("%d lines", lines)
	}
}

func TestValuesOfFilters(t *testing.T) {
	r := get("")
	r = r.WithContext(values.With(r.Context(), "outer.value", "from outside"))
	w, _ := catch(&Catcher{Debug: true}, r, func(_ http.ResponseWriter, r *http.Request) {
		ctx := values.With(r.Context(), "REMOTE_USER", "joe")
		values.With(ctx, "session.token", "s3cret")
		panic(errors.New("x"))
	})
	for _, want := range []string{">REMOTE_USER</th><td>joe<", ">outer.value</th><td>from outside<", ">session.token</th><td>********<"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is not there", want)
		}
	}
	if strings.Contains(w.Body.String(), throwErrors) {
		t.Error("our own values are shown")
	}
}

// panics returns what the catcher lets go on; nil for nothing.
func panics(c *Catcher, r *http.Request, app http.HandlerFunc) (v any) {
	defer func() { v = recover() }()
	catch(c, r, app)
	return nil
}

func TestWhatGoesOn(t *testing.T) {
	expecting := get("")
	expecting = expecting.WithContext(values.With(context.Background(), "paste.expected_exceptions", func(v any) bool { return v == "expected" }))
	raise := func(v any) http.HandlerFunc { return func(http.ResponseWriter, *http.Request) { panic(v) } }
	begun := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "text")
		panic("x")
	}
	for name, c := range map[string]struct {
		r    *http.Request
		app  http.HandlerFunc
		want any
	}{
		"abort":               {get(""), raise(http.ErrAbortHandler), http.ErrAbortHandler},
		"expected":            {expecting, raise("expected"), "expected"},
		"not expected":        {expecting, raise("x"), nil},
		"begun":               {get(""), begun, http.ErrAbortHandler},
		"begun, and expected": {expecting, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); panic("expected") }, http.ErrAbortHandler},
		"nothing":             {get(""), func(http.ResponseWriter, *http.Request) {}, nil},
	} {
		if got := panics(&Catcher{}, c.r, c.app); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestACatcherWithinAnother(t *testing.T) {
	for _, passOn := range []bool{true, false} {
		inner := &Catcher{PassOnOuter: passOn, Message: "inner", Log: slog.New(slog.DiscardHandler)}
		w, _ := catch(&Catcher{PassOnOuter: true, Message: "outer"}, get(""), func(w http.ResponseWriter, r *http.Request) {
			inner.Wrap(http.HandlerFunc(failing)).ServeHTTP(w, r)
		})
		if strings.Contains(w.Body.String(), "outer") != passOn {
			t.Errorf("pass on %v: %s", passOn, w.Body)
		}
	}
}

// TestNothingIsLeftOfTheAnswer has an app and a filter that have prepared one.
func TestNothingIsLeftOfTheAnswer(t *testing.T) {
	w, _ := catch(&Catcher{}, get(""), func(w http.ResponseWriter, r *http.Request) {
		response.Watch(w).Hook(response.HookFunc(func(w *response.Writer, _ int) { w.Header().Set("X-Hook", "ran") }))
		w.Header().Set("Set-Cookie", "a=b")
		panic("x")
	})
	if w.Header().Get("X-Hook") != "" || w.Header().Get("Set-Cookie") != "" {
		t.Error(w.Header())
	}
}

func TestReporters(t *testing.T) {
	var file bytes.Buffer
	folder := t.TempDir()
	_, log := catch(&Catcher{Reporters: []Reporter{NewWriter(&file), Folder(folder)}}, get(""), failing)
	if strings.Contains(log, "stack=") {
		t.Error("the stack is logged though others were told", log)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	info, err := entries[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	text, err := os.ReadFile(folder + "/" + entries[0].Name())
	if err != nil || !strings.Contains(string(text), "errorpage.fill") || file.String() != string(text)+strings.Repeat("-", 60)+"\n" {
		t.Errorf("%q, %v", text, err)
	}
	_, log = catch(&Catcher{LogStack: true, Reporters: []Reporter{NewWriter(io.Discard)}}, get(""), failing)
	if !strings.Contains(log, "stack=") {
		t.Error(log)
	}
	_, log = catch(&Catcher{Reporters: []Reporter{Folder(folder + "/nothing")}}, get(""), failing)
	if !strings.Contains(log, "nobody was told") || !strings.Contains(log, "stack=") {
		t.Error(log)
	}
}

func TestReportsOneBehindTheOther(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file)
	for _, message := range []string{"first", "second"} {
		if err := w.Report(&Report{Kind: "string", Message: message}); err != nil {
			t.Error(err)
		}
	}
	if first, second, _ := strings.Cut(file.String(), strings.Repeat("-", 60)+"\n"); !strings.Contains(first, "first") || !strings.Contains(second, "second") {
		t.Errorf("it has %s", &file)
	}
}

func TestLongValuesAreCut(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	w, log := catch(&Catcher{Debug: true}, get(""), func(_ http.ResponseWriter, r *http.Request) {
		values.With(r.Context(), "paste.config", map[string]string{"a": long})
		panic(long)
	})
	if w.Body.Len() > 50_000 || len(log) > 50_000 {
		t.Errorf("%d bytes, %d in the log", w.Body.Len(), len(log))
	}
}

func TestTitle(t *testing.T) {
	for v, want := range map[any]string{"text": "text", "\u1000": "\u1000", "two\nlines": "two ...", fmt.Errorf("x"): "*fmt.wrapError: x", 5: "int: 5"} {
		r := &Report{Kind: fmt.Sprintf("%T", v), Message: fmt.Sprint(v)}
		if err, ok := v.(error); ok {
			want = fmt.Sprintf("%T: %v", err, err)
		}
		if got := r.Title(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLibraries(t *testing.T) {
	for function, want := range map[string]bool{
		"net/http.HandlerFunc.ServeHTTP": true, "runtime.main": true, "main.main": false, "example.com/a/internal/paste/gzip.New.func1": true,
		"example.com/a/site.Log": false, "github.com/x/y.(*T).M": false, "example.com/internal/pasted.F": false,
	} {
		if got := isLibrary(function); got != want {
			t.Errorf("%s: %v", function, got)
		}
	}
	for function, want := range map[string]string{"net/http.HandlerFunc.ServeHTTP": "http.HandlerFunc.ServeHTTP", "main.f": "main.f", "a.b/c.F[a.b/d.T]": "c.F[a.b/d.T]"} {
		if got := shortName(function); got != want {
			t.Errorf("%s: %s", function, got)
		}
	}
}

// TestLibrariesOfThisModule has packages of the module that runs, whose name may
// be one of the standard library, too.
func TestLibrariesOfThisModule(t *testing.T) {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path == "" {
		t.Skip("this test was built without a module")
	}
	module := info.Main.Path
	for path, want := range map[string]bool{module: false, module + "/site": false, module + "s": true, "net/http": true} {
		if isPartOf(path, "net") != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
	if isPartOf("other/of/its/workspace", module) {
		t.Error("the first element does not tell")
	}
}

// foreignError is an error of another language.
type foreignError struct{ frames []runtime.Frame }

func (foreignError) Error() string             { return "foreign" }
func (e foreignError) Frames() []runtime.Frame { return e.frames }

func TestFramesOfAnotherLanguage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "app.py")
	if err := os.WriteFile(file, []byte("one\ntwo\nthree\nfour\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := calls(foreignError{[]runtime.Frame{{Function: "handle", File: file, Line: 3}, {Function: "run", File: "/usr/lib/python3/dist-packages/x.py", Line: 9}}}, 1)
	if len(got) != 2 || got[0].Function != "handle" || got[0].Library || !slices.Equal(got[0].Source, []string{"two", "three", "four"}) || !got[1].Library || got[1].Source != nil {
		t.Errorf("%+v", got)
	}
}
