package golden

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFirstDifference(t *testing.T) {
	for _, tt := range []struct{ got, want, shown string }{
		{"a\nb\nc", "a\nx\ny", "line 2\n got: b\nwant: x"},
		{"a", "b", "line 1\n got: a\nwant: b"},
		{"a\nb", "a", "one is a part of the other: 2 lines, want 1"},
		{"", "\n", "one is a part of the other: 1 lines, want 2"},
	} {
		if got := FirstDifference(tt.got, tt.want); got != tt.shown {
			t.Errorf("%q and %q: %q, want %q", tt.got, tt.want, got, tt.shown)
		}
	}
}

// recorder notes how a test fails, and goes on.
type recorder struct {
	testing.TB
	failed string
}

func (r *recorder) Helper()                        {}
func (r *recorder) Fatal(...any)                   { r.failed += "fatal " }
func (r *recorder) Errorf(format string, _ ...any) { r.failed += "error " }

// TestFailures: what differs, and files that cannot be read or written, have a test
// fail.
func TestFailures(t *testing.T) {
	before := *update
	defer func() { *update = before }()
	dir := t.TempDir()
	for _, tt := range []struct {
		path, text string
		update     bool
		want       string
	}{
		{filepath.Join(dir, "none"), "a", false, "error "},
		{filepath.Join(dir, "none"), "", false, ""},
		{dir, "", false, "fatal "},
		{filepath.Join(dir, "none", "none"), "a", true, "error "}, // there is no such folder
		{"golden.go/none", "a", true, "fatal fatal error "},
	} {
		*update = tt.update
		r := &recorder{TB: t}
		if Check(r, tt.path, tt.text); r.failed != tt.want {
			t.Errorf("%q in %s: %q, want %q", tt.text, tt.path, r.failed, tt.want)
		}
	}
	r := &recorder{TB: t}
	if Glob(r, "["); r.failed != "fatal " {
		t.Errorf("a bad pattern: %q", r.failed)
	}
}

// TestCheck writes a file anew, which is missing for an empty text.
func TestCheck(t *testing.T) {
	before := *update
	defer func() { *update = before }()
	path := filepath.Join(t.TempDir(), "wanted.txt")
	for _, text := range []string{"", "a\nb\n", "c", ""} {
		*update = true
		Check(t, path, text)
		*update = false
		Check(t, path, text)
		written, err := os.ReadFile(path)
		if string(written) != text || os.IsNotExist(err) != (text == "") {
			t.Errorf("%q is written as %q, %v", text, written, err)
		}
	}
}

func TestGlob(t *testing.T) {
	if got := Glob(t, "../golden/golden*.go"); len(got) != 2 {
		t.Errorf("it finds %q", got)
	}
}
