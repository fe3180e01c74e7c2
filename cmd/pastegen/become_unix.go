//go:build unix

package main

import (
	"os"
	"syscall"
)

// become replaces this process by the program, which so gets every signal and
// gives its own exit code. It returns only if that fails. The lock of the program
// ends by itself.
func become(path string, args []string, _ func()) error {
	err := syscall.Exec(path, append([]string{path}, args...), os.Environ())
	return &os.PathError{Op: "run", Path: path, Err: err}
}
