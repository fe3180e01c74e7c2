// Package translogger writes a line to a log for each request, in Apache's
// combined format or another one.
//
// A format has fields in Python's notation, %(status)s, also with a width:
// %(bytes)8s. In an INI file every percent sign is doubled: %%(status)s. The
// fields are REMOTE_ADDR, REMOTE_USER, REQUEST_METHOD, REQUEST_URI,
// HTTP_VERSION, time, status, bytes, HTTP_REFERER and HTTP_USER_AGENT, and
// beyond Paste's HTTP_HOST and duration, the time that the answer took in
// seconds.
//
// Lines go to the standard error, as they are; with "setup_console_handler =
// no" they are messages of the program's log.
//
// # Differences
//
//   - What clients send is escaped as Apache does it: no quote, line end or other control character gets into the log as it is,
//     so that nobody can write lines or fields of his own.
//   - X-Forwarded-For is believed only if trusted_proxy has the peer (those of the machine itself are believed without it),
//     and is read from its end; Paste logs what any client writes into it.
//   - A line is written when the answer is complete, and not when it begins. Bytes are the Content-Length, or what was counted
//     if there is none. A request whose handler panics has a line too, with the status 500.
//   - The user is logged also if a filter between this one and the app has found it.
//   - Levels may be names. (With Paste on Python 3 they fail, though its documentation has them.)
//   - A path beyond ASCII is logged as the client sent it; Paste encodes it twice on Python 3. The offset of a time zone is right
//     for half hours and for winter too.
//
//paste:group logging
package translogger

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// LoggerName is the name of the log, which the program's log shows as the
	// attribute "logger".
	LoggerName string `paste:"logger_name,default=wsgi"`

	// Format is what a line has.
	Format Format `paste:"format"`

	// LoggingLevel is how important the lines are: a name of Python's levels or
	// a number.
	LoggingLevel Level `paste:"logging_level,default=INFO"`

	// SetupConsoleHandler tells to write the lines to the standard error, and
	// not to the program's log.
	SetupConsoleHandler bool `paste:"setup_console_handler,default=true"`

	// SetLoggerLevel is how important lines must be to be written.
	SetLoggerLevel Level `paste:"set_logger_level,default=DEBUG"`

	// TrustedProxy are the proxies that are believed when they say in
	// X-Forwarded-For for whom they ask, addresses and networks between white
	// space. A star is everybody.
	TrustedProxy peers.Set `paste:"trusted_proxy,default=127.0.0.0/8 ::1"`
}

// Level is a level of Python's logging: 10 is DEBUG, 20 INFO, 30 WARNING, 40
// ERROR, 50 CRITICAL.
type Level int

// UnmarshalText reads a name or a number.
func (l *Level) UnmarshalText(text []byte) error {
	word := strings.TrimSpace(string(text))
	switch strings.ToUpper(word) {
	case "NOTSET":
		*l = 0
	case "DEBUG":
		*l = debug
	case "INFO":
		*l = info
	case "WARN", "WARNING":
		*l = 30
	case "ERROR":
		*l = 40
	case "CRITICAL", "FATAL":
		*l = 50
	default:
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is not a level: it is DEBUG, INFO, WARNING, ERROR, CRITICAL or a number", text)
		}
		*l = Level(n)
	}
	return nil
}

const (
	debug Level = 10
	info  Level = 20
)

// slog is the level of the program's log.
func (l Level) slog() slog.Level {
	return slog.LevelInfo + slog.Level(l-info)*(slog.LevelWarn-slog.LevelInfo)/10
}

// New returns a filter that logs requests.
//
//paste:filter_factory translogger
//paste:stands_for egg:Paste#translogger paste.translogger:make_filter
func New(o Options, log *slog.Logger) func(http.Handler) http.Handler {
	return newLogger(o, log, os.Stderr).filter
}

// logger is what the requests to one filter share.
type logger struct {
	Options
	log     *slog.Logger
	enabled bool
	mu      sync.Mutex
	console io.Writer // for one line at a time
	lines   sync.Pool // of *[]byte
}

func newLogger(o Options, log *slog.Logger, console io.Writer) *logger {
	if o.Format.pieces == nil {
		if err := o.Format.UnmarshalText([]byte(combined)); err != nil {
			panic(err) // a test reads it
		}
	}
	enabled := o.LoggingLevel >= o.SetLoggerLevel && (!o.SetupConsoleHandler || o.LoggingLevel >= debug)
	return &logger{
		Options: o,
		log:     log.With("logger", o.LoggerName),
		enabled: enabled,
		console: console,
		lines:   sync.Pool{New: func() any { return new([]byte) }},
	}
}

func (l *logger) filter(next http.Handler) http.Handler {
	if !l.enabled {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { l.serve(w, r, next) })
}

// request is one that is being served.
type request struct {
	*http.Request
	notes  values.Notes // on what the filters below have found
	answer *response.Writer
	begin  time.Time
}

func (l *logger) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	q := &request{Request: r, answer: response.Watch(w), begin: time.Now()}
	if l.Format.hasUser {
		q.notes.Context = r.Context()
		r = r.WithContext(&q.notes)
	}
	defer l.write(q) // also after a panic, which goes on
	next.ServeHTTP(q.answer, r)
	q.answer.Finish()
}

// write writes the line.
func (l *logger) write(q *request) {
	line := l.lines.Get().(*[]byte)
	*line = l.Format.append((*line)[:0], l, q)
	if l.SetupConsoleHandler {
		*line = append(*line, '\n')
		l.mu.Lock()
		_, _ = l.console.Write(*line) // there is no other place to tell that it fails
		l.mu.Unlock()
	} else {
		l.log.Log(q.Context(), l.LoggingLevel.slog(), string(*line))
	}
	l.lines.Put(line)
}
