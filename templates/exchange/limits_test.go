package exchange

import (
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
