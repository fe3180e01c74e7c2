package main

import (
	"os"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
)

func TestColored(t *testing.T) {
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
		terminal, want       bool
	}{
		{"auto", "", "xterm", true, true},
		{"auto", "", "xterm", false, false},
		{"auto", "1", "xterm", true, false},
		{"auto", "", "dumb", true, false},
		{"never", "", "xterm", true, false},
		{"always", "1", "dumb", false, true},
	} {
		t.Setenv("NO_COLOR", test.noColor)
		t.Setenv("TERM", test.term)
		r := newReport()
		r.color.value = test.color
		w := file
		if test.terminal {
			w = device
		}
		if got := r.colored(w); got != test.want {
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
