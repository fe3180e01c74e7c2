//go:build unix

package main

import (
	"os"
	"syscall"
)

// become replaces this process by the program, which so gets every signal and
// gives its own exit code. It returns only if that fails.
func become(path string, args []string) error {
	err := syscall.Exec(path, append([]string{path}, args...), os.Environ())
	return &os.PathError{Op: "run", Path: path, Err: err}
}
