package csrf

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFilter(t *testing.T) {
	o := Options{TrustedOrigins: []Origin{"https://friend.example"}, Exempt: []Path{"/hook", "/hooks/"}}
	h := New(o)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for _, tt := range []struct {
		method, target, site, origin string
		want                         int
	}{
		{"GET", "/", "cross-site", "", 200},
		{"POST", "/", "cross-site", "", 403},
		{"POST", "/", "same-site", "", 403},
		{"POST", "/", "same-origin", "", 200},
		{"POST", "/", "none", "", 200},
		{"POST", "/", "", "", 200},
		{"DELETE", "/", "", "https://evil.example", 403},
		{"DELETE", "/", "", "null", 403},
		{"DELETE", "/", "", "http://example.com", 200},
		{"POST", "/", "cross-site", "https://friend.example", 200},
		{"POST", "/", "cross-site", "https://friend.example.evil", 403},
		{"POST", "/hook", "cross-site", "", 200},
		{"POST", "/hook/", "cross-site", "", 403},
		{"POST", "/hooks/", "cross-site", "", 200},
		{"POST", "/hooks/a/b", "cross-site", "", 200},
		{"POST", "/hooks", "cross-site", "", 403},
		{"POST", "/hooks/..%2Fadmin", "cross-site", "", 403},
		{"POST", "/hooks/%2e%2e/admin", "cross-site", "", 403},
		{"POST", `/hooks/..%5Cadmin`, "cross-site", "", 403},
		{"POST", "/hooks//x", "cross-site", "", 403},
	} {
		r := httptest.NewRequest(tt.method, tt.target, nil)
		for name, value := range map[string]string{"Sec-Fetch-Site": tt.site, "Origin": tt.origin} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%+v: %d", tt, w.Code)
		}
		if w.Code == 403 && !strings.Contains(w.Body.String(), "another site") {
			t.Errorf("%+v: %q", tt, w.Body)
		}
	}
}

func TestBelowAMap(t *testing.T) {
	h := New(Options{Exempt: []Path{"/api/hook"}})(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for pattern, want := range map[string]int{"/api": 200, "": 403} {
		r := httptest.NewRequest("POST", "/hook", nil)
		r.Pattern = pattern
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("at %q: %d", pattern, w.Code)
		}
	}
}

func TestTexts(t *testing.T) {
	for text, ok := range map[string]bool{
		"https://a.example": true, "http://localhost:3000": true, "https://a.example/": false, "a.example": false, "": false,
		"https://A.example": false, "https://": false, "https://a.example/x": false, "https://u@a.example": false, "*": false,
	} {
		var o Origin
		if err := o.UnmarshalText([]byte(text)); (err == nil) != ok || ok && string(o) != text {
			t.Errorf("origin %q: %q, %v", text, o, err)
		}
	}
	for text, ok := range map[string]bool{
		"/": true, "/hook": true, "/hooks/": true, "hook": false, "": false, "/a/../b": false, "//": false, "/a//": false, `/a\b`: false,
	} {
		var p Path
		if err := p.UnmarshalText([]byte(text)); (err == nil) != ok || ok && string(p) != text {
			t.Errorf("path %q: %q, %v", text, p, err)
		}
	}
}
