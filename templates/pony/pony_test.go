package pony

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPony(t *testing.T) {
	h := New()(http.NotFoundHandler())
	for _, tt := range []struct {
		pattern, target string
		status          int
		link            string
	}{
		{"", "/pony", 200, `href="/pony?horn">add horn!`},
		{"", "/pony?horn", 200, `href="/pony">remove horn!`},
		{"/zoo", "/pony", 200, `href="/zoo/pony?horn"`},
		{`/"><b>`, "/pony", 200, `href="/%22%3e%3cb%3e/pony?horn"`},
		{"", "/ponies", 404, ""},
	} {
		r := httptest.NewRequest("GET", tt.target, nil)
		r.Pattern = tt.pattern
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.link) {
			t.Errorf("%s below %q: %d %s", tt.target, tt.pattern, w.Code, w.Body)
		}
	}
}
