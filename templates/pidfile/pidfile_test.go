package pidfile

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pid")
	for _, before := range []string{"", "nonsense", "0", "-1", strconv.Itoa(gone.Process.Pid), strconv.Itoa(os.Getpid())} {
		if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Write(path)
		if err != nil {
			t.Fatalf("%q: %v", before, err)
		}
		if text, err := os.ReadFile(path); string(text) != strconv.Itoa(os.Getpid())+"\n" {
			t.Errorf("%q %v", text, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&^0o644 != 0 {
			t.Errorf("its mode is %v, %v", info.Mode(), err)
		}
		if err := f.Remove(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Error("it is left behind")
		}
	}
}

func TestOneThatRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pid")
	if err := os.WriteFile(path, []byte(strconv.Itoa(os.Getppid())), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(path); err == nil || !strings.Contains(err.Error(), strconv.Itoa(os.Getppid())) {
		t.Error(err)
	}
}

func TestAnothersFileStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pid")
	f, err := Write(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := f.Update(); err != nil || read(path) != os.Getpid() {
		t.Error(err)
	}
	if err := os.WriteFile(path, []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Remove(); err != nil || read(path) != 1 {
		t.Error(err)
	}
	if _, err := Write(filepath.Join(t.TempDir(), "none", "pid")); err == nil {
		t.Error("no error")
	}
}
