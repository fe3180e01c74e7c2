// Package pidfile writes the number of the process into a file, for those who
// send it signals.
package pidfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// File is the file of this process.
type File struct{ path string }

// Write writes the file. It is an error if the process lives that an earlier
// one names: it is served there already.
func Write(path string) (*File, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if pid := read(path); pid != 0 && pid != os.Getpid() && lives(pid) {
		return nil, fmt.Errorf("%s says that process %d runs, and it does: end that, or remove the file", path, pid)
	}
	f := &File{path}
	return f, f.Update()
}

// Update writes the file again, which somebody may have removed.
func (f *File) Update() error {
	temporary := f.path + "." + strconv.Itoa(os.Getpid())
	if err := os.WriteFile(temporary, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644); err != nil {
		return err
	}
	if err := os.Rename(temporary, f.path); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// Remove removes the file, unless it is another process's by now.
func (f *File) Remove() error {
	if read(f.path) != os.Getpid() {
		return nil
	}
	return os.Remove(f.path)
}

// read returns the number in a file; 0 if there is none.
func read(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid <= 0 {
		return 0
	}
	return pid
}

// lives reports whether there is such a process.
func lives(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}
