package python

import (
	"bytes"
	"os"
	"time"
)

// gatherTime is how long a piece of output may take that is written bit by bit:
// the stacks of a crash.
const gatherTime = 50 * time.Millisecond

// readOutput logs what comes from a standard stream: what processes print that
// the worker has started, and Python itself when it crashes. What Python code
// prints comes another way.
func (w *worker) readOutput(name string, from *os.File) {
	defer from.Close()
	go func() {
		<-w.ended
		_ = from.SetReadDeadline(time.Now().Add(gatherTime)) // who else has the stream may have it for ever
	}()
	buf := make([]byte, 1<<16)
	var text []byte
	for {
		n, err := from.Read(buf)
		text = append(text, buf[:n]...)
		if n > 0 && len(text) < len(buf) && err == nil && !w.hasEnded() {
			_ = from.SetReadDeadline(time.Now().Add(gatherTime))
			continue
		}
		w.printAll(name, text)
		text = text[:0]
		if err != nil && (!os.IsTimeout(err) || w.hasEnded()) {
			return
		}
		if !w.hasEnded() {
			_ = from.SetReadDeadline(time.Time{})
		}
	}
}

func (w *worker) hasEnded() bool {
	select {
	case <-w.ended:
		return true
	default:
		return false
	}
}

// printAll logs output line by line, but stacks in one piece.
func (w *worker) printAll(name string, text []byte) {
	if bytes.Contains(text, []byte("most recent call")) {
		w.print(name, "", string(text))
		return
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimRight(line, "\n"); len(line) > 0 {
			w.print(name, "", string(line))
		}
	}
}
