//go:build unix

package serve

import (
	"os"
	"syscall"
)

// The signals of gunicorn that mean something to a program that goes on.
const (
	sigReopen = syscall.SIGUSR1
	sigReload = syscall.SIGUSR2
)

// passedOn are the signals that a parent passes on to the programs that have
// taken its place, beside those that end them.
func passedOn() []os.Signal {
	return []os.Signal{syscall.SIGQUIT, syscall.SIGALRM, syscall.SIGWINCH}
}
