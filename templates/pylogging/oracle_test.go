package pylogging

import (
	"encoding/json"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// formats are formats with what Python 3.11 makes of them for the record of
// TestFormats; "" for those that it refuses when the file is read, or fails with
// at each line.
func formats() []struct{ style, format, want string } {
	return []struct{ style, format, want string }{
		{"%", "%(message)s", "it's so"},
		{"%", "%(name)s:%(levelname)s:%(levelno)s", "nova.api:WARNING:30"},
		{"%", "%(levelname)-10s|%(levelname)10s|%(levelname).3s|%(levelname)-5.2s|", "WARNING   |   WARNING|WAR|WA   |"},
		{"%", "%(levelno)05d %(levelno)+d %(levelno)-5d| %(levelno)5d", "00030 +30 30   |    30"},
		{"%", "%(levelno).1f %(levelno)i", "30.0 30"},
		{"%", "%(msecs)03d %(msecs)d %(msecs)s %(msecs).2f", "007 7 7.0 7.00"},
		{"%", "%(created)s", "1764162305.007"},
		{"%", "%(asctime)s", "2025-11-26 13:05:05,007"},
		{"%", "100%% %(message)r", `100% "it's so"`},
		{"%", "%(message)50s", strings.Repeat(" ", 43) + "it's so"},
		{"%", "%(name)d", ""},
		{"%", "%(levelno)s%", ""},
		{"%", "text", ""},
		{"%", "", "it's so"},
		{"{", "{message}", "it's so"},
		{"{", "{levelname:<10}|{levelname:>10}|{levelname:^10}|{levelname:*^11}|{levelname:.3}", "WARNING   |   WARNING| WARNING  |**WARNING**|WAR"},
		{"{", "{levelno:05d}|{levelno:5}|{levelno:<5}|{levelno:+}|{levelno: d}|{levelno:=+6d}", "00030|   30|30   |+30| 30|+   30"},
		{"{", "{msecs:03.0f} {msecs} {msecs:.1f}", "007 7.0 7.0"},
		{"{", "{{{name}}} {message!r} {message!r:>12} {name!s:10}|", `{nova.api} "it's so"    "it's so" nova.api  |`},
		{"{", "{levelname:010}", "WARNING000"},
		{"{", "{name", ""},
		{"{", "name}", ""},
		{"{", "{name:d}", ""},
		{"{", "{levelno:s}", ""},
		{"{", "text", ""},
		{"$", "$message", "it's so"},
		{"$", "${name}x $$ $levelno", "nova.apix $ 30"},
		{"$", "$name $5", ""},
		{"$", "text", ""},
	}
}

// TestFormats has each format show a record.
func TestFormats(t *testing.T) {
	for _, tt := range formats() {
		f := Formatter{Format: tt.format, Style: Style(strings.TrimPrefix(tt.style, "%"))}
		read, err := f.parse()
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s is taken", tt.format)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.format, err)
			continue
		}
		at := time.UnixMilli(1764162305007).UTC()
		r := &record{Record: slog.NewRecord(at, slog.LevelWarn, "it's so", 0), name: "nova.api", level: Warning}
		if got := (&layout{template: read}).format(r); got != tt.want {
			t.Errorf("%s shows %q, want %q", tt.format, got, tt.want)
		}
	}
}

// script has Python's logging show the record of TestFormats.
const script = `
import json, logging, logging.config, sys, time
logging.Formatter.converter = time.gmtime
out = []
for style, fmt in json.load(sys.stdin):
    r = logging.LogRecord("nova.api", logging.WARNING, "x.py", 1, "it's so", (), None)
    r.created = 1764162305.007
    r.msecs = 7.0
    try:
        out.append(logging.Formatter(fmt or None, None, style).format(r))
    except Exception as e:
        out.append("")
json.dump(out, sys.stdout)
`

// TestFormatsAsPython asks Python for what formats has.
func TestFormatsAsPython(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("only when asked with PASTEGEN_ORACLE=1")
	}
	var ask [][2]string
	for _, tt := range formats() {
		ask = append(ask, [2]string{tt.style, tt.format})
	}
	question, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	python := exec.Command("/usr/bin/python3", "-c", script)
	python.Stdin, python.Stderr = strings.NewReader(string(question)), os.Stderr
	text, err := python.Output()
	var answers []string
	if err == nil {
		err = json.Unmarshal(text, &answers)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, tt := range formats() {
		if answers[i] != tt.want {
			t.Errorf("of Python %s %q shows %q, and not %q", tt.style, tt.format, answers[i], tt.want)
		}
	}
}
