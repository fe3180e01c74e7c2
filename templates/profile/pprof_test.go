package profile

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestPprof(t *testing.T) {
	app := NewPprof(PprofOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	for _, tt := range []struct{ target, remote, forwarded, want string }{
		{"/", "127.0.0.1:1", "", `<a href="/debug/heap?debug=1">heap</a>`},
		{"", "127.0.0.1:1", "", `<a href="/debug/goroutine?debug=2">`},
		{"/heap?debug=1", "127.0.0.1:1", "", "heap profile:"},
		{"/none", "127.0.0.1:1", "", "There is no such profile."},
		{"/", "10.0.0.1:1", "", "404 page not found"},
		{"/heap", "127.0.0.1:1", "10.0.0.1", "404 page not found"},
	} {
		r := httptest.NewRequest("GET", "/"+strings.TrimPrefix(tt.target, "/"), nil)
		r.URL.Path = strings.TrimSuffix(tt.target, "?debug=1")
		r.RemoteAddr, r.Pattern = tt.remote, "/debug"
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%+v: %d %.200q", tt, w.Code, w.Body)
		}
	}
}

// TestPprofBelowAMux: nothing is cut off the path.
func TestPprofBelowAMux(t *testing.T) {
	app := NewPprof(PprofOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	for target, want := range map[string]string{"/a/debug/": `<a href="/a/debug/heap?debug=1">heap</a>`, "/a/debug/heap?debug=1": "heap profile:"} {
		r := httptest.NewRequest("GET", target, nil)
		r.RemoteAddr, r.Pattern = "127.0.0.1:1", "/a/debug/"
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %.200q", target, w.Code, w.Body)
		}
	}
}
