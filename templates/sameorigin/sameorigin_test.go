package sameorigin

import (
	"net/http/httptest"
	"testing"
)

func TestCheck(t *testing.T) {
	trusted := []string{"https://partner.example"}
	for _, tt := range []struct {
		method, site, origin string
		ok                   bool
	}{
		{"POST", "same-origin", "", true},
		{"POST", "none", "", true},
		{"POST", "same-origin", "https://evil.example", true}, // browsers do not say both
		{"POST", "cross-site", "", false},
		{"POST", "same-site", "", false},
		{"POST", "cross-site", "https://example.com", false}, // http to https
		{"POST", "nonsense", "https://example.com", false},
		{"PUT", "cross-site", "", false},
		{"DELETE", "cross-site", "", false},
		{"PATCH", "cross-site", "", false},
		{"get", "cross-site", "", false}, // methods have a case
		{"GET", "cross-site", "https://evil.example", true},
		{"HEAD", "cross-site", "https://evil.example", true},
		{"OPTIONS", "cross-site", "https://evil.example", true},
		{"POST", "", "", true},
		{"POST", "", "https://example.com", true},
		{"POST", "", "http://example.com", true},
		{"POST", "", "https://example.com:8443", false},
		{"POST", "", "https://evil.example", false},
		{"POST", "", "null", false},
		{"POST", "", "https://example.com.evil.example", false},
		{"POST", "", "://", false},
		{"POST", "cross-site", "https://partner.example", true},
		{"POST", "", "https://partner.example", true},
		{"POST", "", "https://partner.example:444", false},
		{"POST", "same-site", "http://partner.example", false},
	} {
		r := httptest.NewRequest(tt.method, "https://example.com/", nil)
		if tt.site != "" {
			r.Header.Set("Sec-Fetch-Site", tt.site)
		}
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		if err := Check(r, trusted); (err == nil) != tt.ok {
			t.Errorf("%s, Sec-Fetch-Site %q, Origin %q: %v", tt.method, tt.site, tt.origin, err)
		}
	}
}

func TestNoOriginEqualsNoHost(t *testing.T) {
	r := httptest.NewRequest("POST", "/", nil)
	r.Host = ""
	r.Header.Set("Origin", "null")
	if Check(r, nil) == nil {
		t.Error("a request without a host is that of any origin")
	}
}
