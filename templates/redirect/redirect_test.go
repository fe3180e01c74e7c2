package redirect

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func parse(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestLocation(t *testing.T) {
	for _, tt := range []struct {
		to          string
		path, query bool
		target      string
		want        string
	}{
		{"/new", false, false, "/a?b", "/new"},
		{"/new", true, true, "/a?b", "/new/a?b"},
		{"/new/", true, false, "/a?b", "/new/a"},
		{"/new?x=1", false, true, "/a?b", "/new?x=1&b"},
		{"/new?x=1", false, true, "/a", "/new?x=1"},
		{"https://h.example", true, true, "/a/b/?c=%20", "https://h.example/a/b/?c=%20"},
		{"https://h.example/n#part", true, true, "/a?q", "https://h.example/n/a?q#part"},
		{"/n%2Fm", true, false, "/a%2Fb/%C3%BC", "/n%2Fm/a%2Fb/%C3%BC"},
		{"/", true, false, "//evil.example/", "/evil.example/"},
		{"/", true, false, `/\evil.example/`, "/%5Cevil.example/"},
		{"/", true, false, "/%0d%0aX:y", "/%0D%0AX:y"},
		{"//h.example/", true, false, "/a", "//h.example/a"},
	} {
		r := httptest.NewRequest("GET", "http://x/", nil)
		path, query, _ := strings.Cut(tt.target, "?")
		r.URL.RawQuery = query
		unescaped, err := url.PathUnescape(path)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path, r.URL.RawPath = unescaped, path
		got := Options{To: parse(t, tt.to), KeepPath: tt.path, KeepQuery: tt.query}.location(r)
		if !strings.EqualFold(got, tt.want) {
			t.Errorf("%s to %s: %q, want %q", tt.target, tt.to, got, tt.want)
		}
	}
}

func TestAnswers(t *testing.T) {
	app, err := New(Options{To: parse(t, "/new"), Code: 308})
	if err != nil {
		t.Fatal(err)
	}
	for method, body := range map[string]string{"GET": "Permanent Redirect\n", "HEAD": "", "POST": ""} {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		if w.Code != 308 || w.Header().Get("Location") != "/new" || w.Body.String() != body {
			t.Errorf("%s: %d %q %q", method, w.Code, w.Header(), w.Body)
		}
		if typed := w.Header().Get("Content-Type") == "text/plain; charset=utf-8"; typed != (method != "POST") {
			t.Errorf("%s: %q", method, w.Header())
		}
	}
}

func TestErrors(t *testing.T) {
	for _, o := range []Options{
		{To: parse(t, "/"), Code: 200}, {To: parse(t, "/"), Code: 304}, {To: parse(t, "/"), Code: 306}, {To: parse(t, "new"), Code: 302},
		{To: parse(t, "mailto:x"), Code: 302}, {To: parse(t, ""), Code: 302},
	} {
		if app, err := New(o); err == nil || app != nil {
			t.Errorf("%v %d: no error", o.To, o.Code)
		}
	}
}

func FuzzLocationStaysOnTheSite(f *testing.F) {
	f.Add("//evil", "//evil", "q")
	f.Add("/\t/evil", "", "")
	f.Fuzz(func(t *testing.T, path, raw, query string) {
		r := &http.Request{URL: &url.URL{Path: path, RawPath: raw, RawQuery: query}}
		for _, to := range []string{"/", "https://h.example"} {
			got := Options{To: parse(t, to), KeepPath: true}.location(r)
			rest, ok := strings.CutPrefix(got, strings.TrimRight(to, "/"))
			if !ok || !strings.HasPrefix(rest, "/") || len(rest) > 1 && strings.ContainsAny(rest[1:2], `/\`) || strings.ContainsAny(rest, "\t\r\n \\") {
				t.Errorf("%q %q: %q", path, raw, got)
			}
		}
	})
}
