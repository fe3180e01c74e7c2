package urlmap

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

type nothing struct{}

func (nothing) ServeHTTP(http.ResponseWriter, *http.Request) {}

// BenchmarkServe has match and shift together, on the way to an app that does
// nothing, beside what the standard library offers for the same.
func BenchmarkServe(b *testing.B) {
	var app nothing
	ours := newPub(app, app, app, app, newWiki(app, app))
	mux := http.NewServeMux()
	mux.Handle("/", app)
	for _, prefix := range []string{"/V1", "/v1/admin", "/wiki/page", "/filtered"} {
		mux.Handle(prefix+"/", http.StripPrefix(prefix, app))
	}
	for _, bb := range []struct {
		name    string
		handler http.Handler
		target  string
	}{
		{"map/root", ours, "/hello"},
		{"map/shifted", ours, "/V1/hello"},
		{"map/shifted-escaped", ours, "/V1/hel%2Flo"},
		{"map/repeated-slashes", ours, "//V1//hello"},
		{"map/nested", ours, "/wiki/page/hello"},
		{"ServeMux/root", mux, "/hello"},
		{"ServeMux+StripPrefix", mux, "/V1/hello"},
		{"ServeMux+StripPrefix/deep", mux, "/wiki/page/hello"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", bb.target, nil)
			b.ReportAllocs()
			for b.Loop() {
				bb.handler.ServeHTTP(nil, r)
			}
		})
	}
}

// BenchmarkMatch has the parts of a match: what is done once per request, and
// what each map does.
func BenchmarkMatch(b *testing.B) {
	ours := newPub(nothing{}, nothing{}, nothing{}, nothing{}, nil)
	b.Run("collapse", func(b *testing.B) {
		for b.Loop() {
			if collapse("/v1/admin/hello") == "" {
				b.Fatal("no path")
			}
		}
	})
	for _, path := range []string{"/hello", "/V1/hello", "/v1/admin/hello"} {
		b.Run("match"+path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if next, _ := ours.Match(nil, path); next == nil {
					b.Fatal("no match")
				}
			}
		})
	}
}

// BenchmarkPrefix has the ways in which the prefix can go with the request,
// which shift's comment weighs.
func BenchmarkPrefix(b *testing.B) {
	r := httptest.NewRequest("GET", "/V1/hello", nil)
	var shifted *http.Request
	for _, bb := range []struct {
		name  string
		shift func() *http.Request
	}{
		{"Pattern", func() *http.Request { return shift(r, "/V1/hello", 3) }},
		{"PathValue on a shared copy", func() *http.Request {
			c := moved(r)
			c.SetPathValue("SCRIPT_NAME", "/V1")
			return c
		}},
		{"PathValue on a clone", func() *http.Request {
			c := r.Clone(r.Context())
			c.URL.Path = "/hello"
			c.SetPathValue("SCRIPT_NAME", "/V1")
			return c
		}},
		{"context", func() *http.Request {
			return moved(r).WithContext(context.WithValue(r.Context(), nothing{}, "/V1"))
		}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				shifted = bb.shift()
			}
		})
	}
	if shifted.URL.Path != "/hello" {
		b.Error("wrong shift")
	}
}

// moved is the shift without a prefix.
func moved(r *http.Request) *http.Request {
	c := &struct {
		request http.Request
		url     url.URL
	}{*r, *r.URL}
	c.request.URL = &c.url
	c.url.Path = "/hello"
	return &c.request
}
