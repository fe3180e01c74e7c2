package cache_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/cache"
)

// open opens the cache of a user with that home, "" for none.
func open(t *testing.T, home string) (*cache.Cache, error) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("caches lie elsewhere")
	}
	for _, name := range []string{"XDG_CACHE_HOME", "GOCACHE", "GOPATH"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	return cache.Open()
}

func slot(t *testing.T, c *cache.Cache, key string) *cache.Slot {
	t.Helper()
	s, err := c.Slot(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestHome(t *testing.T) {
	home := t.TempDir()
	c, err := open(t, home)
	if err != nil || cache.Environ() != nil {
		t.Fatal(c, err)
	}
	s := slot(t, c, "a")
	if !strings.HasPrefix(s.Dir, filepath.Join(home, ".cache", "pastegen")+"/") {
		t.Error(s.Dir)
	}
	other := slot(t, c, "b")
	if other.Dir == s.Dir {
		t.Error("two programs share a folder")
	}
	s.Unlock()
	other.Unlock()
	if again := slot(t, c, "a"); again.Dir != s.Dir {
		t.Errorf("%s, then %s", s.Dir, again.Dir)
	}
}

func TestNoHome(t *testing.T) {
	for _, home := range []string{"", "/dev/null/no-such-home"} {
		tmp := t.TempDir()
		t.Setenv("TMPDIR", tmp)
		c, err := open(t, home)
		if err != nil {
			t.Fatal(err)
		}
		if s := slot(t, c, "a"); !strings.HasPrefix(s.Dir, tmp+"/pastegen-") {
			t.Errorf("home %q: %s", home, s.Dir)
		}
		if env := strings.Join(cache.Environ(), " "); !strings.Contains(env, "GOCACHE="+tmp) || !strings.Contains(env, "GOPATH="+tmp) {
			t.Errorf("home %q: %s", home, env)
		}
	}
}

// TestNoHomeButGoCache: what the user says of the go command's folders counts.
func TestNoHomeButGoCache(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("caches lie elsewhere")
	}
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("GOCACHE", "/somewhere")
	t.Setenv("GOPATH", "/somewhere/else")
	if env := cache.Environ(); !slices.Equal(env, os.Environ()) {
		t.Error(env)
	}
}

// TestFolderOfOthers shows that a folder is not trusted in which others write.
func TestFolderOfOthers(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	c, err := open(t, "")
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(filepath.Dir(slot(t, c, "a").Dir))
	if err := os.Chmod(root, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := cache.Open(); err == nil || !strings.Contains(err.Error(), "somebody else") {
		t.Error(err)
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), root); err != nil {
		t.Fatal(err)
	}
	if _, err := cache.Open(); err == nil {
		t.Error("a symbolic link is trusted")
	}
}

func TestLock(t *testing.T) {
	c, err := open(t, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	first := slot(t, c, "a")
	var unlocked atomic.Bool
	done := make(chan bool)
	go func() {
		s, err := c.Slot("a")
		done <- err == nil && unlocked.Load()
		s.Unlock()
	}()
	time.Sleep(50 * time.Millisecond)
	unlocked.Store(true)
	first.Unlock()
	if !<-done {
		t.Error("two had the folder at a time")
	}
}

func TestTrim(t *testing.T) {
	c, err := open(t, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	age := map[string]time.Duration{"new": 0, "month": 29 * 24 * time.Hour, "old": 31 * 24 * time.Hour}
	dirs := map[string]string{}
	for key, age := range age {
		s := slot(t, c, key)
		s.Unlock()
		dirs[key] = s.Dir
		then := time.Now().Add(-age)
		if err := os.Chtimes(s.Dir, then, then); err != nil {
			t.Fatal(err)
		}
	}
	s := slot(t, c, "another")
	for key, want := range map[string]bool{"new": true, "month": true, "old": false} {
		if _, err := os.Stat(dirs[key]); (err == nil) != want {
			t.Errorf("%s: %v", key, err)
		}
	}
	if entries, err := os.ReadDir(s.Dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestFolder(t *testing.T) {
	c, err := open(t, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := slot(t, c, "a")
	for range 2 {
		dir, err := s.Folder("src")
		if err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) > 0 {
			t.Errorf("%v, %v", entries, err)
		}
		if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
