package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"example.com/web"
)

func BenchmarkGenerated(b *testing.B) {
	h, _, err := newMain(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	chain(b, h)
}

func BenchmarkByHand(b *testing.B) {
	var h http.Handler = web.NewNothing("")
	chain(b, web.Pass(web.Pass(web.Pass(web.Pass(web.Pass(web.Pass(web.Pass(web.Pass(web.Pass(web.Pass(h)))))))))))
}

func chain(b *testing.B, h http.Handler) {
	r := httptest.NewRequest("GET", "/", nil)
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(nil, r)
	}
}
