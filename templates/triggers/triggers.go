// Package triggers lets files tell a program what to do, as uWSGI's
// touch-reload and its master FIFO do.
package triggers

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// every is how often files are looked at, as in uWSGI.
const every = time.Second

// Touched calls f each time that a file has been touched, or replaced, until
// done is closed. That it is made counts, too.
func Touched(path string, done <-chan struct{}, f func()) {
	touched(path, every, done, f)
}

func touched(path string, every time.Duration, done <-chan struct{}, f func()) {
	before := stampOf(path)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if now := stampOf(path); now != before {
			before = now
			if now != (stamp{}) { // that it is gone is nothing
				f()
			}
		}
	}
}

// stamp is what changes with a file; nothing if there is none.
type stamp struct {
	mtime time.Time
	size  int64
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{info.ModTime(), info.Size()}
}

// FIFO reads letters from a named pipe.
type FIFO struct {
	file *os.File
	made string // the path, if it was made
}

// OpenFIFO opens a named pipe, and makes it if there is none.
func OpenFIFO(path string) (*FIFO, error) {
	f := &FIFO{}
	err := syscall.Mkfifo(path, 0o600)
	switch {
	case err == nil:
		f.made = path
	case !errors.Is(err, fs.ErrExist):
		return nil, &os.PathError{Op: "mkfifo", Path: path, Err: err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Type() != fs.ModeNamedPipe {
		return nil, fmt.Errorf("%s is there, and no named pipe", path)
	}
	// With a writer of its own the pipe does not end when others do.
	f.file, err = os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	return f, err
}

// Run calls f for each letter until the pipe is closed.
func (f *FIFO) Run(do func(letter byte)) {
	for r := bufio.NewReader(f.file); ; {
		letter, err := r.ReadByte()
		if err != nil {
			return // io.EOF does not come
		}
		if letter > ' ' {
			do(letter)
		}
	}
}

// Close ends Run, and removes the pipe if it was made.
func (f *FIFO) Close() error {
	err := f.file.Close()
	if f.made != "" {
		err = errors.Join(err, os.Remove(f.made))
	}
	return err
}
