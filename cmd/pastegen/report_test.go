package main

import (
	"os"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
)

func TestColored(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, test := range []struct {
		color, noColor, term string
		w                    *os.File
		want                 bool
	}{
		{"auto", "", "xterm", terminal, true},
		{"auto", "", "xterm", file, false},
		{"auto", "", "xterm", device, false},
		{"auto", "1", "xterm", terminal, false},
		{"auto", "", "dumb", terminal, false},
		{"never", "", "xterm", terminal, false},
		{"always", "1", "dumb", file, true},
	} {
		t.Setenv("NO_COLOR", test.noColor)
		t.Setenv("TERM", test.term)
		r := newReport()
		r.color.value = test.color
		if got := r.colored(test.w); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
	if newReport().colored(&strings.Builder{}) {
		t.Error("colours for what is no file")
	}
}

func TestSummary(t *testing.T) {
	e, w := diag.Diagnostic{Severity: diag.Error}, diag.Diagnostic{Severity: diag.Warning}
	for _, test := range []struct {
		problems diag.List
		want     string
	}{
		{nil, ""},
		{diag.List{e}, "1 error"},
		{diag.List{w, e, w}, "1 error, 2 warnings"},
		{diag.List{w}, "1 warning"},
	} {
		if got := summary(test.problems); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// TestShellWord has words as they are to be copied into a shell.
func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"site.ini":             "site.ini",
		"../a-b/größe.ini":     "../a-b/größe.ini",
		"site.ini#app:x":       "site.ini#app:x",
		"port=VALUE":           "port=VALUE",
		"#app":                 "'#app'",
		"":                     "''",
		"my site.ini":          "'my site.ini'",
		"~joe.ini":             "'~joe.ini'",
		"a$(b);c.ini":          "'a$(b);c.ini'",
		"joe's \"site\"\n.ini": "'joe'\\''s \"site\"\n.ini'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}
