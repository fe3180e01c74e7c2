// Package accesslog writes a line for each request that a server has answered.
//
// What a line has is said in the language of gunicorn, %(h)s %(s)s, of Apache,
// %h %>s, or of uWSGI, %(addr) %(status), or by a name: common, combined,
// vhost_combined, or json for one object of log/slog. What clients send is
// escaped as Apache does it, so that nobody can forge lines or fields.
//
// Lines are gathered for a hundredth of a second and written together, so that
// a line costs no call of the system.
package accesslog

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/values"
)

// Options say what is logged where. The zero value logs nothing.
type Options struct {
	// To is where lines go: "-" or "stdout", "stderr", the path of a file, or
	// "syslog:" with the address of a daemon as syslog.ParseAddress reads it,
	// perhaps with "?facility=local0&ident=name" behind it. Empty ones and
	// "None" are nothing.
	To []string

	// Format is what a line has; the zero value is the combined format.
	Format Format

	// Logger is whose line one in JSON says that it is.
	Logger string

	// Line, if it is not nil, gets each line too, without its end.
	Line func(line string)

	// Each, if it is not nil, is told of each request, and not in words.
	Each func(*Entry)

	// Failed, if it is not nil, is told that lines cannot be written, once until
	// they can be again, and that a file cannot be opened again.
	Failed func(error)
}

// Entry is a request that is being answered, or has been.
type Entry struct {
	Request *http.Request
	Begin   time.Time
	Took    time.Duration
	Status  int
	Bytes   int64 // of the answer's body

	// Answer has the header of the answer. Only formats that show some of it ask:
	// net/http makes a copy then.
	Answer interface{ Header() http.Header }

	notes *values.Notes // on what filters have found: own, or nil
	own   values.Notes
	clock *clock // of the log; nil for none
}

// Log is an access log. Its methods may be called by several goroutines.
type Log struct {
	format Format
	sinks  []sink
	each   func(*Entry) // nil for nobody
	lines  sync.Pool    // of *[]byte
	clock  clock
}

// sink is where lines go. A line ends with its line end.
type sink interface {
	write(line []byte)
	reopen() error
	io.Closer
}

// Open returns a log, nil if nothing is to be logged. The files are there then.
func Open(o Options) (*Log, error) {
	l := &Log{format: o.Format.orCombined(), each: o.Each}
	l.format.logger = o.Logger
	l.lines.New = func() any { return new([]byte) }
	for _, to := range o.To {
		if !isPlace(to) {
			continue
		}
		s, err := openSink(to, o.Failed)
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		l.sinks = append(l.sinks, s)
	}
	if o.Line != nil {
		l.sinks = append(l.sinks, function(o.Line))
	}
	if l.sinks == nil && l.each == nil {
		return nil, nil
	}
	l.format.values = l.format.values && l.sinks != nil
	return l, nil
}

// function is a sink that is a function.
type function func(line string)

func (f function) write(line []byte) { f(string(bytes.TrimSuffix(line, []byte("\n")))) }
func (function) reopen() error       { return nil }
func (function) Close() error        { return nil }

// Begin begins an entry, for a request of which nobody else has a copy yet: its
// context becomes one that notes what filters find. A nil log is one that logs
// nothing.
func (l *Log) Begin(e *Entry, r *http.Request) {
	if l == nil {
		return
	}
	e.Request, e.Begin, e.clock = r, time.Now(), &l.clock
	if l.format.values {
		e.own.Context = r.Context()
		e.notes = &e.own
		*r = *r.WithContext(e.notes) // in place: a copy would cost as much as all that a line does
	}
}

// Write writes the line of an entry that Begin has begun.
func (l *Log) Write(e *Entry) {
	if l == nil {
		return
	}
	if l.each != nil {
		l.each(e)
	}
	if l.sinks == nil {
		return
	}
	line := l.lines.Get().(*[]byte)
	*line = l.format.append((*line)[:0], e)
	for _, s := range l.sinks {
		s.write(*line)
	}
	l.lines.Put(line)
}

// Reopen opens the files again, which somebody has renamed.
func (l *Log) Reopen() error {
	if l == nil {
		return nil
	}
	var errs []error
	for _, s := range l.sinks {
		errs = append(errs, s.reopen())
	}
	return errors.Join(errs...)
}

// Give makes the files that the log has made another user's, who can open them
// again then; -1 leaves user or group as they are.
func (l *Log) Give(uid, gid int) error {
	if l == nil {
		return nil
	}
	var errs []error
	for _, s := range l.sinks {
		if w, ok := s.(*writer); ok {
			if f, ok := w.to.(*file); ok {
				errs = append(errs, f.give(uid, gid))
			}
		}
	}
	return errors.Join(errs...)
}

// Close writes what has not been written yet.
func (l *Log) Close() error {
	if l == nil {
		return nil
	}
	var errs []error
	for _, s := range l.sinks {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
