//go:build unix

package serve

import (
	"os"
	"os/signal"
	"syscall"
)

// The signals of gunicorn that mean something to a program that goes on.
const (
	sigReopen = syscall.SIGUSR1
	sigReload = syscall.SIGUSR2
)

// forWorkers are the signals by which gunicorn has more workers or fewer. To be
// stopped by them, as the system would have it, is what nobody means who sends
// them to a server. At a terminal, SIGTTOU is ignored: the terminal may send it to
// who writes, which a line about it does again.
func forWorkers(terminal bool) []os.Signal {
	if terminal {
		signal.Ignore(syscall.SIGTTOU)
		return []os.Signal{syscall.SIGTTIN}
	}
	return []os.Signal{syscall.SIGTTIN, syscall.SIGTTOU}
}

// workerSignal is the name of one of them.
func workerSignal(sig os.Signal) string {
	if sig == syscall.SIGTTIN {
		return "SIGTTIN"
	}
	return "SIGTTOU"
}

// passedOn are the signals that a parent passes on to the programs that have
// taken its place, beside those that end them.
func passedOn() []os.Signal {
	return []os.Signal{syscall.SIGQUIT, syscall.SIGALRM, syscall.SIGWINCH}
}
