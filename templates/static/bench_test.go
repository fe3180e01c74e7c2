package static

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

// BenchmarkServe has a file of 1 KB, beside a handler that answers with as much
// from memory.
func BenchmarkServe(b *testing.B) {
	root := b.TempDir()
	text := make([]byte, 1024)
	write(b, root+"/page.html", string(text))
	files := func(precompressed bool) http.Handler {
		return New(Options{DocumentRoot: root, Precompressed: precompressed}, slog.Default())
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = w.Write(text)
	})
	for _, bb := range []struct {
		name    string
		handler http.Handler
	}{{"bare", bare}, {"static", files(false)}, {"static, precompressed", files(true)}, {"FileServer", http.FileServer(http.Dir(root))}} {
		b.Run(bb.name, func(b *testing.B) {
			server := httptest.NewServer(bb.handler)
			defer server.Close()
			b.ReportAllocs()
			client := &http.Transport{}
			defer client.CloseIdleConnections()
			for b.Loop() {
				r, err := http.NewRequest("GET", server.URL+"/page.html", nil)
				if err != nil {
					b.Fatal(err)
				}
				answer, err := client.RoundTrip(r)
				if err != nil {
					b.Fatal(err)
				}
				if n, err := answer.Body.Read(make([]byte, 2048)); n == 0 {
					b.Fatal(err)
				}
				answer.Body.Close()
			}
		})
		b.Run("without a server/"+bb.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "/page.html", nil)
			b.ReportAllocs()
			for b.Loop() {
				bb.handler.ServeHTTP(&nowhere{header: http.Header{}}, r)
			}
		})
	}
}

// nowhere is a client that is not there.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n *nowhere) WriteHeader(int)             {}
