package loggers

import (
	"bytes"
	"go/constant"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// load reads a file that has no errors.
func load(t *testing.T, text string) *parse.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, problems := parse.Load(path, nil)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return c
}

// minimal is a file with [loggers], where parts can be replaced.
const minimal = `[loggers]
keys = root
[handlers]
keys = h
[formatters]
keys = f
[logger_root]
level = INFO
handlers = h
[handler_h]
class = StreamHandler
formatter = f
args = (sys.stderr,)
[formatter_f]
format = %(message)s
`

func read(t *testing.T, text string) (*Loggers, string) {
	t.Helper()
	l, problems := Read(load(t, text), "example.com/x/internal/paste")
	var b bytes.Buffer
	if err := diag.WriteText(&b, problems.Sorted(), diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return l, b.String()
}

// TestProblems has what is said of files that differ from minimal in one place.
func TestProblems(t *testing.T) {
	for _, tt := range []struct{ old, now, want string }{
		{"", "", ""},
		{"level = INFO", "level = info", "error[PG410]: \"info\" is no level"},
		{"level = INFO", "level = info", "app.ini:8:9"},
		{"level = INFO", "Level = 25", ""},
		{"keys = root", "keys = x", "names no root"},
		{"keys = h", "keys = h, i", "no section [handler_i]"},
		{"handlers = h", "handlers = h, i", "app.ini:9:12"},
		{"handlers = h\n", "", "[logger_root] has no handlers"},
		{"handlers = h\n", "", "app.ini:7:2"},
		{"class = StreamHandler", "class = site.Handler", "warning[PG411]: site.Handler is of Python"},
		{"class = StreamHandler", "class = site.Handler", "app.ini:11:9"},
		{"args = (sys.stderr,)", "args = (open('x'),)", "warning[PG411]: args is no tuple of literals"},
		{"args = (sys.stderr,)", "args = (%(nothing)s,)", "there is no key \"nothing\" to put here"},
		{"format = %(message)s", "format = 100%", "error[PG410]: the format"},
		{"format = %(message)s", "format = %(user)s", "warning[PG411]: \"user\" is nothing that a record has"},
		{"class = StreamHandler", "class = %(CLASS)s\n[pastegen:env]\nCLASS =", "is not known before the program starts"},
		{"class = StreamHandler", "class = FileHandler\nkwargs = {'filename': '%(here)s/x'}", "filename is in args already"},
		{"keys = h", "keys = h , i\n[handler_i]\nclass=NullHandler\nargs=()", "warning[PG412]: [handler_i] has no effect: no logger has it among its handlers"},
		{"keys = f", "keys = f, g\n[formatter_g]", "warning[PG412]: [formatter_g] has no effect: no handler has it"},
		{"keys = f", "keys = f, g\n[formatter_g]", "app.ini:7:2"},
		{"keys = h", "keys = h\n[handler_i]", "warning[PG412]: nothing reads [handler_i]: the keys of [handlers] do not have i"},
		{"keys = h", "keys = h\n[handler_]\n[handlers_x]", ""},
		{"level = INFO", "level = INFO\nlevels = x", "warning[PG412]: nothing reads the key levels of [logger_root], nor does Python"},
		{"level = INFO", "level = INFO\nlevels = x", "did you mean \"level\"?"},
		{"level = INFO", "LEVEL = INFO\nQualName = x\npropagate = 1", ""},
		{"class = StreamHandler\nformatter = f\nargs = (sys.stderr,)", "class = handlers.SMTPHandler\nargs = ('h', 'f', 't', 's', ('u', 'hunter2'))", "warning[PG231]: there is a password"},
	} {
		_, got := read(t, strings.Replace(minimal, tt.old, tt.now, 1))
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%q: want %q\n%s", tt.now, tt.want, got)
		}
	}
	if l, got := read(t, "[app:main]\n[logger_root]\nlevel = x\n[handlers]\n[handler_]\n[handler_h]\n"); l != nil || !strings.Contains(got, "warning[PG412]: nothing reads [logger_root], [handler_h]: there is no [loggers]") || !strings.Contains(got, "app.ini:2:2") {
		t.Errorf("without [loggers]: %v %s", l, got)
	}
}

// field returns a field of a struct, nil if it is not there.
func field(a bound.Arg, name string) bound.Arg {
	for _, f := range a.(bound.Struct).Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// one is the first item of a field.
func one(t *testing.T, l *Loggers, list string) bound.Arg {
	t.Helper()
	all, ok := field(l.Call.Args[0], list).(bound.Slice)
	if !ok {
		t.Fatalf("there are no %s", list)
	}
	return all.Items[0]
}

func TestValues(t *testing.T) {
	l, got := read(t, "[DEFAULT]\nlevel = ERROR\n[pastegen:env]\nROOT = DEBUG\nDIR =\n"+strings.NewReplacer(
		"level = INFO", "Level = %(ROOT)s",
		"class = StreamHandler\nformatter = f\nargs = (sys.stderr,)", "class = handlers.RotatingFileHandler\nargs = ('%(DIR)s/%(here)s', 'a', 10)\nkwargs = {'backupCount': 3}\nformatter = f",
		"format = %(message)s", "format = {message}\nstyle = {").Replace(minimal))
	if l == nil {
		t.Fatal(got)
	}
	late, ok := field(one(t, l, "Loggers"), "Level").(bound.Textual)
	if !ok || len(late.Text.Variables()) != 1 || late.From.Section != "logger_root" {
		t.Errorf("level: %+v", late)
	}
	handler := one(t, l, "Handlers")
	to := field(handler, "To")
	path, ok := field(to, "Path").(bound.Text)
	if !ok || !path.Value.UsesHere() || len(path.Value.Variables()) != 1 {
		t.Errorf("path: %+v", path)
	}
	for name, want := range map[string]int64{"MaxBytes": 10, "Backups": 3} {
		c, ok := field(to, name).(bound.Const)
		if n, _ := constant.Int64Val(c.Value); !ok || n != want {
			t.Errorf("%s is %v", name, c.Value)
		}
	}
	if c, ok := field(handler, "Level").(bound.Const); !ok || c.Name != "Error" { // of [DEFAULT]
		t.Errorf("level of the handler: %+v", c)
	}
	if style, ok := field(one(t, l, "Formatters"), "Style").(bound.Const); !ok || style.Name != "Brace" {
		t.Errorf("style: %+v", style)
	}
	if n := len(l.Note.Shown); n != 5 {
		t.Errorf("%d sections besides [loggers] are shown", n)
	}
}

// TestPasswordIsConcealed: args with the password of a server for mails are shown
// nowhere.
func TestPasswordIsConcealed(t *testing.T) {
	l, _ := read(t, strings.Replace(minimal, "class = StreamHandler\nformatter = f\nargs = (sys.stderr,)", "class = handlers.SMTPHandler\nargs = ('h', 'f', 't', 's', ('u', 'hunter2'))", 1))
	found := false
	for _, n := range l.Note.Shown {
		for _, s := range n.Context().Local {
			found = found || s.Key == "args"
			if strings.Contains(s.Shown(), "hunter2") {
				t.Errorf("%s is shown: %s", s.Key, s.Shown())
			}
		}
	}
	if !found {
		t.Error("args are not shown at all")
	}
}

// TestNothingIsUnused has handlers and formatters that are used in each way there is.
func TestNothingIsUnused(t *testing.T) {
	_, got := read(t, strings.NewReplacer(
		"keys = root", "keys = root, x",
		"keys = h", "keys = h, i, j",
		"keys = f", "keys = f, g",
		"handlers = h", "handlers = h ,j\n[logger_x]\nqualname = x\nhandlers = %(its)s\nits = i",
	).Replace(minimal)+"[handler_i]\nclass = NullHandler\nformatter = g\nargs = ()\n[handler_j]\nclass = site.Handler\nargs = ()\n[formatter_g]\n")
	if strings.Contains(got, "no effect") {
		t.Error(got)
	}
}
