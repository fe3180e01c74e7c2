package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

// nowhere is a client that is not there.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n *nowhere) WriteHeader(int)             {}

func BenchmarkFile(b *testing.B) { ask(b, "/files/page.txt") }
func BenchmarkPage(b *testing.B) { ask(b, "/") }

func ask(b *testing.B, path string) {
	h, _, err := newMain(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest("GET", path, nil)
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(&nowhere{http.Header{}}, r)
	}
}
