package python

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// gatherTime is how long a piece of output may take that is written bit by bit:
// the stacks of a crash.
const gatherTime = 50 * time.Millisecond

// output is what a process of Python tells, as lines of a log.
type output struct {
	log     *slog.Logger
	records *slog.Logger    // of Python's logging, if a file says what becomes of them; nil is log
	over    <-chan struct{} // the process has ended
	streams []stream
	reading sync.WaitGroup // the streams
}

// stream is a standard stream of a process.
type stream struct {
	name string
	from *os.File
}

// open makes the standard streams.
func (o *output) open(theirs *files) error {
	for _, name := range []string{"stdout", "stderr"} {
		read, write, err := os.Pipe()
		if err != nil {
			return err
		}
		*theirs = append(*theirs, write)
		o.streams = append(o.streams, stream{name, read})
	}
	return nil
}

// begin reads them as long as the process runs: one that it has left behind may
// have them for longer.
func (o *output) begin() {
	for _, s := range o.streams {
		o.reading.Add(1)
		go func() {
			defer o.reading.Done()
			o.read(s.name, s.from)
		}()
	}
}

// close is for streams that nobody reads, since there is no process.
func (o *output) close() {
	for _, s := range o.streams {
		_ = s.from.Close() // nothing was read
	}
}

// read logs what comes from a standard stream: what processes print that the
// worker has started, and Python itself when it crashes. What Python code prints
// comes another way.
func (o *output) read(name string, from *os.File) {
	defer from.Close()
	go func() {
		<-o.over
		_ = from.SetReadDeadline(time.Now().Add(gatherTime)) // who else has the stream may have it for ever
	}()
	buf := make([]byte, 1<<16)
	var text []byte
	for {
		n, err := from.Read(buf)
		text = append(text, buf[:n]...)
		if n > 0 && len(text) < len(buf) && err == nil && !o.hasEnded() {
			_ = from.SetReadDeadline(time.Now().Add(gatherTime))
			continue
		}
		o.printAll(name, text)
		text = text[:0]
		if err != nil && (!os.IsTimeout(err) || o.hasEnded()) {
			return
		}
		if !o.hasEnded() {
			_ = from.SetReadDeadline(time.Time{})
		}
	}
}

func (o *output) hasEnded() bool {
	select {
	case <-o.over:
		return true
	default:
		return false
	}
}

// printAll logs output line by line, but stacks in one piece.
func (o *output) printAll(name string, text []byte) {
	if bytes.Contains(text, []byte("most recent call")) {
		o.print(name, "", string(text))
		return
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimRight(line, "\n"); len(line) > 0 {
			o.print(name, "", string(line))
		}
	}
}

// print logs what the worker prints: a piece that was written at once is one
// line of the log.
func (o *output) print(stream, section, text string) {
	args := []any{"stream", stream}
	if section != "" {
		args = append(args, "section", section)
	}
	o.log.Info(strings.TrimRight(text, "\n"), args...)
}

// record logs a record of Python's logging. Where [loggers] says what becomes of
// it, it has nothing besides: the format is the user's.
func (o *output) record(m message) {
	log, args := o.log, []any{"logger", m.Logger}
	switch {
	case o.records != nil:
		log = o.records
		args = append(args, "record", m.fields())
	case m.Section != "":
		args = append(args, "section", m.Section)
	}
	if o.records == nil {
		for _, key := range slices.Sorted(maps.Keys(m.Extra)) {
			args = append(args, key, whole(m.Extra[key]))
		}
	}
	if m.Stack != "" {
		args = append(args, "stack", strings.TrimRight(m.Stack, "\n"))
	}
	log.Log(context.Background(), levelOf(m.Level), m.Text, args...)
}
