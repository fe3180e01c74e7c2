package urlmap

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
)

func TestShift(t *testing.T) {
	for _, tt := range []struct {
		target    string
		n         int
		path, raw string
	}{
		{"/a", 2, "", ""},
		{"/a/", 2, "/", ""},
		{"/a/b", 2, "/b", ""},
		{"/a//b", 2, "/b", ""},
		{"/a/%62", 2, "/b", "/%62"},
		{"/%61/b", 2, "/b", ""},
		{"/a/b%2Fc", 2, "/b/c", "/b%2Fc"},
		{"/a%2Fb", 2, "/b", ""},
		{"/a%2F/b%2Fc", 2, "/b/c", "/b%2Fc"},
		{"/a/b%2F%2fc//d", 2, "/b/c/d", "/b%2Fc/d"},
		{"/%2Fa/b%20c", 2, "/b c", ""},
		{"/a%2Fb", 0, "/a/b", "/a%2Fb"},
		{"//a%2Fb", 0, "/a/b", "/a%2Fb"},
		{"/a/%E9%ff", 2, "/\xe9\xff", "/%E9%ff"},
		{"/a/b!c", 2, "/b!c", "/b!c"},
	} {
		r := httptest.NewRequest("GET", tt.target, nil)
		got := shift(r, collapse(r.URL.Path), tt.n)
		if got.URL.Path != tt.path || got.URL.RawPath != tt.raw {
			t.Errorf("%s shifted by %d is %q, raw %q; want %q, raw %q", tt.target, tt.n, got.URL.Path, got.URL.RawPath, tt.path, tt.raw)
		}
	}
}

// TestShiftOfForeignRawPath has RawPaths that do not belong to the Path, as
// filters leave them that set only Path.
func TestShiftOfForeignRawPath(t *testing.T) {
	for _, raw := range []string{"/x%2Fy", "/a", "/a/b", "/a%2", "/a%", "/a%zz/b", "/a/b%2Fc/d", "%2"} {
		r := &http.Request{URL: &url.URL{Path: "/a/b/c", RawPath: raw}}
		if got := shift(r, "/a/b/c", 2); got.URL.Path != "/b/c" || got.URL.RawPath != "" {
			t.Errorf("raw path %q became %q", raw, got.URL.RawPath)
		}
	}
}

// TestShiftByNothingKeepsThePattern has repeated slashes before the root app:
// the path changes and the prefix does not.
func TestShiftByNothingKeepsThePattern(t *testing.T) {
	for _, pattern := range []string{"", "/v1", "GET /{x...}"} {
		r := &http.Request{URL: &url.URL{Path: "//a"}, Pattern: pattern}
		if got := shift(r, "/a", 0); got.Pattern != pattern || got.URL.Path != "/a" {
			t.Errorf("%q became %q, with the path %q", pattern, got.Pattern, got.URL.Path)
		}
	}
}

// FuzzShift checks, for any request target and any prefix of whole segments,
// that prefix and rest are the path, and that the way the rest is written is a
// way to write the rest.
func FuzzShift(f *testing.F) {
	for _, target := range []string{"/a/b", "//a%2F/b%20c", "/%61//%2f%2F/x!", "/a%2Fb%2Fc", "/%", "/a/%E9"} {
		f.Add(target, 1)
	}
	f.Fuzz(func(t *testing.T, target string, slash int) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(u.Path, "/") {
			return
		}
		path := collapse(u.Path)
		n := boundary(path, slash)
		r := &http.Request{URL: u}
		got := shift(r, path, n)
		if got.Pattern+got.URL.Path != path {
			t.Errorf("%q: prefix %q and rest %q", target, got.Pattern, got.URL.Path)
		}
		if rest, err := url.PathUnescape(got.URL.EscapedPath()); err != nil || rest != got.URL.Path {
			t.Errorf("%q: %q is written %q", target, got.URL.Path, got.URL.EscapedPath())
		}
		if got.URL.RawPath != "" && got.URL.RawPath == (&url.URL{Path: got.URL.Path}).EscapedPath() {
			t.Errorf("%q: raw path %q says nothing new", target, got.URL.RawPath)
		}
		if path == u.Path && n == 0 && got.URL.EscapedPath() != u.EscapedPath() {
			t.Errorf("%q: unshifted, it is written %q", target, got.URL.EscapedPath())
		}
	})
}

// boundary returns where the prefix of path ends that has the given number of
// segments, taken round.
func boundary(path string, segments int) int {
	ends := []int{0}
	for i := 1; i <= len(path); i++ {
		if i == len(path) || path[i] == '/' {
			ends = append(ends, i)
		}
	}
	return ends[uint(segments)%uint(len(ends))]
}

// TestStandardHandlersBelowAMap shows what the handlers of net/http make of the
// empty path that is left of "/a" for the app at "/a".
func TestStandardHandlersBelowAMap(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/", echo("mux"))
	files := http.FileServerFS(fstest.MapFS{"index.html": {Data: []byte("index")}, "x": {Data: []byte("file x")}})
	for _, tt := range []struct {
		name    string
		handler http.Handler
		target  string
		status  int
		body    string
	}{
		{"FileServer", files, "/a", 200, "index"},
		{"FileServer", files, "/a/", 200, "index"},
		{"FileServer", files, "/a/x", 200, "file x"},
		{"StripPrefix", http.StripPrefix("/x", echo("stripped")), "/a/x/y", 200, `stripped "/a" "/y" "/y"`},
		{"StripPrefix", http.StripPrefix("/x", echo("stripped")), "/a", 404, "404 page not found\n"},
		{"ServeMux", mux, "/a/x", 200, `mux "/" "/x" "/x"`},
		{"ServeMux", mux, "/a/", 200, `mux "/" "/" "/"`},
	} {
		w := get(mountAtA(tt.handler), tt.target)
		if w.Code != tt.status || w.Body.String() != tt.body {
			t.Errorf("%s, %s: %d %q", tt.name, tt.target, w.Code, w.Body)
		}
	}

	// A ServeMux redirects the empty path to "/", and knows no prefix to put
	// before it.
	if w := get(mountAtA(mux), "/a"); w.Code/100 != 3 || w.Header().Get("Location") != "/" {
		t.Errorf("ServeMux, /a: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

func mountAtA(h http.Handler) *Map {
	a := Mounted(Leaf{h})
	return &Map{Match: func(*http.Request, string) (Mounted, int) { return a, len("/a") }}
}
