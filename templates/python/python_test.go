package python

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// interpreter returns the Python that tests run, or skips them.
func interpreter(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("PASTE_PYTHON"), "/usr/bin/python3", "python3"} {
		if path, err := exec.LookPath(name); err == nil && name != "" {
			return path
		}
	}
	t.Skip("there is no Python")
	return ""
}

// logBuffer is a log that several goroutines write to.
type logBuffer struct {
	mu    sync.Mutex
	text  strings.Builder
	heard func(line string) // is called with what is written; nil is nothing
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.heard != nil {
		b.heard(string(p))
	}
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// await waits until the log has a text.
func (b *logBuffer) await(t testing.TB, text string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(b.String(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log lacks %q:\n%s", text, b)
		}
	}
}

// startWith starts workers that have a module "code" with this source.
func startWith(t testing.TB, source string, c Config) (*Workers, *logBuffer) {
	t.Helper()
	c.Interpreter, c.Dir = interpreter(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(c.Dir, "code_.py"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	log := &logBuffer{}
	c.Log = slog.New(slog.NewTextHandler(log, nil))
	w, err := Start(context.Background(), c)
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("log:\n%s", log)
		}
	})
	return w, log
}

// callable is a node that is an application itself.
func callable(name string) Node {
	return Node{ID: name, Section: "app:" + name, Kind: Callable, Use: "code_:" + name}
}

// filter is a node that is a filter.
func filter(name string) Node {
	return Node{ID: name, Section: "filter:" + name, Kind: Filter, Use: "code_:" + name, Protocol: "paste.filter_factory"}
}

// ask serves h and asks it.
func ask(t testing.TB, h http.Handler, r *http.Request) (status int, header http.Header, body string) {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	server.Start()
	defer server.Close()
	var err error
	r.URL.Scheme, r.URL.Host, r.RequestURI = "http", server.Listener.Addr().String(), ""
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return response.StatusCode, response.Header, string(text) + "!" + err.Error()
	}
	return response.StatusCode, response.Header, string(text)
}

func get(t testing.TB, h http.Handler, path string) (status int, body string) {
	t.Helper()
	status, _, body = ask(t, h, httptest.NewRequest("GET", path, nil))
	return status, body
}

const hello = `
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello " + environ["PATH_INFO"].encode("latin-1")]
`

func TestHello(t *testing.T) {
	w, _ := startWith(t, hello, Config{Nodes: []Node{callable("app")}})
	for range 3 {
		if status, body := get(t, w.App("app", nil), "/x%C3%A9?y"); status != 200 || body != "hello /xé" {
			t.Error(status, body)
		}
	}
}

// TestWorkerIsOfPython37 has the syntax of Python 3.7, and modules that it has.
func TestWorkerIsOfPython37(t *testing.T) {
	check := `import ast, sys
tree = ast.parse(open("worker.py").read(), feature_version=(3, 7))
known = set("ast collections contextlib contextvars ctypes faulthandler functools importlib io itertools json logging mmap operator os pkg_resources re signal socket struct sys threading traceback".split())
for node in ast.walk(tree):
    names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
    for name in names:
        assert name.split(".")[0] in known, name
    assert not isinstance(node, getattr(ast, "NamedExpr", ())), node.lineno
`
	if out, err := exec.Command(interpreter(t), "-c", check).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestWorkerAlone runs the tests of worker.py.
func TestWorkerAlone(t *testing.T) {
	cmd := exec.Command(interpreter(t), "-B", "testdata/test_worker.py")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
