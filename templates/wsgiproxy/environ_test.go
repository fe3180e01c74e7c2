package wsgiproxy

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestFilter(t *testing.T) {
	sent := []string{"X-Forwarded-Server", "site.example:81", "X-Forwarded-Scheme", "https", "X-Forwarded-For", "9.8.7.6", "X-Forwarded-Script-Name", "/p", "X-Traversal-Path", "/base"}
	for _, tt := range []struct {
		prefix, from, path, raw string
		want                    string
	}{
		{"", "127.0.0.1:5", "/base/x y", "/base/x%20y", "9.8.7.6:0 https site.example:81 /p /x y /x%20y"},
		{"", "127.0.0.1:5", "/base/a/b", "/base/a%2Fb", "9.8.7.6:0 https site.example:81 /p /a/b /a%2Fb"},
		{"", "127.0.0.1:5", "/base/a/b", "/bas%65/a%2Fb", "9.8.7.6:0 https site.example:81 /p /a/b /a/b"},
		{"", "127.0.0.1:5", "/base", "", "9.8.7.6:0 https site.example:81 /p  "},
		{"", "127.0.0.1:5", "/basement", "", "9.8.7.6:0 https site.example:81 /p /basement /basement"},
		{"/fixed/", "127.0.0.1:5", "/base/x", "", "9.8.7.6:0 https site.example:81 /fixed /x /x"},
		{"", "10.0.0.1:5", "/base/x", "", "10.0.0.1:5  site.org  /base/x /base/x"},
		{"/fixed", "10.0.0.1:5", "/base/x", "", "10.0.0.1:5  site.org /fixed /base/x /base/x"},
	} {
		o := FilterOptions{TrustIPs: trusted(t, "127.0.0.1"), Prefix: tt.prefix}
		r := httptest.NewRequest("GET", "http://site.org/", nil)
		r.RemoteAddr, r.URL.Scheme, r.URL.Path, r.URL.RawPath = tt.from, "", tt.path, tt.raw
		for i := 0; i < len(sent); i += 2 {
			r.Header.Set(sent[i], sent[i+1])
		}
		var got string
		NewFilter(o, quiet)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = fmt.Sprintf("%s %s %s %s %s %s", r.RemoteAddr, r.URL.Scheme, r.Host, r.Pattern, r.URL.Path, r.URL.EscapedPath())
		})).ServeHTTP(nil, r)
		if got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
