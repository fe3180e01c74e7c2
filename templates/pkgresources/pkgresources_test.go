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
