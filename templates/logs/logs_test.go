package logs

import (
	"bytes"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/pylogging"
)

func TestNamed(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(named{Handler: slog.NewTextHandler(&text, nil)}).With("section", "s", "logger", "paste.translogger")
	log.Info("a")
	log.With("logger", "wsgi").Info("b", "x", 1)
	log.Info("c", "logger", "other")
	log.WithGroup("g").Info("d", "logger", "mine")
	slog.New(named{Handler: slog.NewTextHandler(&text, nil)}).Info("e")
	for i, want := range []string{
		"msg=a section=s logger=paste.translogger", "msg=b section=s x=1 logger=wsgi", "msg=c section=s logger=other",
		"msg=d section=s logger=paste.translogger g.logger=mine", "msg=e",
	} {
		if line := strings.Split(text.String(), "\n")[i]; !strings.HasSuffix(line, want) {
			t.Errorf("%s, want %s", line, want)
		}
	}
}

// opened is a log that was opened, and what it writes to its standard error.
func opened(t *testing.T, f Flags, s Options, python func() (pylogging.Config, error)) (*Log, *bytes.Buffer) {
	t.Helper()
	var text bytes.Buffer
	l, err := f.Open(&text, s, python)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l, &text
}

func TestLevelsWhileItRuns(t *testing.T) {
	l, text := opened(t, Flags{}, Options{Level: "warning"}, nil)
	log := slog.New(l)
	log.Info("one")
	for _, tt := range []struct{ logger, level, want string }{
		{"", "?", "WARNING"}, {"root", "loud", ""}, {"nova", "debug", ""}, {"root", "DEBUG", "DEBUG"}, {"", "info", "INFO"},
	} {
		all, err := l.Levels(tt.logger, tt.level)
		if (err == nil) != (tt.want != "") || all["root"] != tt.want {
			t.Errorf("%s %s: %v %v", tt.logger, tt.level, all, err)
		}
	}
	log.Info("two")
	if got := text.String(); strings.Contains(got, "one") || !strings.Contains(got, "two") {
		t.Error(got)
	}
}

// inFile is a log as Python's, with a file for the root.
func inFile(path string) func() (pylogging.Config, error) {
	return func() (pylogging.Config, error) {
		return pylogging.Config{
			Loggers: []pylogging.Logger{
				{Level: pylogging.Warning, Handlers: []string{"f"}}, {Name: "nova", Level: pylogging.Debug}, {Name: "quiet", Level: pylogging.Critical},
			},
			Handlers:   []pylogging.Handler{{Name: "f", Formatter: "f", To: pylogging.File{Path: path}}},
			Formatters: []pylogging.Formatter{{Name: "f", Format: "%(name)s %(message)s"}},
		}, nil
	}
}

// written returns a file.
func written(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLevelsOfLoggers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, _ := opened(t, Flags{}, Options{}, inFile(path))
	nova := slog.New(l).With("logger", "nova.api")
	nova.Debug("one")
	all, err := l.Levels("nova", "error")
	want := map[string]string{"root": "WARNING", "nova": "ERROR", "quiet": "CRITICAL"}
	if err != nil || !maps.Equal(all, want) {
		t.Errorf("%v %v", all, err)
	}
	nova.Warn("two")
	if _, err := l.Levels("nova", ""); err != nil { // that of the root
		t.Error(err)
	}
	nova.Warn("three")
	nova.Info("four")
	if got := written(t, path); got != "nova.api one\nnova.api three\n" {
		t.Error(got)
	}
}

// TestLevelFlag: it is the root's level, and no logger writes less important
// lines.
func TestLevelFlag(t *testing.T) {
	l, _ := opened(t, Flags{Level: "info"}, Options{}, inFile(filepath.Join(t.TempDir(), "log")))
	all, _ := l.Levels("", "?")
	if want := map[string]string{"root": "INFO", "nova": "INFO", "quiet": "CRITICAL"}; !maps.Equal(all, want) {
		t.Error(all)
	}
}

// TestFormatFlag: it wins over what the file says.
func TestFormatFlag(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, text := opened(t, Flags{Format: "json"}, Options{}, inFile(path))
	slog.New(l).Info("x")
	if _, err := os.Stat(path); err == nil || !strings.Contains(text.String(), `"msg":"x"`) {
		t.Error(text, err)
	}
}

// TestOwnLines: the server's own lines have the level and the file that it says,
// unless [loggers] names their logger.
func TestOwnLines(t *testing.T) {
	dir := t.TempDir()
	own := Options{Name: "gunicorn.error", Level: "debug", To: filepath.Join(dir, "error.log")}
	l, _ := opened(t, Flags{}, own, inFile(filepath.Join(dir, "log")))
	slog.New(l).With("logger", "gunicorn.error").Debug("listening")
	slog.New(l).Warn("of the root")
	if got := written(t, own.To); !strings.HasSuffix(got, "] [DEBUG] listening\n") {
		t.Error(got)
	}
	if got := written(t, filepath.Join(dir, "log")); got != "root of the root\n" {
		t.Error(got)
	}
	own.Name = "nova" // which is among the loggers
	l, _ = opened(t, Flags{}, own, inFile(filepath.Join(dir, "log2")))
	slog.New(l).With("logger", "nova").Debug("listening")
	if got := written(t, filepath.Join(dir, "log2")); got != "nova listening\n" {
		t.Error(got)
	}
}

// TestLogFile: a plain log goes to a file, which is opened again.
func TestLogFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, text := opened(t, Flags{}, Options{To: path}, nil)
	slog.New(l).Info("one")
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	if err := l.Reopen(); err != nil {
		t.Error(err)
	}
	slog.New(l).Info("two")
	if one, two := written(t, path+".1"), written(t, path); !strings.Contains(one, "msg=one") || strings.Contains(one, "two") || !strings.Contains(two, "msg=two") {
		t.Errorf("%s\n%s", one, two)
	}
	if text.Len() > 0 {
		t.Error(text)
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := l.Reopen(); err == nil {
		t.Error("it is open in a folder that is gone")
	}
}

func TestLoggerOfRequests(t *testing.T) {
	for want, o := range map[string]Options{
		"gunicorn.access": {Name: "gunicorn.error", AccessName: "gunicorn.access"}, "waitress.access": {Name: "waitress"}, "access": {},
	} {
		if got := o.Access(); got != want {
			t.Errorf("%+v: %s, want %s", o, got, want)
		}
	}
}
