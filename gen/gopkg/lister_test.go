package gopkg

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// fakeGo has the go command be a script.
func fakeGo(t *testing.T, dir, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
}

// TestListAgain: what a later run of the go command finds takes the place of what
// was found before, which some patterns match still.
func TestListAgain(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	fakeGo(t, bin, `case "$*" in
*./b*) echo '{"ImportPath": "example.com/a", "Dir": "/second", "Match": ["./b"]} {"ImportPath": "example.com/b", "Match": ["./b"]}' ;;
*) echo '{"ImportPath": "example.com/a", "Dir": "/first", "Match": ["./a"]}' ;;
esac`)
	l := NewLister(bin, nil)
	for pattern, want := range map[string]string{"./a": "example.com/a", "./b": "example.com/a example.com/b"} {
		for range 2 { // the second time it is known
			found, err := l.list(t.Context(), bin, []string{pattern})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range found {
				if slices.Equal(p.Match, []string{pattern}) {
					got = append(got, p.ImportPath)
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s matches %q, want %s", pattern, got, want)
			}
		}
	}
	if found, err := l.list(t.Context(), bin, []string{"./a", "./b"}); err != nil || len(found) != 2 || len(found[0].Match) != 2 || found[0].Dir == "" {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestBegin: what was begun is waited for and serves who asks next, and what is
// stopped or fails is asked for again.
func TestBegin(t *testing.T) {
	const answer = `echo '{"ImportPath": "example.com/a", "Match": ["./a"]}'`
	for name, c := range map[string]struct {
		first string // what the go command does when it is begun
		stop  bool   // before it ends
	}{
		"serves":  {`test -e "$0.ran" && exit 1; : >"$0.ran"; ` + answer, false},
		"fails":   {"exit 1", false},
		"stopped": {`read line <"${0%/*}/never"`, true},
	} {
		t.Run(name, func(t *testing.T) {
			bin := t.TempDir()
			t.Setenv("PATH", bin)
			if err := syscall.Mkfifo(filepath.Join(bin, "never"), 0o666); err != nil {
				t.Fatal(err)
			}
			fakeGo(t, bin, c.first)
			l := NewLister(bin, nil)
			stop := l.begin(t.Context(), bin, []string{"./a"})
			if c.stop {
				stop()
			} else {
				defer stop()
			}
			if name != "serves" {
				l.wait()
				fakeGo(t, bin, answer)
			}
			found, err := l.list(t.Context(), bin, []string{"./a"})
			if err != nil || len(found) != 1 || found[0].ImportPath != "example.com/a" {
				t.Errorf("found %+v, error %v", found, err)
			}
			l.begin(t.Context(), bin, []string{"./a"})() // nothing is left to be found
		})
	}
}
