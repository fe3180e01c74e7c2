package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"example.com/app/internal/paste/urlmap"
)

// asked returns what the program mounts, a prefix on each line of paths.txt in
// random order, and a request for something below each.
func asked(b *testing.B) (prefixes []string, requests []*http.Request) {
	b.Helper()
	text, err := os.ReadFile("paths.txt")
	if err != nil {
		b.Fatal(err)
	}
	prefixes = strings.Fields(string(text))
	for _, p := range prefixes {
		requests = append(requests, httptest.NewRequest("GET", p+"/hello", nil))
	}
	return prefixes, requests
}

func handler(b *testing.B) http.Handler {
	b.Helper()
	h, _, err := newMain(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return h
}

// BenchmarkMatch has the paths at hand: fetching 30,000 requests from memory
// would cost more than the match.
func BenchmarkMatch(b *testing.B) {
	prefixes, requests := asked(b)
	paths := make([]string, len(prefixes))
	for i, p := range prefixes {
		paths[i] = p + "/hello"
	}
	m := handler(b).(*urlmap.Map)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if next, _ := m.Match(requests[0], paths[i]); next == nil {
			b.Fatal("nothing is mounted at", paths[i])
		}
		if i++; i == len(paths) {
			i = 0
		}
	}
}

func BenchmarkServe(b *testing.B) { serveAll(b, handler(b)) }

// BenchmarkServeMux is the standard library's way to the same.
func BenchmarkServeMux(b *testing.B) {
	prefixes, _ := asked(b)
	mux := http.NewServeMux()
	for _, p := range prefixes {
		mux.Handle(p+"/", http.StripPrefix(p, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	}
	serveAll(b, mux)
}

func serveAll(b *testing.B, h http.Handler) {
	_, requests := asked(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		h.ServeHTTP(nil, requests[i])
		if i++; i == len(requests) {
			i = 0
		}
	}
}
