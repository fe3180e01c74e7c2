//go:build unix

package triggers

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

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
