package cgivars

import (
	"context"
	"crypto/tls"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

func TestOf(t *testing.T) {
	r := httptest.NewRequest("POST", "/p/a%2Fb?q=1", strings.NewReader("abc"))
	r.URL.Path, r.Pattern = "/a/b", "/p"
	r.Host, r.RemoteAddr = "site.org:81", "[2001:db8::1]:99"
	r.Header = http.Header{
		"Content-Type": {"text/plain"}, "Content-Length": {"7"}, "Cookie": {"a=b", "c=d"}, "Accept": {"x", "y"}, "Proxy": {"evil"}, "X_A": {"evil"}, "X-A": {"good"},
	}
	ctx := context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 8080})
	for key, value := range map[string]any{
		"REMOTE_USER": "joe", "HTTP_X_A": "evil", "beaker.session": "s", "X": 1,
		"REQUEST_METHOD": "PUT", "SCRIPT_NAME": "", "PATH_INFO": "/p/a/b", "QUERY_STRING": "q=2", "CONTENT_TYPE": "", "CONTENT_LENGTH": "9", // of a gateway
	} {
		ctx = values.With(ctx, key, value)
	}
	want := map[string]string{
		"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "REQUEST_URI": "/p/a%2Fb?q=1", "REQUEST_SCHEME": "http", "SCRIPT_NAME": "/p", "PATH_INFO": "/a/b",
		"QUERY_STRING": "q=1", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "site.org:81", "CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "3",
		"REMOTE_ADDR": "2001:db8::1", "REMOTE_PORT": "99", "SERVER_NAME": "10.0.0.1", "SERVER_PORT": "8080", "HTTP_COOKIE": "a=b; c=d", "HTTP_ACCEPT": "x, y",
		"HTTP_X_A": "good", "REMOTE_USER": "joe",
	}
	if got := Of(r.WithContext(ctx)); !maps.Equal(got, want) {
		t.Errorf("%q,\nwant %q", got, want)
	}
}

func TestLength(t *testing.T) {
	for _, tt := range []struct {
		length int64
		header []string
		want   string
	}{{1, nil, "1"}, {0, []string{"0"}, "0"}, {0, nil, ""}, {-1, nil, ""}, {-1, []string{"5"}, ""}} {
		r := httptest.NewRequest("POST", "/", nil)
		r.ContentLength, r.Header["Content-Length"] = tt.length, tt.header
		if got := Of(r)["CONTENT_LENGTH"]; got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestSchemeAndPlace(t *testing.T) {
	for _, tt := range []struct {
		host, scheme string
		tls          bool
		want         string
	}{
		{"a.org", "", false, "http a.org 80 "},
		{"a.org", "", true, "https a.org 443 on"},
		{"a.org:81", "https", false, "https a.org 81 on"},
		{"[::1]:81", "http", true, "http ::1 81 "},
		{"", "", false, "http  80 "},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host, r.URL.Scheme = tt.host, tt.scheme
		if tt.tls {
			r.TLS = &tls.ConnectionState{}
		}
		v := Of(r)
		if got := v["REQUEST_SCHEME"] + " " + v["SERVER_NAME"] + " " + v["SERVER_PORT"] + " " + v["HTTPS"]; got != tt.want {
			t.Errorf("%q %q %v: %q, want %q", tt.host, tt.scheme, tt.tls, got, tt.want)
		}
	}
	for _, target := range []string{"https://evil.org/", "https:/admin"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RequestURI, r.URL.Scheme = target, "https"
		if Of(r)["HTTPS"] != "" {
			t.Errorf("a client chooses the scheme by %s", target)
		}
	}
}
