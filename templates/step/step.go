// Package step runs functions of apps that may not come back, so that a program
// can go on without them and say which.
package step

import (
	"bytes"
	"runtime"
	"runtime/debug"
	"time"
)

// Step is a function that runs in a goroutine of its own.
type Step struct {
	done chan struct{}
	id   chan []byte // has the goroutine's number
	err  error
}

// Start runs f. A panic is its error, a *Panic.
func Start(f func() error) *Step {
	s := &Step{done: make(chan struct{}), id: make(chan []byte, 1)}
	go func() {
		defer close(s.done)
		defer func() {
			if v := recover(); v != nil {
				s.err = &Panic{v, debug.Stack(), calls()}
			}
		}()
		s.id <- number()
		s.err = f()
	}()
	return s
}

// Done is closed when the function has returned.
func (s *Step) Done() <-chan struct{} {
	return s.done
}

// Wait waits for the function to return, and reports whether it has in that time.
func (s *Step) Wait(patience time.Duration) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-s.done:
		return true
	case <-timer.C:
	}
	select {
	case <-s.done: // at the same time
		return true
	default:
		return false
	}
}

// Err returns the function's error, when it has returned.
func (s *Step) Err() error {
	<-s.done
	return s.err
}

// Stack tells where the function is: the stack of its goroutine. It is empty
// when it has just returned.
func (s *Step) Stack() string {
	id := <-s.id
	s.id <- id
	return stackOf(id)
}

// number returns the words before the number of the running goroutine, and the
// number: "goroutine 7 ".
func number() []byte {
	text := make([]byte, 64)
	text = text[:runtime.Stack(text, false)]
	return text[:bytes.IndexByte(text, '[')]
}

// stackOf returns the stack of a goroutine, without that line.
func stackOf(number []byte) string {
	all := make([]byte, 64<<10)
	for {
		n := runtime.Stack(all, true)
		if n < len(all) {
			all = all[:n]
			break
		}
		all = make([]byte, 2*len(all))
	}
	for _, stack := range bytes.Split(all, []byte("\n\n")) {
		if rest, its := bytes.CutPrefix(stack, number); its {
			_, frames, _ := bytes.Cut(rest, []byte("\n"))
			return string(frames)
		}
	}
	return ""
}
