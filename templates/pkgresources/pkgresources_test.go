package pkgresources

import (
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func TestResources(t *testing.T) {
	tree := fstest.MapFS{"index.html": {Data: []byte("top")}, "static/a.css": {Data: []byte("css")}, "static/index.html": {Data: []byte("index")}, "secret": {Data: []byte("secret")}}
	for _, tt := range []struct {
		name, target string
		status       int
		body         string
	}{
		{"", "/", 200, "top"},
		{"", "/static/a.css", 200, "css"},
		{"", "/static", 301, ""},
		{"static", "/", 200, "index"},
		{"/static/", "/a.css", 200, "css"},
		{"static", "/../secret", 404, ""},
		{"static", "/secret", 404, ""},
	} {
		h, err := New(Options{Egg: tree, ResourceName: tt.name})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", tt.target, nil))
		if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%q, %s: %d %q", tt.name, tt.target, w.Code, w.Body)
		}
	}
	if _, err := New(Options{Egg: tree, ResourceName: "../x"}); err == nil {
		t.Error("a name that leaves the package is taken")
	}
}

// TestOfPastesOwnTests is test_egg_parser of its test_urlparser.py.
func TestOfPastesOwnTests(t *testing.T) {
	h, err := New(Options{Egg: fstest.MapFS{"paste/util/classinit.py": {Data: []byte("ClassInitMeta")}, "secret": {Data: []byte("secret")}}, ResourceName: "paste"})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]int{
		"/": 404, "/flup_session": 404, "/util/classinit.py": 200, "/util/classinit": 404, "/util": 301, "/util/classinit.py/foo": 404,
		"/../secret": 404, "/%2e%2e/secret": 404, "/util/../../secret": 404, "/util/%2e%2e/%2e%2e/secret": 404,
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		if w.Code != want || want == 200 && w.Body.String() != "ClassInitMeta" {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path = ""
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != 301 || w.Header().Get("Location") != "/" {
		t.Errorf("an empty path: %d %v", w.Code, w.Header())
	}
}
