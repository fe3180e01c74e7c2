package mount

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPrefix(t *testing.T) {
	for pattern, want := range map[string]string{
		"": "", "/a": "/a", "/a/b": "/a/b", "/": "", "/a/": "", "GET /a": "", "example.com/a": "", "/a/{b}": "", "/{$}": "",
	} {
		if got := Prefix(&http.Request{Pattern: pattern}); got != want {
			t.Errorf("Prefix(%q) = %q, want %q", pattern, got, want)
		}
	}
}

func TestURL(t *testing.T) {
	for _, tt := range []struct{ pattern, path, query, want string }{
		{"", "/", "", "/"},
		{"/a", "/", "", "/a/"},
		{"/a", "/b c/", "x=1&y=%20", "/a/b%20c/?x=1&y=%20"},
		{"GET /", "/b", "", "/b"},
		{"", "//evil.example/", "", "/evil.example/"},
		{"//evil.example", "/", "", "/evil.example/"},
		{"", `/\evil.example/`, "", "/%5Cevil.example/"},
		{"", "/a?b#c", "", "/a%3Fb%23c"},
	} {
		r := &http.Request{Pattern: tt.pattern, URL: &url.URL{RawQuery: tt.query}}
		if got := URL(r, tt.path); got != tt.want {
			t.Errorf("URL at %q of %q, query %q: %q, want %q", tt.pattern, tt.path, tt.query, got, tt.want)
		}
	}
}

func FuzzURLStaysOnTheSite(f *testing.F) {
	f.Add("/a", "//b/", "q")
	f.Add("", "/\t/evil", "")
	f.Fuzz(func(t *testing.T, pattern, path, query string) {
		got := URL(&http.Request{Pattern: pattern, URL: &url.URL{RawQuery: query}}, path)
		if !strings.HasPrefix(got, "/") || len(got) > 1 && strings.ContainsAny(got[1:2], `/\`) || strings.ContainsAny(strings.TrimSuffix(got, "?"+query), "\t\r\n \\") {
			t.Errorf("at %q, %q is %q", pattern, path, got)
		}
	})
}
