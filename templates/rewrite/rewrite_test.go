package rewrite

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func rules(t testing.TB, text string) (r Rules) {
	t.Helper()
	if err := r.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return r
}

const example = `
	^/blog/(\d+)$ -> /posts/$1
	^/search/(.+)$ -> /search?q=$1&from=path%20x
	^/~(?P<user>\w+)/ -> /users/${user}/
	^/price$ -> /$$5
	^/bare/ -> x/
	^/gone.*$ ->  /
	/middle/ -> /-/
`

func TestRewrite(t *testing.T) {
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Saw", r.URL.RequestURI()) })
	h := New(Options{rules(t, example)})(app)
	for target, want := range map[string]string{
		"/blog/12?x=1":            "/posts/12?x=1",
		"/blog/x":                 "/blog/x",
		"/search/a?x=1":           "/search?q=a&from=path+x&x=1",
		"/search/a%26q=b%3F%23":   "/search?q=a%26q%3Db%3F%23&from=path+x",
		"/~ann/a/b":               "/users/ann/a/b",
		"/price":                  "/$5",
		"/bare/1":                 "/x/1",
		"/gone/away":              "/",
		"/a/middle/b":             "/a/-/b",
		"/a%2Fb":                  "/a%2Fb",
		"/a%2Fmiddle/b":           "/a/-/b",
		"/blog/12%3Fx":            "/blog/12%3Fx",
		"/~ann/a%3Fadmin=1?b%20c": "/users/ann/a%3Fadmin=1?b%20c",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", target, nil)
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Saw"); got != want {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
		if r.URL.RequestURI() != target {
			t.Errorf("the request outside has become %s", r.URL)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":               "there is no rule",
		"^/a /b":         `no " -> "`,
		"^/a->/b":        `no " -> "`,
		"^/( -> /b":      "missing closing )",
		"^/(a) -> /$1x":  `no group "$1x"`,
		"^/(a) -> /$2":   `no group "$2"`,
		"^/(a) -> /$":    `no group "$"`,
		"^/(a) -> /${1":  `no group "$"`,
		"^/(a) -> /${}":  `no group "${}"`,
		"^/(a) -> /${b}": `no group "${b}"`,
		"^/a -> /b?%zz":  "invalid URL escape",
		"^/a -> /b?a=%z": "invalid URL escape",
	} {
		var r Rules
		err := r.UnmarshalText([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzRewrite(f *testing.F) {
	f.Add("^/a(.*)$ -> /b?x=$1", "/a&x=2", "y=1")
	f.Add("^/(a) -> /$$1", "/a", "")
	f.Add("(?P<n>.) -> ${n}", "//", "")
	f.Fuzz(func(t *testing.T, text, path, query string) {
		var r Rules
		if r.UnmarshalText([]byte(text)) != nil {
			return
		}
		newPath, newQuery, ok := r.apply(path, query)
		if !ok && (newPath != path || newQuery != query) {
			t.Errorf("no rule matches, and %q?%q becomes %q?%q", path, query, newPath, newQuery)
		}
		if ok && (newPath[0] != '/' || !strings.HasSuffix(newQuery, query)) {
			t.Errorf("%q?%q becomes %q?%q", path, query, newPath, newQuery)
		}
		if ok && len(r) == 1 && query == "" {
			if values, err := url.ParseQuery(newQuery); err != nil || countValues(values) != len(r[0].query) {
				t.Errorf("%q becomes the query %q: %v", path, newQuery, err)
			}
		}
	})
}

func countValues(values url.Values) (n int) {
	for _, v := range values {
		n += len(v)
	}
	return n
}
