package cgianswer

import (
	"bytes"
	"log/slog"
)

// Lines logs each line that is written to it, which is what a program says on
// its standard error.
type Lines struct {
	Log     *slog.Logger
	Message string // of each line

	rest []byte // of a line that is not complete
}

// maxLine is where a line is cut that does not end.
const maxLine = 4096

// Write implements io.Writer. It does not fail.
func (l *Lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		end, next := bytes.IndexByte(l.rest, '\n'), 1
		if end < 0 {
			end, next = maxLine, 0
		}
		if end+next > len(l.rest) {
			return len(p), nil
		}
		l.tell(l.rest[:end])
		l.rest = l.rest[end+next:]
	}
}

func (l *Lines) tell(line []byte) {
	if line = bytes.TrimRight(line, "\r"); len(line) > 0 {
		l.Log.Warn(l.Message, "stderr", string(line))
	}
}

// Flush logs what has no end.
func (l *Lines) Flush() {
	l.tell(l.rest)
	l.rest = nil
}
