package cors

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzPreflight asks for anything: only the origins of the section are ever
// named, and no header can be written by who asks.
func FuzzPreflight(f *testing.F) {
	f.Add("http://a.example", "GET", "x-a, x-b")
	f.Add("http://a.example.evil", "get", ",,")
	f.Add("null", "\r\n", "\x00")
	f.Add("*", "*", "*")
	f.Fuzz(func(t *testing.T, origin, method, headers string) {
		filter, err := New(Options{AllowedOrigin: []string{"http://a.example"}, AllowMethods: []string{"GET"}, AllowHeaders: []string{"X-A"}, MaxAge: 1}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"OPTIONS", "GET"} {
			r := httptest.NewRequest(verb, "/", nil)
			r.Header["Origin"] = []string{origin}
			r.Header["Access-Control-Request-Method"] = []string{method}
			r.Header["Access-Control-Request-Headers"] = []string{headers}
			w := httptest.NewRecorder()
			filter(http.NotFoundHandler()).ServeHTTP(w, r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" && (got != "http://a.example" || origin != got) {
				t.Errorf("%q may read: %q", origin, got)
			}
			for name, values := range w.Header() {
				if strings.ContainsAny(strings.Join(values, ""), "\r\n\x00") {
					t.Errorf("%s: %q", name, values)
				}
			}
		}
	})
}
