package serve

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestLogFlags(t *testing.T) {
	p := start(t, "one", "-log-format", "json")
	line := p.await(1, `"msg":"listening"`)[0]
	var got map[string]any
	if err := json.Unmarshal([]byte(line), &got); err != nil || got["app"] != "home" {
		t.Error(line, err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	t.Setenv("PASTE_LOG_LEVEL", "WARNING")
	p = start(t, "unclean")
	p.await(1, "built home")
	p.signal(syscall.SIGTERM)
	p.exit(1)
	if len(p.seen("level=INFO")) > 0 {
		t.Error(strings.Join(p.seen(), "\n"))
	}
	for _, args := range [][]string{{"-log-level", "loud"}, {"-log-format", "xml"}, {"-log-config", "/nowhere"}} {
		p := start(t, "one", args...)
		p.exit(2)
		if len(p.seen(args[0])) != 1 {
			t.Error(strings.Join(p.seen(), "\n"))
		}
	}
}

func TestLogConfig(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "log.ini")
	text := "[loggers]\nkeys = root\n[handlers]\nkeys = file, mail\n[formatters]\nkeys = short\n[logger_root]\nlevel = DEBUG\nhandlers = file, mail\n" +
		"[handler_file]\nclass = FileHandler\nargs = ('%(here)s/log',)\nformatter = short\n[handler_mail]\nclass = handlers.HTTPHandler\nargs = ()\n" +
		"[formatter_short]\nformat = %(levelname)s %(name)s: %(message)s\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "one", "-log-config", file)
	p.await(1, "line 15: handlers.HTTPHandler is of Python")
	awaitPrefix(t, filepath.Join(dir, "log"), "INFO root: listening app=home addr=127.0.0.1:")
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestConfigOfAServer is gunicorn's logconfig. A flag wins over it.
func TestConfigOfAServer(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SERVE_TEST_DIR", dir)
	text := "[loggers]\nkeys = root\n[handlers]\nkeys = file\n[formatters]\nkeys =\n[logger_root]\nlevel = INFO\nhandlers = file\n" +
		"[handler_file]\nclass = FileHandler\nargs = ('%(here)s/log',)\n"
	if err := os.WriteFile(filepath.Join(dir, "log.ini"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "configured")
	awaitPrefix(t, filepath.Join(dir, "log"), "listening app=home addr=127.0.0.1:")
	p.signal(syscall.SIGTERM)
	p.exit(0)
	p = start(t, "configured", "-log-format", "text")
	p.urls("home", 1) // on the standard error
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestCaptureOutput is gunicorn's: what apps print is in the log's file, also
// when that was opened again.
func TestCaptureOutput(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it is for Linux only")
	}
	dir := t.TempDir()
	t.Setenv("SERVE_TEST_DIR", dir)
	p := start(t, "captured")
	file := filepath.Join(dir, "log")
	awaitText(t, file, "built home\n")
	awaitText(t, file, "msg=listening app=home addr=")
	if err := os.Rename(file, file+".1"); err != nil {
		t.Fatal(err)
	}
	p.signal(sigReopen)
	awaitText(t, file, "")
	p.signal(syscall.SIGTERM)
	p.exit(0)
	awaitText(t, file, "cleaned up home")
	if lines := p.seen(""); len(lines) > 0 {
		t.Errorf("the standard error has %q", lines)
	}
}

// awaitText waits for a file that has a text in it.
func awaitText(t *testing.T, path, want string) {
	t.Helper()
	for range 4000 {
		if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), want) {
			return
		}
		pause()
	}
	t.Fatalf("%s has no %q", path, want)
}

// awaitPrefix waits for a file that begins with a text.
func awaitPrefix(t *testing.T, path, want string) {
	t.Helper()
	for range 2000 {
		if text, _ := os.ReadFile(path); strings.HasPrefix(string(text), want) {
			return
		}
		pause()
	}
	t.Fatalf("%s does not begin with %q", path, want)
}

func pause() { time.Sleep(5 * time.Millisecond) }
