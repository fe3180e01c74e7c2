package gzip

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// broken is the connection of a client that is gone.
type broken struct{ http.ResponseWriter }

var errGone = errors.New("gone")

func (broken) Write([]byte) (int, error) { return 0, errGone }
func (broken) FlushError() error         { return errGone }

// TestErrorsReachTheApp: an app hears that its client is gone, when it writes
// and when it flushes.
func TestErrorsReachTheApp(t *testing.T) {
	for name, app := range map[string]func(w http.ResponseWriter) error{
		"a large part": func(w http.ResponseWriter) (err error) {
			for i := 0; err == nil && i < 200; i++ { // what is compressed is held until there is something to send
				_, err = w.Write([]byte(strconv.Itoa(i) + strings.Repeat(strconv.Itoa(i*i), 5000)))
			}
			return err
		},
		"one part": func(w http.ResponseWriter) error {
			var large strings.Builder
			for i := range 100_000 {
				large.WriteString(strconv.Itoa(i * i))
			}
			_, err := w.Write([]byte(large.String()))
			return err
		},
		"a flush": func(w http.ResponseWriter) error {
			_, _ = w.Write([]byte("small"))
			return http.NewResponseController(w).Flush()
		},
	} {
		var got error
		h := New(standard())(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			got = app(w)
		}))
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		h.ServeHTTP(broken{httptest.NewRecorder()}, r)
		if !errors.Is(got, errGone) {
			t.Errorf("%s: the app heard of %v", name, got)
		}
	}
}

// TestLengthWithoutAType: what a body is has to be seen even where its length
// is known.
func TestLengthWithoutAType(t *testing.T) {
	image := "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 1000)
	for body, coded := range map[string]string{image: "", long: "gzip"} {
		answer, _ := get(t, "GET", "gzip", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write([]byte(body))
		})
		if got := answer.Header.Get("Content-Encoding"); got != coded {
			t.Errorf("%.10q is coded %q, want %q", body, got, coded)
		}
	}
}
