package oslo

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHead(t *testing.T) {
	r := httptest.NewRequest("GET", "/a?b&token=x", nil)
	r.Header = http.Header{"X-A": {"2", "1"}, "X-Auth-Token": {"x"}, "Authorization": {"Basic x"}, "Cookie": {"a=b"}, "Referer": {"http://u:p@h/"}}
	want := "GET /a?b&token=******** HTTP/1.1\nAuthorization: ********\nCookie: ********\nHost: example.com\nReferer: http://u:********@h/\nX-A: 1\nX-A: 2\nX-Auth-Token: ********"
	if got := Head(r); got != want {
		t.Errorf("%q", got)
	}
}

func TestShown(t *testing.T) {
	for name, want := range map[string]string{"HTTP_COOKIE": "********", "HTTP_X_SERVICE_TOKEN": "********", "Set-Cookie": "********", "HTTP_ACCEPT": "x"} {
		if got := Shown(name, "x"); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
