package accesslog

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/syslog"
)

const (
	// gather is how long lines are gathered.
	gather = 10 * time.Millisecond

	// most is how many bytes wait to be written; who has more waits as well.
	most = 1 << 20

	// pipePart is how many bytes go into a pipe at once, so that others' lines
	// do not come between (pipe(7), PIPE_BUF).
	pipePart = 4096
)

// isPlace reports whether a setting names anything.
func isPlace(to string) bool { return to != "" && to != "None" }

// Check returns an error for a place that can be none.
func Check(to string) error {
	if address, isSyslog := strings.CutPrefix(to, "syslog:"); isSyslog {
		_, err := newDaemon(address)
		return err
	}
	if strings.ContainsRune(to, 0) {
		return fmt.Errorf("%q has a zero byte in it", to)
	}
	return nil
}

// Syslog returns the place that is a syslog daemon, for To. facility and ident
// may be empty.
func Syslog(address, facility, ident string) string {
	return "syslog:" + address + "?" + url.Values{"facility": {facility}, "ident": {ident}}.Encode()
}

// Place is one of the places of Options.To.
type Place string

// UnmarshalText reads it. Its error is Check's.
func (p *Place) UnmarshalText(text []byte) error {
	*p = Place(text)
	return Check(string(text))
}

// openSink opens a place for lines. failed is told of what goes wrong with it later;
// nil for nobody.
func openSink(to string, failed func(error)) (sink, error) {
	switch to {
	case "-", "stdout":
		return start(&file{File: os.Stdout}, failed), nil
	case "stderr":
		return start(&file{File: os.Stderr}, failed), nil
	}
	if address, isSyslog := strings.CutPrefix(to, "syslog:"); isSyslog {
		d, err := newDaemon(address)
		if err != nil {
			return nil, err
		}
		return start(d, failed), nil
	}
	path, err := filepath.Abs(to)
	if err != nil {
		return nil, err
	}
	f := &file{path: path}
	if err := f.open(); err != nil {
		return nil, err
	}
	return start(f, failed), nil
}

// writer gathers lines and writes them in a goroutine of its own.
type writer struct {
	to     target
	failed func(error)   // is told of what goes wrong
	soon   *time.Timer   // ends when lines have been gathered for long enough
	wake   chan struct{} // there is something else to do
	done   chan struct{} // closed when the goroutine has ended

	mu      sync.Mutex
	taken   sync.Cond // lines have been taken from pending
	pending []byte
	again   bool // the file is to be opened again
	closed  bool
}

// target is where a writer writes. Its methods are called by one goroutine.
type target interface {
	lines(text []byte) error
	open() error
	close() error
}

func start(to target, failed func(error)) *writer {
	if failed == nil {
		failed = func(error) {}
	}
	w := &writer{to: to, failed: failed, soon: time.NewTimer(gather), wake: make(chan struct{}, 1), done: make(chan struct{})}
	w.taken.L = &w.mu
	go w.run()
	return w
}

// write takes a line.
func (w *writer) write(line []byte) {
	w.mu.Lock()
	for len(w.pending) > most && !w.closed {
		w.taken.Wait()
	}
	first := len(w.pending) == 0
	w.pending = append(w.pending, line...)
	w.mu.Unlock()
	if first {
		w.soon.Reset(gather)
	}
}

func (w *writer) notify() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// run writes what there is until the writer is closed.
func (w *writer) run() {
	defer close(w.done)
	var spare []byte
	failing := false
	for {
		select {
		case <-w.soon.C:
		case <-w.wake:
		}
		w.mu.Lock()
		text, again, closed := w.pending, w.again, w.closed
		w.pending, w.again = spare[:0], false
		w.taken.Broadcast()
		w.mu.Unlock()
		if len(text) > 0 {
			err := w.to.lines(text)
			if err != nil && !failing {
				w.failed(err)
			}
			failing = err != nil
		}
		spare = text
		if again {
			if err := w.to.open(); err != nil { // the old file goes on then
				w.failed(err)
			}
		}
		if closed {
			return
		}
	}
}

// reopen has the file opened again once what was logged before is written.
func (w *writer) reopen() error {
	w.mu.Lock()
	w.again = true
	w.mu.Unlock()
	w.notify()
	return nil
}

// Close writes what is left.
func (w *writer) Close() error {
	w.mu.Lock()
	again := w.closed
	w.closed = true
	w.taken.Broadcast()
	w.mu.Unlock()
	if again {
		return nil
	}
	w.notify()
	<-w.done
	return w.to.close()
}

// file is a target that is a file.
type file struct {
	*os.File
	path string // "" for a stream of the process

	mu   sync.Mutex // held by who opens the file or gives it away
	made bool       // there was none
}

// open opens the file, and closes the one that was open. It need not be a
// regular one.
func (f *file) open() error {
	if f.path == "" {
		return nil
	}
	opened, made, err := identity.Append(f.path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.File != nil {
		f.File.Close()
	}
	f.File, f.made = opened, made
	return nil
}

// give makes the file another user's, if it was made for this log.
func (f *file) give(uid, gid int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.made {
		return nil
	}
	return f.Chown(uid, gid)
}

// lines writes several lines at once, to a pipe in parts.
func (f *file) lines(text []byte) error {
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		_, err := f.Write(text)
		return err
	}
	for len(text) > 0 {
		part := text
		if len(part) > pipePart {
			part = part[:cut(part)]
		}
		if _, err := f.Write(part); err != nil {
			return err
		}
		text = text[len(part):]
	}
	return nil
}

// cut returns where to cut lines that are too long for a pipe.
func cut(text []byte) int {
	if i := bytes.LastIndexByte(text[:pipePart], '\n'); i >= 0 {
		return i + 1
	}
	return bytes.IndexByte(text, '\n') + 1
}

func (f *file) close() error {
	if f.path == "" {
		return nil
	}
	return f.Close()
}

// daemon is a target that is a syslog daemon.
type daemon struct {
	*syslog.Writer
	ident string
}

// newDaemon reads the address of a daemon with what stands behind it.
func newDaemon(address string) (*daemon, error) {
	address, query, _ := strings.Cut(address, "?")
	at, err := syslog.ParseAddress(address)
	if err != nil {
		return nil, err
	}
	settings, err := url.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	name := settings.Get("facility")
	if name == "" {
		name = "user"
	}
	facility, err := syslog.ParseFacility(name)
	if err != nil {
		return nil, err
	}
	ident := settings.Get("ident")
	if ident == "" {
		ident = filepath.Base(os.Args[0])
	}
	return &daemon{syslog.New(at, facility), ident + ": "}, nil
}

func (d *daemon) open() error { return nil }

func (d *daemon) close() error { return d.Writer.Close() }

func (d *daemon) lines(text []byte) error {
	for line := range bytes.Lines(text) {
		if err := d.Send(syslog.Info, d.ident+string(bytes.TrimSuffix(line, []byte("\n")))); err != nil {
			return err
		}
	}
	return nil
}
