//go:build unix

package wire

import (
	"errors"
	"math"
	"syscall"
)

// fileLimit is how many files the process may have open; 0 for any number. What
// is far more than a program uses is as good as that.
func fileLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > math.MaxInt32 {
		return 0
	}
	return int(limit.Cur)
}

// tooManyFiles reports whether an error means that the process, or the system,
// can open no more files.
func tooManyFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
