package metrics

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/values"
)

func newFilter(t *testing.T, o Options) func(http.Handler) http.Handler {
	t.Helper()
	if o.Buckets == nil {
		o.Buckets = []float64{0.5, 10}
	}
	filter, err := NewFilter(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return filter
}

func app(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/panic":
		panic("x")
	case "/silent":
	default:
		w.WriteHeader(404)
		_, _ = io.WriteString(w, "12345")
	}
}

func ask(h http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	func() {
		defer func() { _ = recover() }()
		h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	}()
	return w
}

// withoutTimes returns what is the same each time.
func withoutTimes(text string) string {
	text, _, _ = strings.Cut(text, "# HELP go_goroutines")
	return regexp.MustCompile(`(?m)(_sum\{.*\}) .*`).ReplaceAllString(text, "$1 T")
}

func TestFiltersAndApp(t *testing.T) {
	site := http.NewServeMux()
	site.Handle("/metrics", New(context.Background(), AppOptions{}))
	site.Handle("/", http.HandlerFunc(app))
	site.Handle("/api/", newFilter(t, Options{Section: "a\"p\\i"})(http.HandlerFunc(app)))
	h := newFilter(t, Options{Section: "main"})(site)
	for _, request := range []string{"GET /", "GET /x", "HEAD /silent", "MAKEUP /silent", "MADE /silent", "GET /panic", "POST /api/x"} {
		method, target, _ := strings.Cut(request, " ")
		ask(h, method, target)
	}
	w := ask(h, "GET", "/metrics")
	want := `# HELP http_requests_total Requests that have been answered.
# TYPE http_requests_total counter
http_requests_total{section="a\"p\\i",method="POST",code="404"} 1
http_requests_total{section="main",method="GET",code="404"} 2
http_requests_total{section="main",method="GET",code="500"} 1
http_requests_total{section="main",method="HEAD",code="200"} 1
http_requests_total{section="main",method="POST",code="404"} 1
http_requests_total{section="main",method="other",code="200"} 2
# HELP http_requests_in_flight Requests that are being answered.
# TYPE http_requests_in_flight gauge
http_requests_in_flight{section="a\"p\\i"} 0
http_requests_in_flight{section="main"} 1
# HELP http_response_bytes_total Bytes of bodies that were sent.
# TYPE http_response_bytes_total counter
http_response_bytes_total{section="a\"p\\i"} 5
http_response_bytes_total{section="main"} 15
`
	got := withoutTimes(w.Body.String())
	if !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
	for _, line := range []string{
		`http_request_duration_seconds_bucket{section="main",method="GET",le="0.5"} 3`, `http_request_duration_seconds_bucket{section="main",method="GET",le="10"} 3`,
		`http_request_duration_seconds_bucket{section="main",method="GET",le="+Inf"} 3`, `http_request_duration_seconds_count{section="main",method="GET"} 3`,
		`http_request_duration_seconds_sum{section="main",method="GET"} T`,
	} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("no %s in %s", line, got)
		}
	}
	if w.Header().Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
		t.Error(w.Header())
	}
	if w := ask(h, "HEAD", "/metrics"); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d %q", w.Code, w.Body)
	}
}

// TestFormat reads the text as Prometheus does.
func TestFormat(t *testing.T) {
	registry := NewRegistry(context.Background())
	registry.section("a\nb", []float64{1e-7, 1e9}).begin().end("GET", 200, 1<<60, time.Second)
	sample := regexp.MustCompile(`^[a-z_]+(\{([a-z]+="([^"\\\n]|\\["\\n])*",?)*\})? (\S+)$`)
	for line := range strings.Lines(registry.text()) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "# HELP ") || strings.HasPrefix(line, "# TYPE ") {
			continue
		}
		parts := sample.FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("%q", line)
			continue
		}
		if _, err := strconv.ParseFloat(parts[4], 64); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestHistogram(t *testing.T) {
	registry := NewRegistry(context.Background())
	for _, took := range []time.Duration{time.Millisecond, time.Second, 1001 * time.Millisecond, 2 * time.Second, time.Hour} {
		registry.section("x", []float64{1, 2}).begin().end("GET", 200, 0, took)
	}
	h := registry.sections["x"].total().times["GET"]
	if fmt.Sprint(h.counts) != "[2 2 1]" || math.Abs(h.sum-3604.002) > 1e-9 {
		t.Errorf("%+v", h)
	}
}

func TestInFlight(t *testing.T) {
	begun, let := make(chan bool), make(chan bool)
	site := http.NewServeMux()
	site.Handle("/metrics", New(context.Background(), AppOptions{}))
	site.HandleFunc("/", func(http.ResponseWriter, *http.Request) { begun <- true; <-let })
	h := newFilter(t, Options{Section: "main"})(site)
	var group sync.WaitGroup
	for range 3 {
		group.Add(1)
		go func() { defer group.Done(); ask(h, "GET", "/") }()
		<-begun
	}
	if text := ask(h, "GET", "/metrics").Body.String(); !strings.Contains(text, `in_flight{section="main"} 4`) {
		t.Error(text)
	}
	close(let)
	group.Wait()
}

func TestPath(t *testing.T) {
	o := Options{Section: "main", Path: "/metrics", Allow: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	for _, tt := range []struct {
		target, header, remote string
		shows                  bool
	}{
		{"/metrics", "", "192.0.2.1:1", true}, {"/metrics", "", "[::ffff:192.0.2.1]:1", true}, {"/metrics/", "", "192.0.2.1:1", false}, {"/metrics", "", "10.0.0.1:1", false},
		{"/metrics", "X-Forwarded-For", "192.0.2.1:1", false}, {"/metrics", "Forwarded", "192.0.2.1:1", false}, {"/", "", "192.0.2.1:1", false}, {"/metrics", "", "@", false},
	} {
		r := httptest.NewRequest("GET", tt.target, nil)
		r.RemoteAddr = tt.remote
		if tt.header != "" {
			r.Header.Set(tt.header, "x")
		}
		w := httptest.NewRecorder()
		newFilter(t, o)(http.HandlerFunc(app)).ServeHTTP(w, r)
		if (w.Code == 200) != tt.shows {
			t.Errorf("%+v: %d", tt, w.Code)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, o := range []Options{{Buckets: []float64{0}}, {Buckets: []float64{-1}}, {Buckets: []float64{2, 1}}, {Buckets: []float64{1, 1}}, {Buckets: []float64{math.NaN()}}, {Path: "metrics"}} {
		if filter, err := NewFilter(context.Background(), o); err == nil || filter != nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// TestRegistry: filters and apps that share one need not stand around each other.
func TestRegistry(t *testing.T) {
	registry := NewRegistry(context.Background())
	outer := newFilter(t, Options{Section: "outer"})
	h := outer(newFilter(t, Options{Section: "main", Registry: registry})(newFilter(t, Options{Section: "inner"})(http.HandlerFunc(app))))
	ask(h, "GET", "/")
	text := ask(New(context.Background(), AppOptions{registry}), "GET", "/").Body.String()
	for section, shown := range map[string]bool{"main": true, "inner": true, "outer": false} {
		if strings.Contains(text, `http_requests_total{section="`+section+`",method="GET",code="404"} 1`) != shown {
			t.Errorf("%s: %v in %s", section, !shown, text)
		}
	}
}

// TestServer: what the server tells is shown wherever metrics are, once.
func TestServer(t *testing.T) {
	server := func(family func(name, kind, help string), sample func(name string, value float64, labels ...string)) {
		family("server_x", "gauge", "Help.")
		sample("server_x", 7, "app", "main")
	}
	ctx := values.With(context.Background(), "pastegen.server", Source(server))
	filter, err := NewFilter(ctx, Options{Section: "main", Buckets: []float64{1}, Path: "/metrics", Allow: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	if err != nil {
		t.Fatal(err)
	}
	shared := AppOptions{NewRegistry(ctx)}
	for name, h := range map[string]http.Handler{
		"app alone": New(ctx, AppOptions{}), "app in a filter": filter(New(ctx, AppOptions{})), "filter": filter(http.NotFoundHandler()), "shared": New(ctx, shared), "shared again": New(ctx, shared),
	} {
		text := ask(h, "GET", "/metrics").Body.String()
		if strings.Count(text, "# HELP server_x Help.\n# TYPE server_x gauge\nserver_x{app=\"main\"} 7\n") != 1 {
			t.Errorf("%s: %s", name, text)
		}
	}
}
