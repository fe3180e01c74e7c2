package python

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
)

// Error is an exception that nobody in Python has caught: handlers of Go find
// it as the value of a panic. Below another layer of Python it becomes the
// exception that it was.
type Error struct {
	Type    string // "ValueError", "package.module.Name"
	Message string // str() of it
	Section string // of the node that has raised it

	traceback string
	frames    []runtime.Frame
	call      *request // whose it is
	number    int      // the exception itself is kept in the worker under it until the request ends
}

// Error returns the type and the message.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.Type
	}
	return e.Type + ": " + e.Message
}

// Traceback returns Python's traceback, with that of what had caused the
// exception.
func (e *Error) Traceback() string { return e.traceback }

// Frames returns the calls that have led to it, the last one first.
func (e *Error) Frames() []runtime.Frame { return e.frames }

// FailedSection returns the name of the section that has raised it.
func (e *Error) FailedSection() string { return e.Section }

// tracedFrame is a call as Python tells of it: file, line and function.
type tracedFrame [3]any

func (t tracedFrame) frame() runtime.Frame {
	file, _ := t[0].(string)
	line, _ := t[1].(float64)
	function, _ := t[2].(string)
	return runtime.Frame{File: file, Line: int(line), Function: function}
}

// errCrashed is what a request finds whose worker has ended.
type errCrashed struct{ err error }

func (e errCrashed) Error() string { return fmt.Sprintf("python: the worker has ended: %v", e.err) }

// raised makes what is to be panicked with of an exception that Python tells of.
func (q *request) raised(f frame) any {
	number := f.number()
	f.number() // the call
	var about struct {
		Type, Message, Section, Traceback string
		Frames                            []tracedFrame
		Panic                             int
		Abort                             bool
	}
	if err := json.Unmarshal(f.rest, &about); err != nil {
		return fmt.Errorf("python: an exception that cannot be read: %w", err)
	}
	switch {
	case about.Abort:
		return http.ErrAbortHandler
	case about.Panic >= 0 && about.Panic < len(q.panics):
		return q.panics[about.Panic]
	}
	e := &Error{Type: about.Type, Message: about.Message, Section: about.Section, traceback: about.Traceback, call: q, number: number}
	for _, f := range slices.Backward(about.Frames) {
		e.frames = append(e.frames, f.frame())
	}
	return e
}

// Why an answer of Go is an exception in Python.
const (
	goPanic = iota
	goAbort
	pythonError
	inputError
	misuse
)

// sendPanic has Python raise what a handler has panicked with.
func (q *request) sendPanic(v any) error {
	var own *Error
	if err, ok := v.(error); ok && errors.As(err, &own) && own.call == q && own == v {
		return q.sendRaised(pythonError, own.number, "")
	}
	if v == http.ErrAbortHandler {
		return q.sendRaised(goAbort, 0, http.ErrAbortHandler.Error())
	}
	q.panics = append(q.panics, v)
	return q.sendRaised(goPanic, len(q.panics)-1, fmt.Sprint(v))
}

func (q *request) sendRaised(why byte, number int, text string) error {
	q.begin(frameRaised)
	q.out = append(q.out, why)
	q.number(number)
	q.text(text)
	return q.send()
}

// The errors of handlers that call Python for a request at the wrong time.
const (
	errEnded    = misuseError("python: the call of Python that this request is part of has ended")
	errOverlaps = misuseError("python: another call of Python of the same request has not ended")
)

type misuseError string

func (e misuseError) Error() string { return string(e) }
