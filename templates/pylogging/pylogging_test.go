package pylogging

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// config is a file with much of what files have; DIR stands for a folder.
const config = `[app:main]
use = egg:x

[loggers]
keys = root, nova, api, quiet

[handlers]
keys = all, errors, own

[formatters]
keys = long, wide

[logger_root]
level = WARNING
handlers = all

[logger_nova]
level = INFO
handlers = errors
qualname = nova

[logger_api]
level = DEBUG
handlers = own
qualname = nova.api
propagate = 0

[logger_quiet]
level = CRITICAL
handlers =
qualname = quiet

[handler_all]
class = FileHandler
level = NOTSET
formatter = long
args = ('%(here)s/all', 'a')

[handler_errors]
class = logging.FileHandler
level = ERROR
formatter = wide
args = ('%(here)s/errors',)

[handler_own]
class = logging.handlers.RotatingFileHandler
args = ('%(here)s/own',)
kwargs = {'maxBytes': 120, 'backupCount': 2}
formatter = wide

[formatter_long]
format = %(asctime)s %(levelname)-5.5s [%(name)s:%(lineno)03d] %(message)s
datefmt = %Y-%m-%dT%H:%M

[formatter_wide]
format = %(levelno)5d|%(name)10s|%(name)-12s|%(message)s|100%%
`

// lines are what is logged: logger, level, message.
func lines() [][3]string {
	var all [][3]string
	for _, name := range []string{"", "nova", "nova.compute", "nova.api", "nova.api.auth", "novax", "quiet", "quiet.x"} {
		for _, level := range []string{"DEBUG", "INFO", "WARNING", "ERROR"} {
			all = append(all, [3]string{name, level, "a message of " + level})
		}
	}
	return all
}

func level(name string) slog.Level {
	return map[string]slog.Level{"DEBUG": slog.LevelDebug, "INFO": slog.LevelInfo, "WARNING": slog.LevelWarn, "ERROR": slog.LevelError}[name]
}

func configured(t *testing.T, text, dir string) *Logging {
	t.Helper()
	c, problems, err := Parse(text, map[string]string{"here": dir})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	l, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// ours writes the lines and returns the files.
func ours(t *testing.T) map[string]string {
	dir := t.TempDir()
	l := configured(t, config, dir)
	for _, line := range lines() {
		log := slog.New(l)
		if line[0] != "" {
			log = log.With("logger", line[0])
		}
		log.Log(context.Background(), level(line[1]), line[2])
	}
	return files(t, dir)
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d`).ReplaceAllString(regexp.MustCompile(`:\d{3,}\]`).ReplaceAllString(string(text), ":LINE]"), "TIME")
	}
	return all
}

func TestLines(t *testing.T) {
	want := map[string]string{
		"all": `TIME WARNI [root:LINE] a message of WARNING
TIME ERROR [root:LINE] a message of ERROR
TIME INFO  [nova:LINE] a message of INFO
TIME WARNI [nova:LINE] a message of WARNING
TIME ERROR [nova:LINE] a message of ERROR
TIME INFO  [nova.compute:LINE] a message of INFO
TIME WARNI [nova.compute:LINE] a message of WARNING
TIME ERROR [nova.compute:LINE] a message of ERROR
TIME WARNI [novax:LINE] a message of WARNING
TIME ERROR [novax:LINE] a message of ERROR
`,
		"errors": "   40|      nova|nova        |a message of ERROR|100%\n   40|nova.compute|nova.compute|a message of ERROR|100%\n",
		"own":    "   30|nova.api.auth|nova.api.auth|a message of WARNING|100%\n   40|nova.api.auth|nova.api.auth|a message of ERROR|100%\n",
	}
	got := ours(t)
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s is\n%swant\n%s", name, got[name], text)
		}
	}
	if len(got) != 5 { // own.1 and own.2
		t.Errorf("%d files", len(got))
	}
}

// TestAsPython compares the files with those of Python's logging for the same
// configuration.
func TestAsPython(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("only when asked with PASTEGEN_ORACLE=1")
	}
	dir := t.TempDir()
	file := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	script := "import logging, logging.config, sys\nlogging.config.fileConfig(sys.argv[1], {'here': sys.argv[2]})\n"
	for _, line := range lines() {
		script += "logging.getLogger('" + line[0] + "').log(logging." + line[1] + ", '" + line[2] + "')\n"
	}
	if text, err := exec.Command("/usr/bin/python3", "-c", script, file, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	theirs, got := files(t, dir), ours(t)
	for name, text := range theirs {
		text = regexp.MustCompile(`:\d+\]`).ReplaceAllString(text, ":LINE]")
		if text != got[name] {
			t.Errorf("%s is\n%sof Python\n%s", name, got[name], text)
		}
	}
	if len(theirs) != len(got) {
		t.Errorf("%d files, of Python %d", len(got), len(theirs))
	}
}

func TestAttributes(t *testing.T) {
	dir := t.TempDir()
	l := configured(t, config, dir)
	log := slog.New(l).With("section", "[app:main]", "logger", "shop")
	log.Warn("it is so", "n", 1, "text", "a b\n", slog.Group("g", "x", "y"), "stack", "here\nthere\n")
	log.WithGroup("in").Error("deep", "logger", "other", "e", errors.New("bad"))
	log.Info("not important")
	slog.New(l).Info("another's", "logger", "nova")
	want := `TIME WARNI [shop:LINE] it is so section=[app:main] n=1 text="a b\n" g.x=y
here
there
TIME ERROR [shop:LINE] deep section=[app:main] in.logger=other in.e=bad
TIME INFO  [nova:LINE] another's
`
	if got := files(t, dir)["all"]; got != want {
		t.Errorf("it is\n%swant\n%s", got, want)
	}
	if l.Enabled(context.Background(), slog.LevelDebug-4) || !l.Enabled(context.Background(), slog.LevelDebug) || log.Enabled(context.Background(), slog.LevelInfo) {
		t.Error("enabled")
	}
}

const minimal = "[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nhandlers=h\n[handler_h]\n"

func TestWhatCannotBe(t *testing.T) {
	for text, want := range map[string]string{
		minimal + "class=FileHandler\nargs=()":                                                                                                        "line 11: args has no name of a file",
		minimal + "class=FileHandler\nargs=('a', 'w', None, True, None, 1)":                                                                           "args has 6 values, and FileHandler takes 5",
		minimal + "class=FileHandler\nargs=('a',)\nkwargs={'filename': 'b'}":                                                                          "line 12: filename is in args already",
		minimal + "class=FileHandler\nargs=('a',)\nkwargs={'maxBytes': 5}":                                                                            "line 12: FileHandler takes no maxBytes",
		minimal + "class=RotatingFileHandler\nargs=('a','a','b')":                                                                                     "maxBytes is no number",
		minimal + "class=TimedRotatingFileHandler\nargs=('a','x')":                                                                                    "no time to rotate",
		minimal + "class=SysLogHandler\nargs=('/dev/log','x')":                                                                                        "no facility",
		minimal + "class=SysLogHandler\nargs=(('h',),)":                                                                                               "address is no pair",
		minimal + "class=NullHandler\nlevel=info":                                                                                                     "is no level",
		minimal + "class=NullHandler\nlevel=":                                                                                                         "is no level",
		strings.Replace(minimal, "handlers=h", "propagate=1", 1) + "class=NullHandler":                                                                "[logger_root] has no handlers",
		strings.Replace(minimal, "keys=h", "keys=h,", 1) + "class=NullHandler":                                                                        "no section [handler_]",
		strings.Replace(minimal, "keys=root", "keys=root,x", 1) + "class=NullHandler\n[logger_x]\nqualname=x\nhandlers=\npropagate=no":                "line 14: propagate is a number",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nformat=x\n", 1) + "class=NullHandler":                 "has no field",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nstyle=?\n", 1) + "class=NullHandler":                  "is no style",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nstyle={\nformat={name} {\n", 1) + "class=NullHandler": "a brace that is no field",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nstyle={\nformat={name:d}\n", 1) + "class=NullHandler": "does not show name",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nstyle=$\nformat=$name $5\n", 1) + "class=NullHandler": "a $ that is no field",
		"":                                    "no section [formatters]",
		"[formatters]\nkeys=\n":               "no section [handlers]",
		minimal + "class=FileHandler\nargs=5": "args is no tuple",
		minimal + "class=NullHandler\nkwargs=[1]":                                                                                            "kwargs is no dict",
		minimal + "class=NullHandler\nlevel=LOUD":                                                                                            `"LOUD" is no level`,
		minimal + "class=NullHandler\nformatter=x":                                                                                           `no formatter "x"`,
		minimal + "class=%(nowhere)s":                                                                                                        "a % that stands for nothing",
		strings.Replace(minimal, "handlers=h", "handlers=h,i", 1) + "class=NullHandler":                                                      `no handler "i"`,
		strings.Replace(minimal, "keys=root", "keys=x", 1) + "class=NullHandler\n[logger_x]\nqualname=x\nhandlers=":                          "names no root",
		strings.Replace(minimal, "keys=root", "keys=root,x", 1) + "class=NullHandler\n[logger_x]\nhandlers=":                                 "has no qualname",
		strings.Replace(minimal, "keys=root", "keys=root,x", 1) + "class=NullHandler":                                                        "no section [logger_x]",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nformat=%(name)d\n", 1) + "class=NullHandler": "does not show name",
		strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\nformat=50%\n", 1) + "class=NullHandler":      "that is no field",
	} {
		if _, _, err := Parse(text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if c, _, err := Parse(minimal+"class=FileHandler\nargs=('/nowhere/at/all',)", nil); err != nil {
		t.Error(err)
	} else if _, err := New(c); err == nil {
		t.Error("a file that cannot be is opened")
	}
}

// TestWhatIsOfPython: it is told, and nothing else is lost.
func TestWhatIsOfPython(t *testing.T) {
	for text, want := range map[string]string{
		"class=mysite.handlers:Sentry":                       "line 10: mysite.handlers:Sentry is of Python",
		"class=handlers.HTTPHandler\nargs=('h', '/')":        "handlers.HTTPHandler is of Python",
		"class=FileHandler\nargs=(open('x'),)":               "line 11: args is no tuple of literals, and lines of this handler are lost",
		"class=FileHandler\nargs=(os.environ['X'],)":         "line 11: args is no tuple of literals, and lines of this handler are lost",
		"class=StreamHandler\nargs=(sys.stdin,)":             "line 11: sys.stdin is a stream of Python",
		"class=StreamHandler\nargs=()\nkwargs={'stream': x}": "line 12: x is a stream of Python",
	} {
		c, problems, err := Parse(minimal+text, nil)
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), want) || len(c.Handlers) != 0 || len(c.Loggers[0].Handlers) != 0 {
			t.Errorf("%q: %+v %v %v", text, c, problems, err)
		}
	}
	for text, want := range map[string]string{
		"format=%(color)s":                    `line 8: "color" is nothing that a record has`,
		"format=%(name)s\nclass=site.Colored": "line 9: site.Colored is of Python",
		"format={name:>5} {color}\nstyle={":   `line 8: "color" is nothing that a record has`,
		"format=$name ${color} $$\nstyle=$":   `line 8: "color" is nothing that a record has`,
	} {
		c, problems, err := Parse(strings.Replace(minimal, "[formatters]\nkeys=\n", "[formatters]\nkeys=f\n[formatter_f]\n"+text+"\n", 1)+"class=NullHandler", nil)
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), want) || len(c.Handlers) != 1 {
			t.Errorf("%q: %+v %v %v", text, c, problems, err)
		}
	}
}

// TestDeepLiterals has lists and dicts as deep as they may be, and one deeper.
func TestDeepLiterals(t *testing.T) {
	for _, pair := range [][2]string{{"[", "]"}, {"{'a': ", "}"}} {
		for depth, want := range map[int]bool{1: true, maxDepth: true, maxDepth + 1: false} {
			_, rest, err := literal(strings.Repeat(pair[0], depth)+"1"+strings.Repeat(pair[1], depth), 0)
			if (err == nil) != want || want && rest != "" {
				t.Errorf("%d times %s: %q, %v", depth, pair[0], rest, err)
			}
		}
	}
}

func TestTimeOfRotation(t *testing.T) {
	for kwargs, want := range map[string]int{"": 0, "\nkwargs={'atTime': None}": 0, "\nkwargs={'atTime': '12:00'}": 1} {
		c, problems, err := Parse(minimal+"class=handlers.TimedRotatingFileHandler\nargs=('x', 'midnight')"+kwargs, nil)
		if err != nil || len(c.Handlers) != 1 || len(problems) != want || want > 0 && !strings.Contains(problems[0].String(), "atTime has no effect") {
			t.Errorf("%q: %+v %v %v", kwargs, c, problems, err)
		}
	}
}

func TestSyslogHandler(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	daemon, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Close()
	l := configured(t, minimal+"class=handlers.SysLogHandler\nargs=('"+path+"', handlers.SysLogHandler.LOG_LOCAL1)", "")
	slog.New(l).Error("hello")
	buffer := make([]byte, 100)
	_ = daemon.SetReadDeadline(time.Now().Add(10 * time.Second))
	if n, err := daemon.Read(buffer); err != nil || string(buffer[:n]) != "<139>hello" {
		t.Errorf("%q %v", buffer[:n], err)
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	l := configured(t, minimal+"class=handlers.WatchedFileHandler\nargs=('"+dir+"/f', )", "")
	slog.New(l).Error("one")
	if err := os.Rename(dir+"/f", dir+"/g"); err != nil {
		t.Fatal(err)
	}
	if err := l.Reopen(); err != nil {
		t.Fatal(err)
	}
	slog.New(l).Error("two")
	if got := files(t, dir); got["f"] != "two\n" || got["g"] != "one\n" {
		t.Error(got)
	}
}

func TestSchedule(t *testing.T) {
	at := time.Date(2026, 11, 26, 13, 5, 0, 0, time.UTC) // a Thursday
	for _, tt := range []struct {
		when     string
		interval int
		want     string
	}{
		{"S", 5, "2026-11-26 13:05:05"}, {"m", 2, "2026-11-26 13:07:00"}, {"", 1, "2026-11-26 14:05:00"}, {"D", 1, "2026-11-27 13:05:00"},
		{"midnight", 1, "2026-11-27 00:00:00"}, {"W3", 1, "2026-11-27 00:00:00"}, {"W2", 1, "2026-12-03 00:00:00"}, {"w6", 1, "2026-11-30 00:00:00"},
	} {
		s, err := newSchedule(tt.when, tt.interval)
		if got := s.after(at).Format("2006-01-02 15:04:05"); err != nil || got != tt.want {
			t.Errorf("%+v: %s %v", tt, got, err)
		}
	}
	for _, when := range []string{"W7", "X", "Wx"} {
		if _, err := newSchedule(when, 1); err == nil {
			t.Error(when)
		}
	}
}

func TestRotateByTime(t *testing.T) {
	dir := t.TempDir()
	s, err := newSchedule("S", 10)
	if err != nil {
		t.Fatal(err)
	}
	f := &logFile{path: filepath.Join(dir, "f"), limit: -1, schedule: s, backups: 2}
	if err := f.open(false); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.next = time.Date(2026, 11, 26, 13, 0, 10, 0, time.UTC)
	for i, second := range []int{1, 11, 12, 21, 45, 60} {
		if err := f.emit(string(rune('a'+i)), 0, time.Date(2026, 11, 26, 13, 0, second, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	got := files(t, dir)
	if len(got) != 3 || got["f"] != "f\n" || got["f.2026-11-26_13-00-40"] != "e\n" || got["f.2026-11-26_13-00-20"] != "d\n" {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(config)
	f.Add(minimal + "class=NullHandler\nargs=('a', [1, {'b': None}], -2.5)")
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := Parse(text, nil)
		if err != nil {
			return
		}
		for _, f := range c.Formatters {
			read, err := f.parse()
			if err != nil {
				t.Fatal(err)
			}
			(&layout{template: read, dateFormat: f.DateFormat}).format(&record{Record: slog.NewRecord(time.Now(), slog.LevelInfo, "x", 0)})
		}
	})
}

var _ io.Closer = (*Logging)(nil)

// TestFields has lines with what a record of Python's knows of itself: only what
// the format names is shown.
func TestFields(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := New(Config{
		Loggers:    []Logger{{Level: Info, Handlers: []string{"file"}}},
		Handlers:   []Handler{{Name: "file", Formatter: "all", To: File{Path: path}}},
		Formatters: []Formatter{{Name: "all", Format: "%(lineno)03d %(filename)s %(user)s %(process)d|%(message)s"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(l)
	log.Info("python", "record", Fields{"lineno": 7, "filename": "code.py", "user": "joe", "process": 1, "more": "x"}, "also", 1)
	log.With("record", Fields{"lineno": 8, "filename": "b.py", "process": 2}).Info("before")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if want := "007 code.py joe 1|python also=1\n008 b.py  2|before\n"; string(got) != want || err != nil {
		t.Errorf("got %q, want %q, %v", got, want, err)
	}
}
