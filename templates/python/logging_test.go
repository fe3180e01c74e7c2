package python

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/pylogging"
)

const logs = `
import logging
log = logging.getLogger("myapp.pages")

def app(environ, start_response):
    path = environ["PATH_INFO"]
    log.debug("debug %s", path)
    log.info("info %s", path)
    log.warning("warning %s", path, extra={"user": "joe", "count": 3, "odd": None})
    logging.getLogger("other").info("other info")
    logging.getLogger("other").error("other error")
    try:
        raise ValueError("oops")
    except ValueError:
        log.exception("it failed")
    start_response("200 OK", [])
    return [b"fine"]
`

// TestRecords has warnings of loggers that nobody has configured be lines of the
// log, with their level, logger, section and traceback.
func TestRecords(t *testing.T) {
	w, log := startWith(t, logs, Config{Nodes: []Node{callable("app")}})
	if status, _ := get(t, w.App("app", nil), "/x"); status != 200 {
		t.Fatal(status)
	}
	log.await(t, "it failed")
	text := log.String()
	for _, want := range []string{
		`level=WARN msg="warning /x" worker=`, ` logger=myapp.pages section=app:app count=3 odd=None user=joe`, `level=ERROR msg="other error"`,
		`level=ERROR msg="it failed"`, `stack="Traceback (most recent call last):\n`, `ValueError: oops"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "info") || strings.Contains(text, "debug") {
		t.Error(text)
	}
}

// leveled is a log as package serve has it.
type leveled struct{ *pylogging.Logging }

func (l leveled) PythonLevels() map[string]pylogging.Level { return l.Levels() }

// TestRecordsAsTheFileSays has records be written as [loggers] says: levels,
// propagation, format.
func TestRecordsAsTheFileSays(t *testing.T) {
	for _, preload := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "log")
		logging, err := pylogging.New(pylogging.Config{
			Loggers: []pylogging.Logger{
				{Level: pylogging.Warning, Handlers: []string{"file"}},
				{Name: "myapp", Level: pylogging.Debug},
			},
			Handlers:   []pylogging.Handler{{Name: "file", Formatter: "all", To: pylogging.File{Path: path}}},
			Formatters: []pylogging.Formatter{{Name: "all", Format: "%(levelname)s [%(name)s:%(lineno)03d] %(message)s %(user)s%(filename)s %(funcName)s"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "code_.py"), []byte(logs), 0o666); err != nil {
			t.Fatal(err)
		}
		w, err := Start(context.Background(), Config{
			Interpreter: interpreter(t), Dir: dir, Preload: preload, Nodes: []Node{callable("app")}, Log: slog.New(leveled{logging}),
		})
		if err != nil {
			t.Fatal(err)
		}
		if status, _ := get(t, w.App("app", nil), "/x"); status != 200 {
			t.Error(status)
		}
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := logging.Close(); err != nil {
			t.Error(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := "DEBUG [myapp.pages:007] debug /x code_.py app\nINFO [myapp.pages:008] info /x code_.py app\n" +
			"WARNING [myapp.pages:009] warning /x joecode_.py app\nERROR [other:011] other error code_.py app\n" +
			"ERROR [myapp.pages:015] it failed code_.py app\nTraceback (most recent call last):\n"
		if text := string(got); !strings.HasPrefix(text, want) || !strings.HasSuffix(text, "ValueError: oops\n") {
			t.Errorf("got %q", text)
		}
	}
}

// TestLevelsOfLaterWorkers changes a level while workers run: those that start
// later have it, also where they are forked.
func TestLevelsOfLaterWorkers(t *testing.T) {
	for _, preload := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "log")
		logging, err := pylogging.New(pylogging.Config{
			Loggers:  []pylogging.Logger{{Level: pylogging.Debug, Handlers: []string{"file"}}, {Name: "myapp", Level: pylogging.Error}},
			Handlers: []pylogging.Handler{{Name: "file", To: pylogging.File{Path: path}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "code_.py"), []byte(logs), 0o666); err != nil {
			t.Fatal(err)
		}
		w, err := Start(t.Context(), Config{
			Interpreter: interpreter(t), Dir: dir, Preload: preload, MaxRequests: 1, Nodes: []Node{callable("app")}, Log: slog.New(leveled{logging}),
		})
		if err != nil {
			t.Fatal(err)
		}
		h := w.App("app", nil)
		logging.SetLevel("myapp", pylogging.Debug)
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			get(t, h, "/x")
			if got, _ := os.ReadFile(path); strings.Contains(string(got), "debug /x\n") {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("preload %v: no worker has the level", preload)
			}
		}
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := logging.Close(); err != nil {
			t.Error(err)
		}
	}
}
