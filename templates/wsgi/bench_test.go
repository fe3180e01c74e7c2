package wsgi

import (
	"iter"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// browserRequest is a request that gives an environ of 34 keys.
func browserRequest() *http.Request {
	r := httptest.NewRequest("GET", "/hello/world?name=value", nil)
	for _, name := range []string{
		"Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Cookie", "Referer", "User-Agent",
		"Upgrade-Insecure-Requests", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id", "If-None-Match",
	} {
		r.Header.Set(name, "a value of "+name)
	}
	return r
}

// sink is the cheapest response writer that can flush.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) WriteHeader(int)             {}
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) Flush()                      {}

// hello answers as the direct handler of BenchmarkAdapter does.
func hello(body []byte, headers ...[2]string) App {
	return func(_ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		start("200 OK", headers, nil)
		return func(yield func([]byte) bool) { yield(body) }
	}
}

func BenchmarkAdapter(b *testing.B) {
	body := []byte("Hello world!\n")
	typed, sized := [2]string{"Content-Type", "text/plain"}, [2]string{"Content-Length", "13"}
	for _, bb := range []struct {
		name    string
		handler http.Handler
	}{
		{"direct", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "13")
			_, _ = w.Write(body)
		})},
		{"length given", Handler(hello(body, typed, sized))},
		{"length not given", Handler(hello(body, typed))},
	} {
		b.Run(bb.name, func(b *testing.B) {
			w, r := sink{http.Header{}}, browserRequest()
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				bb.handler.ServeHTTP(w, r)
			}
		})
	}
}

// keysOfABrowser is how many keys the environ of browserRequest has.
const keysOfABrowser = 36

// BenchmarkEnviron shows what an environ costs beside one of as many keys that
// is filled without care.
func BenchmarkEnviron(b *testing.B) {
	h := Handler(hello(nil)).(*handler)
	a := &answer{w: sink{}, r: browserRequest()}
	for _, bb := range []struct {
		name    string
		environ func() map[string]any
	}{
		{"careless", func() map[string]any { return carelessEnviron(a.r) }},
		{"ours", func() map[string]any { return h.environ(a) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if environ := bb.environ(); len(environ) != keysOfABrowser {
					b.Fatal(len(environ))
				}
			}
		})
	}
}

// carelessEnviron fills a map of as many keys as one does who does not count
// allocations.
func carelessEnviron(r *http.Request) map[string]any {
	environ := map[string]any{
		"REQUEST_METHOD": r.Method, "SCRIPT_NAME": r.Pattern, "PATH_INFO": r.URL.Path, "QUERY_STRING": r.URL.RawQuery,
		"SERVER_PROTOCOL": r.Proto, "REMOTE_ADDR": r.RemoteAddr, "HTTP_HOST": r.Host, "wsgi.input": r.Body,
	}
	for name, values := range r.Header {
		environ["HTTP_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))] = strings.Join(values, ", ")
	}
	for i := len(environ); i < keysOfABrowser; i++ {
		environ["wsgi."+strconv.Itoa(i)] = r.Proto
	}
	return environ
}

// TestAllocations holds the adapter to what it may cost beside a direct
// handler: eight allocations, without the one of the body that the app makes.
func TestAllocations(t *testing.T) {
	body := []byte("Hello world!\n")
	w, r := sink{http.Header{}}, browserRequest()
	if n := len(environOf(r)); n != keysOfABrowser {
		t.Errorf("the environ has %d keys", n)
	}
	direct := testing.AllocsPerRun(100, func() {
		clear(w.header)
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "13")
		_, _ = w.Write(body)
	})
	h := Handler(hello(body, [2]string{"Content-Type", "text/plain"}, [2]string{"Content-Length", "13"}))
	adapted := testing.AllocsPerRun(100, func() {
		clear(w.header)
		h.ServeHTTP(w, r)
	})
	if more := adapted - 1 - direct; more > 8 {
		t.Errorf("%v allocations more than without it", more)
	}
}
