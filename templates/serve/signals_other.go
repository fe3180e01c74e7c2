//go:build !unix

package serve

import (
	"os"
	"syscall"
)

// The signals of gunicorn that mean something to a program that goes on, by the
// numbers that they have on Linux: nobody sends them here.
const (
	sigReopen = syscall.Signal(10)
	sigReload = syscall.Signal(12)
)

// forWorkers are the signals by which gunicorn has more workers or fewer.
func forWorkers(bool) []os.Signal { return nil }

// workerSignal is the name of one of them.
func workerSignal(sig os.Signal) string { return sig.String() }

// passedOn are the signals that a parent passes on.
func passedOn() []os.Signal { return []os.Signal{syscall.SIGQUIT} }
