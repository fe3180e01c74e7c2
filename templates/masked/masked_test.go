package masked

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHead(t *testing.T) {
	r := httptest.NewRequest("GET", "/a?b", nil)
	r.Header = http.Header{"X-A": {"2", "1"}, "X-Auth-Token": {"secret"}, "Authorization": {"secret"}}
	want := "GET /a?b HTTP/1.1\nAuthorization: *****\nHost: example.com\nX-A: 1\nX-A: 2\nX-Auth-Token: *****"
	if got := Head(r); got != want {
		t.Errorf("%q", got)
	}
}

func TestIsSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"Authorization": true, "proxy-authorization": true, "Cookie": true, "Set-Cookie": true, "X-Auth-Token": true, "X-SERVICE-TOKEN": true,
		"X-Token-Id": false, "Token": false, "Accept": false,
	} {
		if IsSecret(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
