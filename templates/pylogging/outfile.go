package pylogging

import (
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/pastegen/pastegen/templates/identity"
)

// File is a file that lines are appended to.
type File struct {
	Path     string
	Truncate bool // it is empty at first
	Watched  bool // it is opened again when somebody has renamed or removed it
	Delay    bool // it is opened with its first line
}

func (f File) open() (output, error) {
	return (&logFile{path: f.Path, watched: f.Watched}).begin(f.Truncate, f.Delay)
}

// RotatingFile is a file that is renamed to PATH.1 before it has MaxBytes, 0 for
// any number, that to PATH.2 and so on up to Backups; without those it begins
// anew.
type RotatingFile struct {
	Path     string
	Truncate bool // it is empty at first
	MaxBytes int
	Backups  int
	Delay    bool // it is opened with its first line
}

func (f RotatingFile) open() (output, error) {
	return (&logFile{path: f.Path, limit: int64(f.MaxBytes), backups: f.Backups}).begin(f.Truncate, f.Delay)
}

// TimedFile is a file that is renamed when its time is over, to one with the
// time at which it was begun. Of those, Backups are left, 0 for all.
type TimedFile struct {
	Path     string
	When     string // S, M, H, D, midnight, W0 to W6
	Interval int    // so many of them
	Backups  int
	UTC      bool // times are UTC
	Delay    bool // it is opened with its first line
}

func (f TimedFile) open() (output, error) {
	every, err := newSchedule(f.When, f.Interval)
	if err != nil {
		return nil, err
	}
	return (&logFile{path: f.Path, schedule: every, backups: f.Backups, utc: f.UTC}).begin(false, f.Delay)
}

// logFile is a file, which may be rotated.
type logFile struct {
	*os.File // nil until it is open
	path     string
	made     bool // there was no such file
	watched  bool
	size     int64
	limit    int64 // bytes; 0 and less for any number
	backups  int

	schedule schedule
	utc      bool
	next     time.Time // when it is rotated next; the zero time for never
}

// begin opens the file unless that is to wait.
func (f *logFile) begin(truncate, delay bool) (output, error) {
	if delay && !truncate {
		return f, nil
	}
	return f, f.open(truncate)
}

// open opens the file, anew if truncate is true.
func (f *logFile) open(truncate bool) error {
	opened, made, err := identity.Append(f.path)
	if err != nil {
		return err
	}
	info, err := opened.Stat()
	if err == nil && truncate && info.Mode().IsRegular() {
		if err = opened.Truncate(0); err == nil {
			info, err = opened.Stat()
		}
	}
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	if f.File != nil {
		f.File.Close()
	}
	f.File, f.size, f.made = opened, info.Size(), made
	if f.schedule.every > 0 && f.next.IsZero() {
		since := time.Now()
		if f.size > 0 {
			since = info.ModTime()
		}
		f.next = f.schedule.after(f.local(since))
	}
	return nil
}

// local is a time where those of the file are.
func (f *logFile) local(t time.Time) time.Time {
	if f.utc {
		return t.UTC()
	}
	return t.Local()
}

func (f *logFile) reopen() error {
	if f.File == nil {
		return nil
	}
	return f.open(false)
}

// give makes the file another user's, if it was made for this log.
func (f *logFile) give(uid, gid int) error {
	if f.File == nil || !f.made {
		return nil
	}
	return f.Chown(uid, gid)
}

// Close implements io.Closer.
func (f *logFile) Close() error {
	if f.File == nil {
		return nil
	}
	return f.File.Close()
}

func (f *logFile) emit(line string, _ Level, at time.Time) error {
	if f.File == nil || f.watched && f.moved() {
		if err := f.open(false); err != nil {
			return err
		}
	}
	line += "\n"
	var err error
	switch at = f.local(at); {
	case f.limit > 0 && f.size > 0 && f.size+int64(len(line)) >= f.limit:
		err = f.rotateBySize()
	case !f.next.IsZero() && !at.Before(f.next):
		err = f.rotateByTime(at)
	}
	n, writeErr := io.WriteString(f.File, line)
	f.size += int64(n)
	return errors.Join(err, writeErr)
}

// moved reports whether the path is that of another file by now, or of none.
func (f *logFile) moved() bool {
	there, err := os.Stat(f.path)
	if err != nil {
		return true
	}
	open, err := f.File.Stat()
	return err != nil || !os.SameFile(there, open)
}

// rotateBySize renames the file to FILE.1, that to FILE.2, and so on.
func (f *logFile) rotateBySize() error {
	if f.backups == 0 {
		return f.open(true)
	}
	for i := f.backups - 1; i > 0; i-- {
		_ = os.Rename(f.path+"."+strconv.Itoa(i), f.path+"."+strconv.Itoa(i+1)) // there may be none yet
	}
	return errors.Join(os.Rename(f.path, f.path+".1"), f.open(false))
}
