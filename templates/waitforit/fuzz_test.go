package waitforit

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

// FuzzQuery asks with any query: nobody gets at a job that is not his, and what
// is no job is a request as all.
func FuzzQuery(f *testing.F) {
	for _, query := range []string{"", idKey + "=", idKey + "=x", idKey + "=x&" + idKey + "=y", "%zz", idKey + "=%00", "a=b;c=d"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		filter, err := New(context.Background(), Options{TimeLimit: time.Minute, PollTime: time.Second}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/.waitforit", "/.waitforit/status.json"} {
			r := httptest.NewRequest("GET", "/", nil)
			r.URL = &url.URL{Path: path, RawQuery: query}
			w := httptest.NewRecorder()
			filter(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })).ServeHTTP(w, r)
			if w.Code >= 500 {
				t.Errorf("%s?%s: %d", path, query, w.Code)
			}
		}
	})
}
