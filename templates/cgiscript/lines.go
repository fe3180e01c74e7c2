package cgiscript

import (
	"bytes"
	"log/slog"
)

// lines logs each line that is written to it.
type lines struct {
	log  *slog.Logger
	rest []byte // of a line that is not complete
}

// maxLine is where a line is cut that does not end.
const maxLine = 4096

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		end := bytes.IndexByte(l.rest, '\n')
		if end < 0 && len(l.rest) < maxLine {
			return len(p), nil
		}
		if end < 0 {
			l.tell(l.rest)
			l.rest = l.rest[:0]
			continue
		}
		l.tell(l.rest[:end])
		l.rest = l.rest[end+1:]
	}
}

func (l *lines) tell(line []byte) {
	if line = bytes.TrimRight(line, "\r"); len(line) > 0 {
		l.log.Warn("the CGI script says", "stderr", string(line))
	}
}

// flush logs what has no end.
func (l *lines) flush() {
	l.tell(l.rest)
	l.rest = nil
}
