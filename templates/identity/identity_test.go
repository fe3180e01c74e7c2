package identity

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
)

func TestLookup(t *testing.T) {
	root, err := user.LookupId("0")
	if err != nil {
		t.Skip("this system knows no users")
	}
	group, err := user.LookupGroupId("0")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		owner, group string
		uid, gid     int
		fails        bool
	}{
		{"", "", -1, -1, false}, {root.Username, group.Name, 0, 0, false}, {"12345", "54321", 12345, 54321, false}, {"0", "", 0, -1, false},
		{"no such user", "", -1, -1, true}, {"", "no such group", -1, -1, true}, {"-1", "", -1, -1, true}, {"99999999999", "", -1, -1, true},
	} {
		uid, gid, err := Lookup(tt.owner, tt.group)
		if (err != nil) != tt.fails || !tt.fails && (uid != tt.uid || gid != tt.gid) {
			t.Errorf("%q and %q are %d and %d, %v", tt.owner, tt.group, uid, gid, err)
		}
	}
}

// TestTakeOwn takes the identity that the process has, which anybody may.
func TestTakeOwn(t *testing.T) {
	own := Process{User: strconv.Itoa(os.Geteuid()), Group: strconv.Itoa(os.Getegid())}
	if err := own.Take(); err != nil {
		t.Error(err)
	}
	if (Process{}).None() != true || own.None() {
		t.Error("None does not tell")
	}
	if err := (Process{User: "no such user"}).Take(); err == nil {
		t.Error("an unknown user is taken")
	}
}

// TestAppend has a file that is made, one that is there, and a link to it.
func TestAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for i, want := range []bool{true, false, false} {
		name := path
		if i == 2 {
			name += ".link"
			if err := os.Symlink(path, name); err != nil {
				t.Fatal(err)
			}
		}
		f, made, err := Append(name)
		if err != nil || made != want {
			t.Fatal(i, made, err)
		}
		if _, err := f.WriteString("x"); err != nil {
			t.Error(err)
		}
		f.Close()
	}
	if text, err := os.ReadFile(path); string(text) != "xxx" {
		t.Errorf("%q, %v", text, err)
	}
	if f, made, err := Append(filepath.Join(path, "x")); f != nil || made || err == nil {
		t.Error(f, made, err)
	}
}
