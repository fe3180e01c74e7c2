package urlmap

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"testing"
)

// TestIs has the comparisons of URLMap.__call__ in paste/urlmap.py.
func TestIs(t *testing.T) {
	for _, tt := range []struct {
		host   string
		tls    bool
		domain string
		want   bool
	}{
		{"a.com", false, "a.com", true},
		{"A.Com", false, "a.com", true},
		{"a.com", false, "A.com", false},
		{"a.com:8080", false, "a.com", true},
		{"a.com:8080", false, "a.com:8080", true},
		{"a.com:8080", false, "a.com:80", false},
		{"a.com", false, "a.com:80", true},
		{"a.com", true, "a.com:80", false},
		{"a.com", true, "a.com:443", true},
		{"a.com", false, "a.com:8", false},
		{"a.com", false, "a.co", false},
		{"a.co", false, "a.com", false},
		{"a.co", false, "a.com80", false},
		{"a.co", false, "a.co.80", false},
		{"a.com:", false, "a.com:", true},
		{"a.com:", false, "a.com:80", false},
		{"[::1]", false, "[::1]", true}, // divided at the first colon, and put together again
		{"[::1]:80", false, "[::1]", false},
		{"[::1]:80", false, "[::1]:80", true},
		{"", false, "a.com", false},
	} {
		r := &http.Request{Host: tt.host, URL: &url.URL{}}
		if tt.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := HostOf(r).Is(tt.domain); got != tt.want {
			t.Errorf("host %q (TLS %v) is %q: %v, want %v", tt.host, tt.tls, tt.domain, got, tt.want)
		}
	}
}

// TestThePortOfAScheme has requests behind a proxy, whose scheme a filter has
// told, and some whose client tells a scheme.
func TestThePortOfAScheme(t *testing.T) {
	for _, tt := range []struct {
		target string // as the client has written it
		scheme string
		tls    *tls.ConnectionState
		port   string
	}{
		{"/", "https", nil, "443"},
		{"/", "http", &tls.ConnectionState{}, "80"},
		{"https://a.com/", "https", nil, "80"},
		{"https:/admin", "https", nil, "80"},
		{"http://a.com/", "http", &tls.ConnectionState{}, "443"},
	} {
		r := &http.Request{Host: "a.com", RequestURI: tt.target, URL: &url.URL{Scheme: tt.scheme}, TLS: tt.tls}
		if got := HostOf(r); got.Port != tt.port {
			t.Errorf("%+v: port %s", tt, got.Port)
		}
	}
}

func TestMatchingAllocatesNothing(t *testing.T) {
	r := &http.Request{Host: "example.com", URL: &url.URL{}}
	if n := testing.AllocsPerRun(100, func() { _ = HostOf(r).Is("example.com:80") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkHost(b *testing.B) {
	r := &http.Request{Host: "example.com:8080", URL: &url.URL{}}
	for b.Loop() {
		if host := HostOf(r); host.Is("example.org") || !host.Is("example.com:8080") {
			b.Fatal("wrong host")
		}
	}
}
