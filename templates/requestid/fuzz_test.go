package requestid

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzID sends anything as a request id: what is answered is an id of the
// filter's own.
func FuzzID(f *testing.F) {
	for _, id := range []string{"", "req-1", "req-6c1e3d4a-0c5b-4f53-9d5e-0a9cf8b4f1aa", "REQ-6c1e3d4a-0c5b-4f53-9d5e-0a9cf8b4f1aa", "req-\r\nX: y"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["X-Openstack-Request-Id"] = []string{id}
		w := httptest.NewRecorder()
		New(Options{})(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) })).ServeHTTP(w, r)
		got := w.Header().Get("X-Openstack-Request-Id")
		if !strings.HasPrefix(got, "req-") || len(got) != len("req-")+36 || strings.ContainsAny(got, "\r\n") || got == id {
			t.Errorf("%q: %q", id, got)
		}
	})
}
