package python

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
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
twice = make_filter()(filtered)

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

// BenchmarkServers compares an app in two workers with the same in two
// processes of gunicorn and uWSGI, and in waitress. The servers take turns, and
// the metrics are of all their rounds together: requests per second as a
// multiple of the other server's, and the time of the processor that a request
// takes there as a multiple of ours. Medians would not do: a request takes
// waitress two to five times as long while its threads, in different cores,
// fight for the interpreter's lock, and both states last for many requests.
// Servers that are not there are left out.
// uWSGI's http-socket ends each connection; with its http11-socket each process
// would be one connection's, and others wait until that ends.
func BenchmarkServers(b *testing.B) {
	for _, app := range []string{"hello", "pyramid"} {
		b.Run(app, func(b *testing.B) { compareServers(b, app) })
	}
}

func compareServers(b *testing.B, app string) {
	if app == "pyramid" && exec.Command(interpreter(b), "-c", "import pyramid.config").Run() != nil {
		b.Skip("there is no Pyramid")
	}
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bench.py"), []byte(benchApps), 0o666); err != nil {
		b.Fatal(err)
	}
	b.Setenv("PYTHON_BENCH_APP", app)
	names, servers := []string{"ours"}, []*benchServer{startBench(b, dir, os.Args[0], "-test.run=^TestBenchServer$")}
	for _, other := range []struct {
		name string
		args []string
	}{
		{"gunicorn", []string{"gunicorn", "--log-level=error", "-w2", "-bADDR", "bench:" + app}},
		{"waitress", []string{"waitress-serve", "--listen=ADDR", "bench:" + app}},
		{"uwsgi", []string{"uwsgi", "--plugin=python3", "--http-socket=ADDR", "--processes=2", "--master", "--disable-logging", "--module=bench", "--callable=" + app}},
	} {
		if _, err := exec.LookPath(other.args[0]); err == nil {
			names, servers = append(names, other.name), append(servers, startBench(b, dir, other.args...))
		}
	}
	b.ResetTimer()
	sums := make([]measured, len(names))
	for round := range benchRounds + 1 {
		for i, s := range servers {
			m := s.measure(b, benchRound, 0)
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

// TestBenchServer is a process of BenchmarkServers.
func TestBenchServer(t *testing.T) {
	addr := os.Getenv("PYTHON_BENCH_ADDR")
	if addr == "" {
		t.Skip("it is for BenchmarkServers")
	}
	w, err := Start(context.Background(), Config{
		Interpreter: interpreter(t), Workers: 2, Log: slog.New(slog.DiscardHandler),
		Nodes: []Node{{ID: "app", Kind: Callable, Use: "bench:" + os.Getenv("PYTHON_BENCH_APP")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Error(http.ListenAndServe(addr, w.App("app", nil)))
}
