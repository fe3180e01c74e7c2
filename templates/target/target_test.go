package target

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// read reads a request as a server does.
func read(t *testing.T, method, target string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIsClients(t *testing.T) {
	for target, want := range map[string]bool{"https:": true, "HTTPS://a/": true, "https": false, "httpsx:": false, "http:": false, "/https:": false, "": false} {
		if isClients("https", target) != want {
			t.Errorf("%q: %v", target, !want)
		}
	}
}

func TestOrigin(t *testing.T) {
	for _, tt := range []struct{ request, want string }{
		{"GET /", "/ h /"},
		{"GET /a%2Fb?x=1", "/a%2Fb?x=1 h /a%2Fb?x=1"},
		{"GET //evil.com//a", "//evil.com//a h //evil.com//a"},
		{"GET /https://evil.com", "/https://evil.com h /https://evil.com"},
		{"GET http://b.com/x?y", "/x?y b.com /x?y"},
		{"GET https://b.com:8080/x%2Fy?", "/x%2Fy? b.com:8080 /x%2Fy?"},
		{"GET HTTPS://user:pw@b.com", "/ b.com /"},
		{"GET http://b.com?q", "/?q b.com /?q"},
		{"GET http://b.com//x", "//x b.com //x"},
		{"OPTIONS *", "* h *"},
		{"OPTIONS http://b.com", "* b.com *"},
		{"CONNECT b.com:443", "//b.com:443 b.com:443 b.com:443"},
		{"CONNECT /rpc", "/rpc h /rpc"},
		{"GET /a#b", "/a h /a"},
		{"GET /a%2Fb%23c#d?e", "/a%2Fb%23c h /a%2Fb%23c"},
		{"GET /a?b#c", "/a?b h /a?b"},
		{"GET //a#b#c", "//a h //a"},
		{"GET http://b.com/a#b", "/a b.com /a"},
		{"GET https://b.com/#b", "/ b.com /"},
		{"CONNECT /rpc#b", "/rpc h /rpc"},
		{"GET http:/#b", ""},
		{"GET *", ""},
		{"GET https:/admin", ""},
		{"GET https:///admin", ""},
		{"GET HTTPS:/admin", ""},
		{"GET https:admin", ""},
		{"GET https:", ""},
		{"GET ftp://b.com/x", ""},
		{"GET x-scheme:/admin", ""},
		{"GET mailto:joe@b.com", ""},
		{"CONNECT https://b.com/", ""},
	} {
		method, target, _ := strings.Cut(tt.request, " ")
		r := read(t, method, target)
		got := ""
		if err := Origin(r); err == nil {
			got = fmt.Sprint(r.URL, " ", r.Host, " ", r.RequestURI)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.request, got, tt.want)
		}
		if got != "" && (r.URL.Scheme != "" || r.URL.User != nil) {
			t.Errorf("%s: %#v", tt.request, r.URL)
		}
	}
}

func TestIsHTTPS(t *testing.T) {
	secure := &tls.ConnectionState{}
	for _, tt := range []struct {
		target, filter string // the scheme that a filter sets; "-" for none
		tls            *tls.ConnectionState
		want           bool
	}{
		{"/", "-", nil, false}, {"/", "-", secure, true},
		{"/", "https", nil, true}, {"/", "http", secure, false},
		{"https:/x", "-", nil, false}, {"HTTPS:/x", "-", nil, false}, {"http:/x", "-", secure, true},
		{"https://h/", "-", nil, false}, {"http://h/", "-", secure, true},
		{"http://h/", "https", nil, true}, {"https://h/", "http", secure, false},
	} {
		r := read(t, "GET", tt.target)
		r.TLS = tt.tls
		if tt.filter != "-" {
			r.URL.Scheme = tt.filter
		}
		if got := IsHTTPS(r); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
	made := &http.Request{URL: &url.URL{Scheme: "https"}}
	if !IsHTTPS(made) {
		t.Error("a request that was made")
	}
}

func FuzzOrigin(f *testing.F) {
	for _, target := range []string{"/", "https:/a", "http://h/", "*", "//x", "http://h?q", "/a#b", "/?a#b"} {
		f.Add("GET", target)
		f.Add("CONNECT", target)
	}
	f.Fuzz(func(t *testing.T, method, target string) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n")))
		if err != nil || Origin(r) != nil {
			return
		}
		if r.URL.Scheme != "" || IsHTTPS(r) {
			t.Errorf("%q: the client has chosen the scheme: %#v", target, r.URL)
		}
		if path := r.URL.Path; method != "CONNECT" && path != "*" && !strings.HasPrefix(path, "/") {
			t.Errorf("%q: the path is %q", target, path)
		}
		if strings.Contains(r.RequestURI, "#") || strings.Contains(r.URL.RawQuery, "#") {
			t.Errorf("%q: the fragment is in %q", target, r.RequestURI)
		}
	})
}
