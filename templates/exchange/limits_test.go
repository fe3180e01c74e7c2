package exchange

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestLimits has requests that are as large as they may be, and one byte or
// field larger.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		limits Limits
		status int
	}{
		{Limits{}, 0},
		{Limits{Line: len("POST /page HTTP/1.1")}, 0},
		{Limits{Line: len("POST /page HTTP/1.1") - 1}, 414},
		{Limits{Fields: 3}, 0},
		{Limits{Fields: 2}, 431},
		{Limits{Field: len("Host: the.host\r\n")}, 0},
		{Limits{Field: len("Host: the.host\r\n") - 1}, 431},
		{Limits{Header: len("POST /page HTTP/1.1\r\nHost: the.host\r\nX-A: 1\r\nX-A: 2\r\n\r\n")}, 0},
		{Limits{Header: len("POST /page HTTP/1.1\r\nHost: the.host\r\nX-A: 1\r\nX-A: 2\r\n\r\n") - 1}, 431},
		{Limits{Body: 4}, 0},
		{Limits{Body: 3}, 413},
		{Limits{Line: 1}, 414},
		{Limits{Fields: 1}, 431},
		{Limits{Field: 1}, 431},
		{Limits{Header: 1}, 431},
		{Limits{Body: 1}, 413},
	} {
		r := httptest.NewRequest("POST", "/page", strings.NewReader("body"))
		r.Host, r.Header = "the.host", http.Header{"X-A": {"1", "2"}}
		w := httptest.NewRecorder()
		refused := tt.limits.refuse(&exchange{ResponseWriter: w}, r)
		if refused != (tt.status != 0) || refused && (w.Code != tt.status || w.Header().Get("Connection") != "close") {
			t.Errorf("%+v: %v, %d %v", tt.limits, refused, w.Code, w.Header())
		}
	}
}

// TestBodyOfUnknownLength may be as large as the limit says, and not one byte
// larger, whatever the app has begun to answer.
func TestBodyOfUnknownLength(t *testing.T) {
	for body, status := range map[string]int{"": 202, "12": 202, "123": 202, "1234": 413, "12345": 413} {
		var tooMuch *http.MaxBytesError
		h := &Handler{Limits: Limits{Body: 3}, App: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text, err := io.ReadAll(r.Body)
			if want := body[:min(len(body), 3)]; string(text) != want || errors.As(err, &tooMuch) != (want != body) {
				t.Errorf("%q: %q (%v)", body, text, err)
			}
			w.WriteHeader(http.StatusAccepted)
		})}
		r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader(body)))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if r.ContentLength >= 0 || w.Code != status {
			t.Errorf("%q, of length %d: %d, want %d", body, r.ContentLength, w.Code, status)
		}
	}
}
