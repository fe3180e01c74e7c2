package correlationid

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestIDs(t *testing.T) {
	for _, sent := range []string{"", "mine"} {
		r := httptest.NewRequest("GET", "/", nil)
		if sent != "" {
			r.Header.Set("X-Correlation-ID", sent)
		}
		w := httptest.NewRecorder()
		var seen string
		New(Options{})(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.Header.Get("X-Correlation-ID") })).ServeHTTP(w, r)
		if sent != "" && seen != sent || sent == "" && len(seen) != 36 || r.Header.Get("X-Correlation-ID") != sent || len(w.Header()) != 0 {
			t.Errorf("sent %q, seen %q, outside %q, answered %v", sent, seen, r.Header, w.Header())
		}
	}
}
