// Package cache keeps programs that are built to be run and not to be kept: a
// folder for each in the user's cache, which one run at a time may use. What was
// not used for a month goes away.
package cache

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Cache is a folder of folders.
type Cache struct{ root string }

// Open finds the cache, and makes it if need be: in the user's own, or where
// there is none, as in a container without a home, in a folder for temporary
// files that nobody else can write to.
func Open() (*Cache, error) {
	if home, ok := home(); ok {
		root := filepath.Join(home, "pastegen")
		return &Cache{root}, os.MkdirAll(root, 0o700)
	}
	root := homeless()
	if err := os.Mkdir(root, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("no folder to keep programs in: %w", err)
	}
	if info, err := os.Lstat(root); err != nil || !isPrivate(info) {
		return nil, fmt.Errorf("no folder to keep programs in: %s may belong to somebody else", root)
	}
	return &Cache{root}, nil
}

// home returns the user's own folder for caches, if it can be used.
func home() (string, bool) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", false
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", false
	}
	f, err := os.CreateTemp(dir, ".pastegen*")
	if err != nil {
		return "", false
	}
	return dir, errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// homeless returns the folder for those who have no home.
func homeless() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("pastegen-%d", os.Getuid()))
}

// Environ returns the environment for the go command: nil, for the process's
// own, unless it would find no home there to keep its own files in.
func Environ() []string {
	if _, ok := home(); ok {
		return nil
	}
	c, err := Open()
	if err != nil {
		return nil // the go command says what it lacks
	}
	env := os.Environ()
	for _, v := range [][2]string{{"GOCACHE", "go-build"}, {"GOPATH", "go"}} {
		if os.Getenv(v[0]) == "" {
			env = append(env, v[0]+"="+filepath.Join(c.root, v[1]))
		}
	}
	return env
}

// Slot is the folder of one program, locked.
type Slot struct {
	Dir    string
	unlock func()
}

// Unlock lets others use the folder. The end of the process does so, too, and
// its becoming another program.
func (s *Slot) Unlock() { s.unlock() }

// Slot waits until nobody else uses the folder of the program with that key.
func (c *Cache) Slot(key string) (*Slot, error) {
	programs := filepath.Join(c.root, "run")
	dir := filepath.Join(programs, fmt.Sprintf("%x", sha256.Sum256([]byte(key)))[:16])
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, "lock")).Lock()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	if err := os.Chtimes(dir, now, now); err != nil {
		unlock()
		return nil, err
	}
	trim(programs, now)
	return &Slot{dir, unlock}, nil
}

// Folder returns the folder of that name for files that can be made again. Those
// that were not written for a month go away.
func (c *Cache) Folder(name string) (string, error) {
	dir := filepath.Join(c.root, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	trim(dir, time.Now())
	return dir, nil
}

// keep is how long a program is kept that nobody runs.
const keep = 30 * 24 * time.Hour

// trim removes old programs. It does what it can: somebody else may do the same.
func trim(programs string, now time.Time) {
	entries, err := os.ReadDir(programs)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > keep {
			os.RemoveAll(filepath.Join(programs, e.Name()))
		}
	}
}

// Folder returns an empty folder of that name in the slot.
func (s *Slot) Folder(name string) (string, error) {
	dir := filepath.Join(s.Dir, name)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, os.Mkdir(dir, 0o700)
}
