package wsgiproxy

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pastegen/pastegen/templates/peers"
)

var quiet = slog.New(slog.DiscardHandler)

func newApp(t *testing.T, href string) http.Handler {
	t.Helper()
	h, err := New(Options{Href: href}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, change func(r *http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "http://site.org/x", nil)
	r.URL.Scheme, r.URL.Host = "", ""
	change(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWSGIProxy(t *testing.T) {
	var uri string
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { uri, got = r.RequestURI, r.Header }))
	defer server.Close()
	h := newApp(t, server.URL+"/base/?k=v")
	get(h, func(r *http.Request) {
		r.RemoteAddr, r.Pattern, r.URL.RawQuery = "9.8.7.6:5", "/p", "a=b"
		for _, name := range []string{"X-Forwarded-Server", "X-Traversal-Path", "X-Wsgiproxy-Str-0", "X-Forwarded-Script-Name"} {
			r.Header.Set(name, "evil")
		}
	})
	if uri != "/base/x?a=b&k=v" {
		t.Errorf("the path is %q", uri)
	}
	for name, want := range map[string]string{
		"X-Forwarded-Server": "site.org", "X-Forwarded-Scheme": "http", "X-Forwarded-For": "9.8.7.6", "X-Forwarded-Script-Name": "/p", "X-Traversal-Path": "/base",
		"X-Traversal-Query-String": "k=v", "X-Wsgiproxy-Str-0": "", "X-Forwarded-Host": "",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want)
		}
	}
	if w := get(h, func(r *http.Request) { r.URL.Path = "/../x" }); w.Code != 400 {
		t.Errorf("a path that leaves: %d", w.Code)
	}
}

// TestThereAndBack has the app and the filter behind each other: the inner app
// sees the request as it came.
func TestThereAndBack(t *testing.T) {
	show := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s %s %s %s %s", r.RemoteAddr, r.URL.Scheme, r.Host, r.Pattern, r.URL.EscapedPath(), r.URL.RawQuery)
	})
	inner := httptest.NewServer(NewFilter(FilterOptions{TrustIPs: trusted(t, peers.Local)}, quiet)(show))
	defer inner.Close()
	outer := newApp(t, inner.URL+"/below/here")
	w := get(outer, func(r *http.Request) {
		r.RemoteAddr, r.Pattern, r.URL.Scheme = "9.8.7.6:5", "/p", "https"
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/a/b", "/a%2Fb", "q=1"
	})
	if body, _ := io.ReadAll(w.Body); string(body) != "9.8.7.6:0 https site.org /p /a%2Fb q=1" {
		t.Errorf("%d %q", w.Code, body)
	}
}

func trusted(t *testing.T, text string) (s peers.Set) {
	t.Helper()
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBadOptions(t *testing.T) {
	for _, text := range []string{"", "ftp://a/", "a.org/x", "/x"} {
		if _, err := New(Options{Href: text}, quiet); err == nil || (Options{Href: text}).Validate() == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
