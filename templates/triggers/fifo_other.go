//go:build !unix

package triggers

import (
	"errors"
	"os"
)

// FIFO reads letters from a named pipe, which this system has not.
type FIFO struct{}

// OpenFIFO says so.
func OpenFIFO(path string) (*FIFO, error) {
	return nil, &os.PathError{Op: "mkfifo", Path: path, Err: errors.ErrUnsupported}
}

// Run is never called.
func (f *FIFO) Run(func(letter byte)) {}

// Close is never called.
func (f *FIFO) Close() error { return nil }
