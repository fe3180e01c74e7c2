package serve

import (
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	"github.com/pastegen/pastegen/templates/handover"
)

// life is what a program does beside answering requests: it hears what others want of it, and hands its sockets over to a program
// that takes its place. The zero value is that of a program which does not serve.
type life struct {
	log      *slog.Logger
	sockets  *handover.Sockets
	parent   *handover.Parent                // nil unless this program has taken the place of another
	master   atomic.Pointer[handover.Master] // nil if it has
	reasons  *reasons                        // nil if nobody wants to know
	terminal bool                            // the process was started at one
	end      func()                          // ends the program as a signal does
	over     chan struct{}                   // closed when the process ends
}

// begin begins to serve.
func (l *life) begin(log *slog.Logger, end func()) (*slog.Logger, error) {
	parent, sockets, err := handover.Inherit()
	if err != nil {
		return log, err
	}
	l.log, l.parent, l.sockets, l.end, l.over = log, parent, sockets, end, make(chan struct{})
	if parent != nil {
		l.reasons = &reasons{Handler: log.Handler(), last: new(lastReason)}
		l.log = slog.New(l.reasons)
	} else {
		master, err := handover.NewMaster(log, sockets, handover.Watch{})
		if err != nil {
			return log, err
		}
		l.master.Store(master)
	}
	l.terminal = !signal.Ignored(syscall.SIGHUP) && hasTerminal()
	return l.log, nil
}

// hasTerminal reports whether the process was started at a terminal, and that is still there.
func hasTerminal() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	tty.Close()
	return true
}

// serves tells that the program serves, and does what is wanted of it from then on.
func (l *life) serves() error {
	l.sockets.Settle()
	if err := l.parent.Ready(l.sockets); err != nil {
		return err
	}
	if l.parent != nil {
		l.sockets.Leave() // they are the parent's to keep
	} else {
		go l.master.Load().Run(l.over)
	}
	return nil
}

// fails tells why the program does not serve.
func (l *life) fails() {
	if l.reasons != nil {
		l.parent.Failed(l.reasons.last.text())
	}
}

// hear hears signals that do not end the program. What it returns ends that.
func (l *life) hear() (release func()) {
	received := make(chan os.Signal, 8)
	signal.Notify(received, syscall.SIGHUP, syscall.SIGUSR2, syscall.SIGUSR1)
	go func() {
		for {
			select {
			case sig := <-received:
				l.heard(sig)
			case <-l.over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(received)
		close(l.over)
	}
}

// heard does what a signal is for.
func (l *life) heard(sig os.Signal) {
	switch {
	case sig == syscall.SIGHUP && l.terminal && !hasTerminal():
		l.log.Info("the terminal is gone")
		l.end()
	case sig == syscall.SIGUSR1:
		l.pass(sig)
	case l.parent == nil: // which reloads in a successor's stead
		l.master.Load().Reload(signalName(sig))
	}
}

func signalName(sig os.Signal) string {
	if sig == syscall.SIGHUP {
		return "SIGHUP"
	}
	return "SIGUSR2"
}

// pass passes a signal on to the programs that have taken this one's place.
func (l *life) pass(sig os.Signal) {
	l.master.Load().Signal(sig)
}

// endBy hears of a signal that ends the program, and passes it on.
func (l *life) endBy(sig os.Signal) {
	master := l.master.Load()
	master.End()
	master.Signal(sig)
}

// followed reports whether other programs have taken this one's place, for whose end it waits.
func (l *life) followed() bool {
	return l.master.Load().Followed()
}

// stopped tells that the program listens no more, because it ends for good: nobody is to take its place.
func (l *life) stopped() {
	if master := l.master.Load(); master != nil {
		master.End()
		l.sockets.Close()
		return
	}
	l.sockets.Leave()
	l.parent.Stopped()
}

// relieved is closed when another program serves in this one's place.
func (l *life) relieved() <-chan struct{} {
	if l.parent != nil {
		return l.parent.Drain()
	}
	return l.master.Load().Handed()
}

// outlive lives on as the parent of the programs that have taken this one's place, if there are any, and returns the exit code then.
func (l *life) outlive() (code int, did bool) {
	master := l.master.Load()
	select {
	case <-master.Handed():
	default:
		return 0, false
	}
	received := make(chan os.Signal, 8)
	signal.Notify(received, syscall.SIGQUIT, syscall.SIGALRM, syscall.SIGWINCH)
	defer signal.Stop(received)
	go func() {
		for sig := range received {
			l.pass(sig)
		}
	}()
	debug.FreeOSMemory() // there will be little to do
	return master.Wait(), true
}
