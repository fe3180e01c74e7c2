package serve

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// untilSignal returns a context that ends with the first signal to end. When
// that is not just repeated, signals do what they do to any program, so that a
// second one ends it at once. l passes them on. end is as good as a signal;
// release frees what this takes.
func untilSignal(l *life) (signals context.Context, end, release func()) {
	received := make(chan os.Signal, 8)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM)
	signals, end = context.WithCancel(context.Background())
	released := make(chan struct{})
	go func() {
		defer signal.Stop(received)
		select {
		case first := <-received:
			end()
			l.endBy(first)
			awaitSecond(received, first, l, released)
			signal.Stop(received)
			endByWaiting(received, l, released)
		case <-released:
		}
	}()
	return signals, end, sync.OnceFunc(func() {
		close(released)
		end()
	})
}

// awaitSecond returns when signals may end the process. One that comes before
// and is no repetition ends it.
func awaitSecond(received chan os.Signal, first os.Signal, l *life, released <-chan struct{}) {
	begun := time.Now()
	timer := time.NewTimer(moment)
	defer timer.Stop()
	for {
		select {
		case again := <-received:
			if again != first || time.Since(begun) > moment {
				l.endBy(again)
				endBy(received, again)
			}
		case <-timer.C:
			if !l.followed() {
				return
			}
		case <-released:
			return
		}
	}
}

// endByWaiting ends the process if a signal has come in the moment in which
// signals became what they are to any program: it would be lost.
func endByWaiting(received chan os.Signal, l *life, released <-chan struct{}) {
	select {
	case <-released:
		return
	default:
	}
	select {
	case again := <-received:
		l.endBy(again)
		endBy(received, again)
	default:
	}
}

// endBy ends the process by a signal.
func endBy(received chan os.Signal, by os.Signal) {
	signal.Stop(received)
	self, err := os.FindProcess(os.Getpid())
	if err != nil || self.Signal(by) != nil {
		os.Exit(1)
	}
	select {} // until it comes
}

// withoutReader lets the process live when nobody reads what it writes to the
// standard output and error: writing fails then, in place of SIGPIPE, which
// ends it. The function it returns undoes that.
func withoutReader() (undo func()) {
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	return func() { signal.Stop(broken) }
}
