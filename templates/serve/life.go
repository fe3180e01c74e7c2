package serve

import (
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pastegen/pastegen/templates/handover"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/pidfile"
	"github.com/pastegen/pastegen/templates/sdnotify"
	"github.com/pastegen/pastegen/templates/triggers"
)

// life is what a program does beside answering requests: it hears what others
// want of it, and hands its sockets over to a program that takes its place. The
// zero value is that of a program which does not serve.
type life struct {
	log      *slog.Logger
	sockets  *handover.Sockets
	parent   *handover.Parent                // nil unless this program has taken the place of another
	master   atomic.Pointer[handover.Master] // nil if it has
	reasons  *logs.Reasons                   // nil if nobody wants to know
	notifier *sdnotify.Notifier              // nil if nobody waits for it
	terminal bool                            // the process was started at a terminal
	end      func()                          // ends the program as a signal does
	over     chan struct{}                   // closed when the process ends

	serving  atomic.Bool    // it has begun, and no failure has ended it
	undo     []func() error // what is to be undone when the process ends
	pidfiles []*pidfile.File
	mu       sync.Mutex
	logs     []reopener // guarded by mu
}

// reopener is a log whose files can be opened again.
type reopener interface{ Reopen() error }

// begin begins to serve. It returns the log to write to.
func (l *life) begin(log *slog.Logger, end func()) (*slog.Logger, error) {
	parent, sockets, err := handover.Inherit()
	if err != nil {
		return log, err
	}
	l.log, l.parent, l.sockets, l.end, l.over = log, parent, sockets, end, make(chan struct{})
	l.terminal = !signal.Ignored(syscall.SIGHUP) && hasTerminal()
	l.notifier = sdnotify.FromEnvironment()
	if parent != nil {
		l.reasons = logs.NewReasons(log.Handler())
		l.log = slog.New(l.reasons)
		return l.log, nil
	}
	if err := os.Unsetenv("WATCHDOG_PID"); err != nil { // the watchdog is for those that follow, too
		return log, err
	}
	master, err := handover.NewMaster(log, sockets, handover.Watch{
		Begin: func() { l.say(sdnotify.Reloading()...) },
		End:   l.reloaded,
		Alive: func() { l.say(sdnotify.Watchdog) },
	})
	l.master.Store(master)
	return log, err
}

// hasTerminal reports whether the process was started at a terminal, and that
// is still there.
func hasTerminal() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	tty.Close()
	return true
}

// say tells systemd. A successor's parent does that in its place: systemd
// believes only the process that it has started.
func (l *life) say(lines ...string) {
	if l.parent != nil {
		return
	}
	if err := l.notifier.Say(lines...); err != nil {
		l.log.Warn("cannot tell systemd", "err", err)
	}
}

// reloaded tells systemd that a reload is over.
func (l *life) reloaded(err error) {
	status := "reloaded"
	if err != nil {
		status = "cannot reload: " + err.Error()
	}
	l.say(sdnotify.Ready, sdnotify.Status(status))
}

// settle does what the settings of the apps want, before the program serves.
func (l *life) settle(apps []*appServer) bool {
	for _, app := range apps {
		if app.outer.Access != nil {
			l.mu.Lock()
			l.logs = append(l.logs, app.outer.Access)
			l.mu.Unlock()
		}
		if tell := app.app.settings.Life.Waiting; tell != nil {
			go app.tellWaiting(tell, l.over)
		}
		if l.parent != nil {
			continue // the files are those of the process that was started
		}
		if err := l.take(app.app.settings.Life); err != nil {
			app.log.Error("cannot serve", "err", err)
			return false
		}
	}
	return true
}

// take does what the settings of one app want.
func (l *life) take(settings Life) error {
	if settings.PIDFile != "" {
		f, err := pidfile.Write(settings.PIDFile)
		if err != nil {
			return err
		}
		l.pidfiles = append(l.pidfiles, f)
		l.undo = append(l.undo, f.Remove)
	}
	for _, path := range settings.Touch {
		go triggers.Touched(path, l.over, func() { l.reload(path + " was touched") })
	}
	for _, path := range settings.TouchLogs {
		go triggers.Touched(path, l.over, l.reopen)
	}
	if settings.FIFO == "" {
		return nil
	}
	fifo, err := triggers.OpenFIFO(settings.FIFO)
	if err != nil {
		return err
	}
	l.undo = append(l.undo, fifo.Close)
	go fifo.Run(l.obey)
	return nil
}

// serves tells that the program serves, and does what is wanted of it from then
// on.
func (l *life) serves() error {
	l.sockets.Settle()
	if err := l.parent.Ready(l.sockets); err != nil {
		return err
	}
	if l.parent != nil {
		l.sockets.Leave() // they are the parent's to keep
	} else {
		l.say(sdnotify.Ready)
		go l.master.Load().Run(l.over)
	}
	l.serving.Store(true)
	if every := l.notifier.Interval(); every > 0 {
		go l.watched(every)
	}
	return nil
}

// watched tells that the program is well, as long as it is the one that serves.
func (l *life) watched(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			l.say(sdnotify.Watchdog)
			l.parent.Alive()
		case <-l.relieved():
			return
		case <-l.over:
			return
		}
	}
}

// fails tells why the program does not serve.
func (l *life) fails() {
	if l.reasons != nil {
		l.parent.Failed(l.reasons.Last())
	}
}

// hear hears signals that do not end the program. What it returns ends that,
// and all that was begun.
func (l *life) hear() (release func()) {
	received := make(chan os.Signal, 8)
	signal.Notify(received, append(forWorkers(l.terminal), syscall.SIGHUP, sigReload, sigReopen)...)
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
		var errs []error
		for _, undo := range l.undo {
			errs = append(errs, undo())
		}
		if err := errors.Join(errs...); err != nil {
			l.log.Warn("cannot clean up", "err", err)
		}
	}
}

// heard does what a signal is for.
func (l *life) heard(sig os.Signal) {
	switch {
	case sig == syscall.SIGHUP && l.terminal && !hasTerminal():
		l.log.Info("the terminal is gone")
		l.end()
	case sig == sigReopen:
		l.reopen()
	case sig == syscall.SIGHUP:
		l.reload("SIGHUP")
	case sig == sigReload:
		l.reload("SIGUSR2")
	default:
		l.log.Warn("the signal means nothing here: there are no workers, one process answers requests at the same time", "signal", workerSignal(sig))
	}
}

// reloads tells how often new programs were started; nil if the program does not
// serve.
func (l *life) reloads() *handover.Reloads {
	if l.parent != nil {
		return l.parent.Counts()
	}
	return l.master.Load().Counts()
}

// reload has a new program take this one's place. A successor's parent does
// that in its stead.
func (l *life) reload(why string) {
	l.master.Load().Reload(why)
}

// reopen opens the access logs again, here and in the programs that follow.
func (l *life) reopen() {
	l.mu.Lock()
	logs := slices.Clone(l.logs)
	l.mu.Unlock()
	for _, log := range logs {
		if err := log.Reopen(); err != nil {
			l.log.Error("cannot open a log again", "err", err)
		}
	}
	l.pass(sigReopen)
}

// obey does what a letter in the master FIFO is for, as in uWSGI.
func (l *life) obey(letter byte) {
	switch letter {
	case 'r', 'R', 'c', 'w', 'W':
		l.reload("the letter " + string(letter))
	case 'q':
		l.end()
		l.endBy(syscall.SIGTERM)
	case 'Q':
		l.pass(syscall.SIGKILL)
		os.Exit(1)
	case 'l', 'L':
		l.reopen()
	case 'P':
		for _, f := range l.pidfiles {
			if err := f.Update(); err != nil {
				l.log.Error("cannot write the file for the number of the process", "err", err)
			}
		}
	default:
		l.log.Warn("a letter that means nothing to one process", "letter", string(letter))
	}
}

// pass passes a signal on to the programs that have taken this one's place.
func (l *life) pass(sig os.Signal) {
	l.master.Load().Signal(sig)
}

// endBy hears of a signal that ends the program, and passes it on.
func (l *life) endBy(sig os.Signal) {
	master := l.master.Load()
	if master != nil {
		l.say(sdnotify.Stopping)
	}
	master.End()
	master.Signal(sig)
}

// followed reports whether other programs have taken this one's place, for
// whose end it waits.
func (l *life) followed() bool {
	return l.master.Load().Followed()
}

// delay waits while others find out that the program is not ready any more, if
// a signal has come.
func (l *life) delay(apps []*appServer) {
	longest := time.Duration(0)
	for _, app := range apps {
		longest = max(longest, app.app.settings.Life.DrainDelay)
	}
	if longest > 0 && l.serving.Load() {
		l.log.Info("not ready any more, and going on for a while", "delay", longest)
		time.Sleep(longest)
	}
}

// stopped tells that the program listens no more, because it ends for good:
// nobody is to take its place.
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

// outlive lives on as the parent of the programs that have taken this one's
// place, if there are any, and returns the exit code then.
func (l *life) outlive() (code int, did bool) {
	master := l.master.Load()
	select {
	case <-master.Handed():
	default:
		return 0, false
	}
	received := make(chan os.Signal, 8)
	signal.Notify(received, passedOn()...)
	defer signal.Stop(received)
	go func() {
		for sig := range received {
			l.pass(sig)
		}
	}()
	debug.FreeOSMemory() // there will be little to do
	return master.Wait(), true
}
