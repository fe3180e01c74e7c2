package serve

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPlaceAttrs(t *testing.T) {
	for _, tt := range []struct{ ip, addr, url string }{
		{"127.0.0.1", "127.0.0.1:80", "http://127.0.0.1:80/"},
		{"::1", "[::1]:80", "http://[::1]:80/"},
		{"::", "[::]:80", "http://localhost:80/"},
		{"0.0.0.0", "0.0.0.0:80", "http://localhost:80/"},
		{"127.0.0.1", "127.0.0.1:80", "https://127.0.0.1:80/"},
	} {
		got := placeAttrs(&net.TCPAddr{IP: net.ParseIP(tt.ip), Port: 80}, strings.HasPrefix(tt.url, "https"))
		if len(got) != 4 || got[1] != tt.addr || got[3] != tt.url {
			t.Errorf("%s: %v, want %s and %s", tt.ip, got, tt.addr, tt.url)
		}
	}
}

func TestPlaceAttrsOfASocket(t *testing.T) {
	got := placeAttrs(&net.UnixAddr{Name: "/run/s", Net: "unix"}, false)
	if len(got) != 2 || got[0] != "addr" || got[1] != "unix:/run/s" {
		t.Errorf("%v", got)
	}
}

func TestSecured(t *testing.T) {
	h := &redirecting{to: &appServer{}}
	for _, tt := range []struct{ host, path, want string }{
		{"a.org", "/x", "https://a.org/x?q"},
		{"a.org:8080", "/", "https://a.org/?q"},
		{"[::1]:8080", "/x", "https://[::1]/x?q"},
		{"", "/x", ""},
		{"a.org", "", ""},
		{"a.org", "x", ""},
		{"a.org", "*", ""},
	} {
		place, ok := h.secured(&http.Request{Host: tt.host, URL: &url.URL{Path: tt.path, RawQuery: "q"}})
		if place != tt.want || ok != (tt.want != "") {
			t.Errorf("%q %q: %q %v", tt.host, tt.path, place, ok)
		}
	}
}
