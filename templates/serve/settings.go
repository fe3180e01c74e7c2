package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/exchange"
	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/peers"
)

// Server says how an app is served: what the servers of all vocabularies come
// to. What is zero is left to this package.
type Server struct {
	Addrs []string // as App has them; may be empty if Serve is there

	// Serve, if it is not nil, serves the app until ctx ends, instead of HTTP
	// on Addrs: behind a web server, say.
	Serve func(ctx context.Context, app http.Handler) error

	// Plain are addresses of plain HTTP, where TLS is for Addrs.
	Plain []string

	// Beside, if it is not nil, serves the app until ctx ends besides HTTP on
	// Addrs: behind a web server, say.
	Beside func(ctx context.Context, app http.Handler) error

	// Around, if it is not nil, returns what answers in the place of the app,
	// or asks it.
	Around func(app http.Handler) http.Handler

	// Listen says how to listen on Addrs. Its Beside is not used.
	Listen listen.Options

	// TLS says how to speak https on Addrs, and Redirect where plain HTTP is
	// answered with the place of the same by https.
	TLS      certs.Options
	Redirect []string

	// H2C lets clients speak HTTP/2 without TLS, if they do so from the beginning.
	H2C bool

	Limits Limits

	// Proxies are those in front, and ProxyProtocol those of them that say by
	// PROXY protocol who their client is.
	Proxies       behind.Options
	ProxyProtocol peers.Set

	// Ident is what answers say of the server, in their field Server: "" for
	// nothing.
	Ident string

	// Tracebacks shows who asks where an app has panicked.
	Tracebacks bool

	// Env are variables of the environment, NAME=VALUE, and Dir the working
	// folder that the program takes before its apps are built: "" leaves it.
	Env []string
	Dir string

	// Process is whom the program is to belong to when it listens, and Umask
	// which permissions its files never have: nil leaves the umask as it is.
	Process identity.Process
	Umask   *int

	// Access says which requests are logged where.
	Access accesslog.Options

	// Log says how the program logs.
	Log logs.Options

	Life Life
}

// Life says what a program does beside answering requests.
type Life struct {
	// PIDFile is a file that has the number of the process that was started; ""
	// for none.
	PIDFile string

	// DrainDelay is how long the program goes on to take requests after the
	// first signal, while it says that it is not ready, so that those who share
	// out requests find other programs.
	DrainDelay time.Duration

	// Touch are files whose change makes the program reload.
	Touch []string

	// TouchLogs are files whose change makes the program open its log files
	// again.
	TouchLogs []string

	// Waiting, if it is not nil, is told once a second how many clients wait to
	// be accepted, where the system tells that: Linux, of TCP.
	Waiting func(clients int)

	// Stats is an address at which whoever connects gets what uWSGI's stats
	// server shows; "" for none.
	Stats string

	// FIFO is a named pipe by which letters say what the program is to do,
	// those of uWSGI's master FIFO; "" for none.
	FIFO string
}

// None is a limit that is none, where zero stands for this package's own.
const None = -1

// smallHeader is up to which limit the bytes of a header are counted. net/http
// lets 4 KB more through, which is little beside larger ones, and costs nothing.
const smallHeader = 16 << 10

// Limits are what a server lets clients take. Zero is what each comment says,
// and None is no limit.
type Limits struct {
	// Header is how many bytes the header of a request may have: 256 KB. More
	// is answered with status 431.
	Header int

	// Line is how many bytes the first line of a request may have, answered
	// with status 414; Fields how many fields its header, and Field how many
	// bytes each of them, both 431. Zero is no other limit than Header.
	Line, Fields, Field int

	// Body is how many bytes the body of a request may have, answered with
	// status 413. Zero is no limit.
	Body int64

	// Connections is how many clients may be connected at a time. Others wait,
	// and then who only holds a connection, without asking anything, loses it
	// to them. Zero is for as many as the program can have without being short
	// of files, for all its apps together.
	Connections int

	// Streams is how many requests a connection of HTTP/2 may have at a time:
	// zero leaves it to net/http.
	Streams int

	// HeaderTime is for a whole header to come: 10 seconds. Idle is how long a
	// connection waits for its next request: 2 minutes; None ends each after
	// its first.
	HeaderTime, Idle time.Duration

	// Request is how long an app may take for an answer. Then its client gets
	// status 503, or a cut stream, and the log has where the app is. Zero is no
	// limit.
	Request time.Duration

	// BodyStall is how long the next bytes of a body may take: 30 seconds.
	// BodyRate is how many bytes must come in a second on average, after 20
	// seconds: 500.
	BodyStall time.Duration
	BodyRate  int

	// Take is how long a client may take nothing of an answer that is there: 2
	// minutes.
	Take time.Duration

	// Shutdown is for the requests in flight to end after the first signal: 30
	// seconds.
	Shutdown time.Duration
}

// or returns the value of a limit: other for zero, and 0 for None.
func or[T int | int64 | time.Duration](limit, other T) T {
	switch {
	case limit == 0:
		return other
	case limit < 0:
		return 0
	}
	return limit
}

// ofRequests are the limits that are looked at for each request.
func (l Limits) ofRequests() exchange.Limits {
	r := exchange.Limits{Line: max(0, l.Line), Fields: max(0, l.Fields), Field: max(0, l.Field), Body: max(0, l.Body)}
	if l.Header <= smallHeader {
		r.Header = max(0, l.Header)
	}
	return r
}

// room returns the room for the bodies of all requests.
func (l Limits) room() *intake.Room {
	return &intake.Room{Stall: l.BodyStall, Rate: l.BodyRate}
}

// check tells what does not go together.
func (s Server) check() error {
	err := s.TLS.Validate()
	if len(s.Redirect) > 0 && !s.TLS.Enabled() {
		err = errors.Join(err, errors.New("requests are to be sent to https, and there is no certificate"))
	}
	return err
}

// prepare makes the process what the server wants it to be before its app is
// built.
func (s Server) prepare() error {
	if err := s.check(); err != nil {
		return err
	}
	for _, variable := range s.Env {
		name, value, _ := strings.Cut(variable, "=")
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("variable %q: %w", name, err)
		}
	}
	if s.Umask != nil {
		if err := identity.SetUmask(*s.Umask); err != nil {
			return err
		}
	}
	if s.Dir != "" {
		return os.Chdir(s.Dir)
	}
	return nil
}
