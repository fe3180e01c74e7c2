package python

import (
	"context"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/gzip"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/static"
)

const benchApps = `
import json

def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "12")])
    return [b"hello world\n"]

def make_filter(global_conf=None, **local):
    def wrap(app):
        def filtered(environ, start_response):
            return app(environ, lambda status, headers, exc_info=None: start_response(status, headers + [("X-F", "1")], exc_info))
        return filtered
    return wrap

filtered = make_filter()(hello)
thrice = make_filter()(make_filter()(filtered))

def bodies(environ, start_response):
    block, count = b"x" * (1 << 16), 0
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(100 << 20))])
        return (block for _ in range(1600))
    while True:
        data = environ["wsgi.input"].read(1 << 16)
        if not data:
            break
        count += len(data)
    start_response("200 OK", [("Content-Length", str(len(str(count))))])
    return [str(count).encode()]

def page(environ, start_response):
    with open("index.html", "rb") as file:
        text = file.read()
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(text)))])
    return [text]

try:
    from paste.gzipper import middleware
    from paste.urlparser import StaticURLParser
    zipped = middleware(page)
    static = StaticURLParser(".")
except ImportError:
    pass

try:
    from pyramid.config import Configurator
    with Configurator() as config:
        config.add_route("home", "/")
        config.add_view(lambda request: {"message": "hello", "path": request.path}, route_name="home", renderer="json")
        pyramid = config.make_wsgi_app()
except ImportError:
    pass
`

const (
	benchConns  = 16
	benchRounds = 20
	benchRound  = 150 * time.Millisecond
)

// contestant is a server of a benchmark. Its arguments are as startBench has
// them; without any it is TestBenchServer, as app names it.
type contestant struct {
	name   string
	app    string
	args   []string
	lines  string // of the head of requests, beyond those that there must be
	tls    bool
	closes bool // ends each connection, and does not say so before
}

// peers are other servers of the same application.
func peers(app string) []contestant {
	return []contestant{
		{name: "gunicorn", app: app, args: []string{"gunicorn", "--log-level=error", "-w2", "-bADDR", "bench:" + app}},
		{name: "waitress", app: app, args: []string{"waitress-serve", "--listen=ADDR", "bench:" + app}},
		{name: "uwsgi", app: app, args: []string{"uwsgi", "--plugin=python3", "--http-socket=ADDR", "--processes=2", "--master", "--disable-logging", "--module=bench", "--callable=" + app}},
	}
}

// inOneCore is waitress at its best, see BenchmarkServers.
func inOneCore(app string) contestant {
	return contestant{name: "waitress-in-one-core", app: app, args: []string{"taskset", "-c", "0", "waitress-serve", "--listen=ADDR", "bench:" + app}}
}

// startAll starts those that are there.
func startAll(b *testing.B, all []contestant) (names []string, servers []*benchServer) {
	b.Helper()
	dir := b.TempDir()
	for name, text := range map[string]string{"bench.py": benchApps, "index.html": benchPage()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range all {
		b.Setenv("PYTHON_BENCH_APP", c.app)
		if c.args == nil {
			c.args = []string{os.Args[0], "-test.run=^TestBenchServer$"}
		}
		if _, err := exec.LookPath(c.args[0]); err == nil {
			names, servers = append(names, c.name), append(servers, startBench(b, dir, c))
		}
	}
	return names, servers
}

// BenchmarkServers compares an app in two workers with the same in two
// processes of gunicorn and uWSGI, and in waitress. The servers take turns, and
// the metrics are of all their rounds together: requests per second as a
// multiple of the other server's, and the time of the processor that a request
// takes there as a multiple of ours. Medians would not do: a request takes
// waitress two to five times as long while its threads, in different cores,
// fight for the interpreter's lock, and both states last for many requests. In
// one core they do not. Servers that are not there are left out. uWSGI's
// http-socket ends each connection; with its http11-socket each process would
// be one connection's, and others wait until that ends. See border for what the
// view of Pyramid is compared with besides.
func BenchmarkServers(b *testing.B) {
	b.Run("hello", func(b *testing.B) {
		compare(b, append([]contestant{
			{name: "ours", app: "hello"},
			{name: "net-http", app: "bare"},
			inOneCore("hello"),
		}, peers("hello")...))
	})
	b.Run("pyramid", func(b *testing.B) {
		if exec.Command(interpreter(b), "-c", "import pyramid.config").Run() != nil {
			b.Skip("there is no Pyramid")
		}
		compare(b, append([]contestant{
			{name: "ours", app: "pyramid"},
			{name: "border", app: "pyramid-border"},
			inOneCore("pyramid"),
		}, peers("pyramid")...))
	})
}

// BenchmarkLayers compares layers of both languages with the same all in
// Python, in waitress and in one worker.
func BenchmarkLayers(b *testing.B) {
	for _, layers := range []struct{ name, ours, python string }{
		{"filter-around-go", "around", "filtered"},
		{"go-between", "between", "thrice"},
	} {
		b.Run(layers.name, func(b *testing.B) {
			compare(b, []contestant{
				{name: "ours", app: layers.ours},
				{name: "waitress", args: []string{"waitress-serve", "--listen=ADDR", "bench:" + layers.python}},
				{name: "python-in-a-worker", app: layers.python + "-alone"},
			})
		})
	}
}

// compare reports what the first one does as multiples of what the others do.
func compare(b *testing.B, all []contestant) {
	b.Helper()
	names, servers := startAll(b, all)
	measureAll(b, names, servers)
}

func measureAll(b *testing.B, names []string, servers []*benchServer) {
	b.Helper()
	b.ResetTimer()
	sums := make([]measured, len(names))
	rounds, measure := benchRounds, func(s *benchServer) measured { return s.measure(b, benchRound, 0) }
	if !servers[0].tls && hasWrk() {
		rounds, measure = wrkRounds, func(s *benchServer) measured { return s.measureByWrk(b) }
	}
	for round := range rounds + 1 {
		for i, s := range servers {
			m := measure(s)
			if round > 0 { // the first one is to warm up
				sums[i].add(m)
			}
		}
	}
	for i, name := range names[1:] {
		b.ReportMetric(sums[0].rate()/sums[i+1].rate(), "rate/"+name)
		b.ReportMetric(sums[i+1].cost()/sums[0].cost(), name+"-cpu/ours")
	}
	b.ReportMetric(sums[0].cost(), "us-cpu/request")
}

// BenchmarkLatency compares how long the slowest one of a hundred requests
// takes when servers have half as much to do as the slowest one can.
func BenchmarkLatency(b *testing.B) {
	for i, name := range []string{"gunicorn", "waitress", "uwsgi"} {
		b.Run(name, func(b *testing.B) {
			_, servers := startAll(b, []contestant{{name: "ours", app: "hello"}, {name: "border", app: "hello-border"}, peers("hello")[i]})
			if len(servers) < 3 {
				b.Skip("it is not there")
			}
			b.ResetTimer()
			rate := math.Inf(1)
			for _, s := range servers {
				s.measure(b, benchRound, 0)
				m := s.measure(b, 5*benchRound, 0)
				rate = min(rate, m.rate()/2)
			}
			sums := make([]measured, len(servers))
			for range benchRounds {
				for i, s := range servers {
					sums[i].add(s.measure(b, benchRound, rate))
				}
			}
			ours, border, theirs := sums[0].slow(), sums[1].slow(), sums[2].slow()
			b.ReportMetric(ours.Seconds()/theirs.Seconds(), "p99/"+name)
			b.ReportMetric(border.Seconds()/theirs.Seconds(), "border-p99/"+name)
			b.ReportMetric(float64(ours.Microseconds()), "us-p99")
			b.ReportMetric(rate, "requests/s")
		})
	}
}

// TestBenchServer is a process of the benchmarks: what a generated program does.
func TestBenchServer(t *testing.T) {
	addr := os.Getenv("PYTHON_BENCH_ADDR")
	if addr == "" {
		t.Skip("it is for the benchmarks")
	}
	app, secure := strings.CutSuffix(os.Getenv("PYTHON_BENCH_APP"), "-tls")
	args := []string{"-listen", addr}
	if certs := os.Getenv("PYTHON_BENCH_CERT"); secure {
		args = append(args, "-tls-cert", filepath.Join(certs, "cert.pem"), "-tls-key", filepath.Join(certs, "key.pem"))
	}
	build := func(context.Context) (http.Handler, func(context.Context) error, error) {
		return benchHandler(t, app), nil, nil
	}
	if code := serve.Main(args, io.Discard, serve.Program{Apps: []serve.App{{Name: "main", Build: build}}}); code != 0 {
		t.Error(code)
	}
}

// benchHandler serves an application of benchApps, or what has Go in it.
func benchHandler(t *testing.T, name string) http.Handler {
	if app, is := strings.CutSuffix(name, "-border"); is {
		return borders(t, app)
	}
	app, alone := strings.CutSuffix(name, "-alone")
	start := func(workers int, nodes ...Node) *Workers {
		w, err := Start(context.Background(), Config{Interpreter: interpreter(t), Workers: workers, Log: slog.New(slog.DiscardHandler), Nodes: nodes})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	callable := func(name string) Node { return Node{ID: "app", Kind: Callable, Use: "bench:" + name} }
	filter := Node{ID: "filter", Kind: Filter, Use: "bench:make_filter", Protocol: "paste.filter_factory"}
	switch {
	case app == "go-bodies":
		return http.HandlerFunc(goBodies)
	case app == "static":
		return static.New(static.Options{DocumentRoot: "."}, slog.New(slog.DiscardHandler))
	case app == "zipped":
		return gzip.New(gzip.Options{CompressLevel: 6, MinSize: 256})(start(2, callable("page")).App("app", nil))
	case app == "zipped-fast":
		return gzip.New(gzip.Options{CompressLevel: 1, MinSize: 256})(start(2, callable("page")).App("app", nil))
	case app == "bare":
		return http.HandlerFunc(bare)
	case app == "around":
		return start(1, filter).Filter("filter")(http.HandlerFunc(bare))
	case app == "between":
		w := start(1, filter, callable("filtered"))
		return w.Filter("filter")(addHeader(w.App("app", nil)))
	case alone:
		return start(1, callable(app)).App("app", nil)
	}
	return start(2, callable(app)).App("app", nil)
}

// bare answers without Python.
func bare(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = []string{"text/plain"}
	w.Header()["Content-Length"] = []string{"12"}
	_, _ = io.WriteString(w, "hello world\n") // the client is the benchmark's own
}
