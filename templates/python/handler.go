package python

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"sync"

	"github.com/pastegen/pastegen/templates/wsgi"
)

// activation is a handler of Go that Python has called. It runs while Python
// waits, on a goroutine of its own, and stops at each chunk until Python wants
// the next one.
type activation struct {
	q       *request
	number  int            // of the environ that it was called with
	environ map[string]any // as the handler has it
	body    io.ReadCloser

	next func() ([]byte, bool)
	stop func()

	status   string
	headers  [][2]string
	returned bool // the handler has: what comes is the last chunk

	mu    sync.Mutex // is held while Python runs and not the handler
	ended bool
	busy  bool // a call of Python has not ended
}

// serveStub calls a handler, and sends the beginning of its answer.
func (q *request) serveStub(f frame) error {
	node, stub, number, size := f.short(), f.number(), f.number(), f.number()
	in, unread := f.number(), f.number()
	name := string(f.bytes(size))
	handler := q.child(node, name)
	if handler == nil {
		return q.sendRaised(misuse, 0, fmt.Sprintf("%s is Go, and was called by a request that it does not belong to", name))
	}
	if in < len(q.inputs) {
		q.inputs[in].giveBack(unread)
	}
	a := q.activate(number, f.rest, handler)
	chunk, more, thrown := a.step()
	if thrown != nil {
		return q.sendPanic(thrown.value)
	}
	q.begin(frameAnswered)
	q.short(0)
	q.number(0)
	q.number(0)
	q.out = appendHead(q.out, a.status, a.headers)
	q.set(frameHeader+2, q.size()-frameHeader-10)
	changes := q.changes(number, a.environ)
	q.set(frameHeader+6, len(changes))
	q.bytes(changes)
	q.bytes(chunk)
	if more && a.returned {
		_, more, thrown = a.step()
	}
	if thrown != nil {
		return q.sendPanic(thrown.value)
	}
	if more {
		q.handlers[stub] = a
	} else {
		q.out[frameHeader] = flagLast
	}
	return q.send()
}

// child returns the handler of that name below the innermost call of a node.
func (q *request) child(node int, name string) http.Handler {
	for i := len(q.calls) - 1; i >= 0; i-- {
		if a := q.calls[i].app; a.node == node {
			return a.children[name]
		}
	}
	return nil
}

// activate prepares the call of a handler.
func (q *request) activate(number int, changes []byte, handler http.Handler) *activation {
	a := &activation{q: q, number: number}
	a.mu.Lock()
	a.environ = map[string]any{}
	for key, value := range q.environOf(number, changes) {
		a.environ[key] = value
	}
	if of, ok := a.environ["wsgi.input"].(Object); ok {
		a.environ["wsgi.input"] = &object{handler: a, number: of.number}
	}
	r, _ := a.environ["net/http.request"].(*http.Request)
	a.environ["net/http.request"] = r.WithContext(context.WithValue(r.Context(), activationKey{}, a))
	app := wsgi.Call(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.body = r.Body
		handler.ServeHTTP(w, r)
		a.returned = true
	}))
	a.next, a.stop = iter.Pull(app(a.environ, a.start))
	if q.handlers == nil {
		q.handlers = map[int]*activation{}
	}
	return a
}

// start is start_response for the handler.
func (a *activation) start(status string, headers [][2]string, _ error) func([]byte) error {
	a.status, a.headers = status, headers
	return nil // which a handler of net/http does not use
}

// thrown is what a handler has panicked with.
type thrown struct{ value any }

// step runs the handler until its next chunk; more is false at its end.
func (a *activation) step() (chunk []byte, more bool, failed *thrown) {
	failed = a.run(func() { chunk, more = a.next() })
	if !more {
		a.ended = true
	}
	return chunk, more, failed
}

// run has the handler run, which may call Python meanwhile.
func (a *activation) run(f func()) (failed *thrown) {
	a.mu.Unlock()
	defer func() {
		if v := recover(); v != nil {
			failed = &thrown{v}
		}
		a.mu.Lock()
	}()
	f()
	return nil
}

// serveNext sends the next chunk of a handler.
func (q *request) serveNext(stub int) error {
	a := q.handlers[stub]
	if a == nil {
		return q.sendRaised(misuse, 0, "the answer has ended")
	}
	chunk, more, failed := a.step()
	if failed != nil {
		delete(q.handlers, stub)
		return q.sendPanic(failed.value)
	}
	if more {
		q.begin(frameData)
		q.bytes(chunk)
		return q.send()
	}
	delete(q.handlers, stub)
	q.begin(frameDone)
	q.bytes(q.changes(a.number, a.environ))
	return q.send()
}

// serveClose ends a handler before its time.
func (q *request) serveClose(stub int) error {
	a := q.handlers[stub]
	delete(q.handlers, stub)
	if a != nil {
		failed := a.run(a.stop)
		a.ended = true
		if failed != nil && failed.value != http.ErrAbortHandler { // with which many end an answer that nobody wants
			return q.sendPanic(failed.value)
		}
	}
	q.begin(frameClosed)
	return q.send()
}

// abandon ends a handler whose request has ended.
func (a *activation) abandon() {
	a.ended = true
	a.run(a.stop)
}

// open begins a call of Python.
func (a *activation) open() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.ended || a.q.ended:
		return errEnded
	case a.busy:
		return errOverlaps
	}
	a.busy = true
	return nil
}

func (a *activation) shut() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy = false
}

// ask sends the frame that make makes, and has take take the answer.
func (a *activation) ask(make func(), take func(frame) error) error {
	f, err := a.exchange(make)
	if err != nil {
		return err
	}
	return take(f)
}

func (a *activation) exchange(make func()) (frame, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended || a.q.ended {
		return frame{}, errEnded
	}
	make()
	return a.q.ask()
}
