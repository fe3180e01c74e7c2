// Package serve runs the apps of a program as HTTP servers in one process,
// until a signal ends them gracefully.
package serve

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/pylogging"
)

const (
	// readHeaderTimeout is for a whole request header: a client that sends it
	// byte by byte holds a connection.
	readHeaderTimeout = 10 * time.Second

	// idleTimeout is how long a connection waits for its next request. It is
	// longer than the 60 seconds that proxies commonly keep theirs, so that the
	// proxy closes first and never sends a request into a closing connection.
	idleTimeout = 2 * time.Minute

	// maxHeaderBytes leaves room for large cookies and tokens, and keeps
	// thousands of connections from filling the memory.
	maxHeaderBytes = 256 << 10

	// takeTime is how long a client may take nothing of an answer that is there,
	// as long as waitress gives it.
	takeTime = 2 * time.Minute

	// shutdownTimeout is for the requests in flight to end after the first
	// signal. Then their connections are closed. There is no limit on how long
	// a response may take before that: streams would break.
	shutdownTimeout = 30 * time.Second

	// cleanupTimeout is for the clean-ups of all apps together, after the last
	// request.
	cleanupTimeout = 10 * time.Second

	// buildTimeout is for an app that is being built when a signal comes, to
	// notice that its context has ended.
	buildTimeout = 2 * time.Second

	// moment is how long a signal may be repeated before that is a second one:
	// who ends a group of processes, as timeout(1) does, may deliver it twice.
	moment = time.Second
)

// Program is what Main runs.
type Program struct {
	Config  func() string                // shows the settings of all sections, without secrets, for -print-config
	Section func(function string) string // where the section is that a function of package main makes; nil if nobody knows
	// Variables are the names of the variables that the program reads, each with
	// its default and where it is used, for -h and -set; nil for none.
	Variables func() [][2]string
	// Logging says how the program logs: what [loggers] says. nil is as text on
	// the standard error.
	Logging func() (pylogging.Config, error)
	Python  bool  // it has apps in Python: -python names the interpreter
	Apps    []App // in the order in which -h lists them; at least one
}

// App is an app that a program can serve.
type App struct {
	Name  string
	Addrs []string // where it listens unless flags say otherwise: "127.0.0.1:8080", ":80", "unix:/run/x.sock"; may be empty

	// Build makes the app and what is to be called when it has ended, which may
	// be nil. It is called once, however many addresses there are. The context
	// ends when the last request has been answered and before the clean-ups
	// run, so that it never breaks a request; while the apps are being built a
	// signal ends it at once.
	Build func(context.Context) (http.Handler, func(context.Context) error, error)

	// Server, if it is not nil, says how the app is served: what a [server:...]
	// section says. If Addrs is not empty, that is where, and the rest is as
	// Server says.
	Server func() (Server, error)

	// Servers are those that the command line may choose by name, in the place
	// of Server; nil for no choice.
	Servers []NamedServer

	// Serve, if it is not nil, serves the app in a way of its own until ctx
	// ends, instead of HTTP on Addrs. When it returns by itself, the program
	// stops: well, if there is no error. Addresses on the command line bring
	// HTTP back. With a nil app it makes the server, to see whether that goes
	// well, and returns: with Untried if that cannot be told from serving.
	Serve func(ctx context.Context, app http.Handler) error

	settings Server  // what Server has said, and the command line
	given    []given // what the command line says of any server
	moved    bool    // the command line has said Addrs
	replaced bool    // it has brought HTTP back
}

// Untried is what the Serve of an App returns without an app where its server would
// serve as soon as it is made.
const Untried = untried("it would serve at once")

type untried string

func (u untried) Error() string { return string(u) }

// NamedServer is a way to serve an app: what [server:NAME] says.
type NamedServer struct {
	Name   string
	Server func() (Server, error)
}

// Main runs the apps that args, the command line without the program's name,
// choose among those of the program: by default all that have an address. With
// -check it builds them and their own servers and does not serve; with -print-config it shows the
// settings and where the apps would listen. It returns the exit code: 0 after a
// clean stop (and for -h), 1 after a failure, 2 for a wrong command line.
// SIGINT and SIGTERM let the requests in flight end; a second one, which is not
// the same within a second, ends the process at once. What does not come to an
// end by itself, a clean-up, say, does not keep the process: it is told with
// its stack. All it has to tell goes to stderr, as lines of log/slog, and so
// does what the apps log there or to the log package; that nobody reads it any
// more is no matter.
//
// As a CGI program it has no command line: what a web server gives it there is
// from the query of a request (RFC 3875, 4.4), and -print-config is not for
// everybody.
func Main(args []string, stderr io.Writer, p Program) int {
	if isCGI() {
		args = nil
	}
	chosen, flags, err := chooseApps(args, stderr, p)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if flags.version {
		printVersion(os.Stdout)
		return 0
	}
	if flags.health != "" {
		return healthcheck(os.Stdout, stderr, flags.health, chosen)
	}
	if flags.print {
		return printConfig(os.Stdout, stderr, p.Config, chosen)
	}
	life := &life{}
	signals, end, release := untilSignal(life)
	defer release()
	defer withoutReader()()
	logging, err := flags.log.Open(stderr, logOf(chosen), p.Logging)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	defer logging.Close()
	life.logs = append(life.logs, logging)
	log := logging.Logger()
	slog.SetDefault(log) // so that the apps' own lines look like these
	if flags.check {
		s := newServing(log)
		s.logging, s.section = logging, p.Section
		return exitCode(s.build(signals, chosen) && s.makeServers(signals, chosen), s.shutDown())
	}
	log, err = life.begin(log, end)
	if err != nil {
		log.Error("cannot serve", "err", err)
		return 1
	}
	defer life.hear()()
	defer spareHeap()()
	warnReplaced(log, chosen)
	s := newServing(log)
	s.life, s.logging, s.section = life, logging, p.Section
	ranWell := s.run(signals, chosen)
	if !ranWell {
		life.fails()
	}
	endedWell := s.shutDown()
	if code, did := life.outlive(); did {
		return code
	}
	return exitCode(ranWell, endedWell)
}

// logOf is what the first server says of the log that says something.
func logOf(apps []App) logs.Options {
	for _, app := range apps {
		if s, err := app.served(); err == nil && s.settings.Log != (logs.Options{}) { // else the start will tell
			return s.settings.Log
		}
	}
	return logs.Options{}
}

// exitCode is 0 if all went well.
func exitCode(well ...bool) int {
	if slices.Contains(well, false) {
		return 1
	}
	return 0
}

// isCGI reports whether a web server runs this process for a request.
func isCGI() bool {
	return os.Getenv("GATEWAY_INTERFACE") != "" && os.Getenv("REQUEST_METHOD") != ""
}

// warnReplaced tells which apps have a server of their own that is not used,
// which may be one with TLS.
func warnReplaced(log *slog.Logger, apps []App) {
	for _, app := range apps {
		if app.replaced {
			log.Warn("plain HTTP in place of the app's own server, because the command line says where to listen", "app", app.Name)
		}
	}
}
