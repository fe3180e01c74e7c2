package sessions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Files is a Store of one file for each session. The files are called by hashes
// of the ids, so that nobody who can list the folder learns an id.
type Files struct {
	dir  string
	mode fs.FileMode
	life time.Duration
	log  *slog.Logger
}

// filePrefix is what the names of all files begin with. The folder may be one
// that others use too.
const filePrefix = "session-"

// OpenFiles returns a store in a folder, which it makes if there is none. Files
// get that mode, 0600 if it is 0. What was not saved again for that long is too
// old, and is removed until ctx ends; 0 is for ever.
func OpenFiles(ctx context.Context, dir string, mode fs.FileMode, life time.Duration, log *slog.Logger) (*Files, error) {
	if mode == 0 {
		mode = 0o600
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := &Files{dir, mode, life, log}
	if life > 0 {
		go f.sweepAlways(ctx, min(max(life/4, time.Minute), 15*time.Minute))
	}
	return f, nil
}

func (f *Files) path(id string) string {
	sum := sha256.Sum256([]byte(id))
	return filepath.Join(f.dir, filePrefix+hex.EncodeToString(sum[:])+".json")
}

func (f *Files) isOld(info fs.FileInfo) bool {
	return f.life > 0 && time.Since(info.ModTime()) > f.life
}

// Load implements Store.
func (f *Files) Load(_ context.Context, id string) ([]byte, error) {
	file, err := os.Open(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || f.isOld(info) {
		return nil, err
	}
	return io.ReadAll(file)
}

// Save implements Store. Others see the file before or after, and never a part
// of it.
func (f *Files) Save(_ context.Context, id string, data []byte) error {
	temp, err := os.CreateTemp(f.dir, filePrefix+"*.new")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(f.mode), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), f.path(id))
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
	return err
}

// Delete implements Store.
func (f *Files) Delete(_ context.Context, id string) error {
	return remove(f.path(id))
}

// remove removes a file that may be gone.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *Files) sweepAlways(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := f.sweep(); err != nil {
			f.log.Error("old sessions cannot be removed", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// sweep removes the files that are too old.
func (f *Files) sweep() error {
	entries, err := os.ReadDir(f.dir)
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), filePrefix) || !entry.Type().IsRegular() {
			continue
		}
		if info, gone := entry.Info(); gone == nil && f.isOld(info) {
			err = errors.Join(err, remove(filepath.Join(f.dir, entry.Name())))
		}
	}
	return err
}
