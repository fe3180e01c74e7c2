package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "go.mod"), "module example.com/site\n\ngo 1.24\n")
	good, bad := filepath.Join(dir, "good.ini"), filepath.Join(dir, "bad.ini")
	writeText(t, good, "[app:main]\nuse = call:expvar:Handler\n")
	writeText(t, bad, "[app:main]\nuse = nobody\n")
	for _, test := range []struct {
		args   string
		code   int
		stderr string
	}{
		{"", exitFine, ""},
		{"help", exitFine, ""},
		{"check --help", exitFine, ""},
		{"version", exitFine, ""},
		{"check " + good, exitFine, ""},
		{"graph " + good, exitFine, ""},
		{"check " + bad, exitProblems, "nobody"},
		{"graph " + bad, exitProblems, "nobody"},
		{"generate " + bad, exitProblems, "nobody"},
		{"diff " + good, exitProblems, ""},
		{"check", exitUsage, "needs an INI file"},
		{"check --python " + good, exitUsage, good + "\"; write it before --python"},
		{"check --no-such-flag", exitUsage, "--no-such-flag"},
		{"check -- " + good, exitFine, ""},
		{"check " + good + " -- word", exitUsage, `"word": not of the form NAME=VALUE`},
		{"chekc " + good, exitUsage, "Did you mean"},
		{"check " + good + " word", exitUsage, `"word": not of the form NAME=VALUE`},
		{"check --set word " + good, exitUsage, "not of the form NAME=VALUE"},
		{"check --format xml " + good, exitUsage, "want text, short, json"},
		{"graph --format short " + good, exitUsage, "want text, json, dot, mermaid"},
		{"build --package x " + good, exitUsage, "--package"},
		{"version please", exitUsage, "please"},
	} {
		t.Run(test.args, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(strings.Fields(test.args), strings.NewReader(""), &stdout, &stderr)
			if code != test.code || !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("exit code %d, want %d, and %q in:\n%s", code, test.code, test.stderr, stderr.String())
			}
			if code == exitUsage && !strings.Contains(stderr.String(), "--help") {
				t.Errorf("no way to the help in:\n%s", stderr.String())
			}
		})
	}
}

// TestInternalErrors shows that a fault of pastegen's own is not put on the user.
func TestInternalErrors(t *testing.T) {
	var stderr strings.Builder
	code := guard(&stderr, func() int { panic("index 7 of 3") })
	if code != exitBug {
		t.Errorf("exit code %d, want %d", code, exitBug)
	}
	for _, want := range []string{"internal error: index 7 of 3", "report", "root_test.go"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("no %q in:\n%s", want, stderr.String())
		}
	}

	stderr.Reset()
	cmd := &cobra.Command{}
	cmd.SetErr(&stderr)
	if code := exitCode(cmd, commandError{bugError{os.ErrInvalid}}); code != exitBug {
		t.Errorf("exit code %d, want %d", code, exitBug)
	}
	if !strings.Contains(stderr.String(), "internal error: invalid argument") {
		t.Errorf("stderr: %s", stderr.String())
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readText returns the text of a file, empty if there is none.
func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}
