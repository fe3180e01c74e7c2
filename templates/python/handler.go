package python

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pastegen/pastegen/templates/wsgi"
)

// activation is a handler of Go that Python has called. It runs while Python
// waits, on a goroutine of its own, and stops at each chunk until Python wants
// the next one.
type activation struct {
	q       *request
	app     *app           // of the call that has called it
	outer   *activation    // whose handler has called that
	below   int            // the number, plus 1, that Python has of the app that the handler is put around; 0 is none
	number  int            // of the environ that it was called with
	environ map[string]any // as the handler has it
	body    io.ReadCloser

	next func() ([]byte, bool)
	stop func()

	status   string
	headers  [][2]string
	returned bool        // the handler has: what comes is the last chunk
	whole    atomic.Bool // what Python has answered it with is complete: it may well have come to its end, too
	ahead    *step       // was taken before Python has asked for it

	mu    sync.Mutex // is held while Python runs and not the handler
	ended bool
	busy  bool // a call of Python has not ended
}

// serveStub calls a handler, and sends the beginning of its answer.
func (q *request) serveStub(f frame) error {
	node, stub, number, size := f.short(), f.number(), f.number(), f.number()
	in, unread, below := f.number(), f.number(), f.number()
	name := string(f.bytes(size))
	app, handler := q.child(node, name)
	if handler == nil {
		return q.sendRaised(misuse, 0, fmt.Sprintf("%s is Go, and was called by a request that it does not belong to", name))
	}
	if in < len(q.inputs) {
		q.inputs[in].giveBack(unread)
	}
	a := q.activate(number, f.rest, handler)
	a.app, a.below = app, below
	first := a.step()
	if first.thrown != nil {
		return q.sendPanic(first.thrown.value)
	}
	if first.more && (a.returned || a.whole.Load()) { // then Python need not ask for the end
		first.chunk = bytes.Clone(first.chunk)
		next := a.step()
		a.ahead = &next
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
	q.bytes(first.chunk)
	if a.ended && (a.ahead == nil || a.ahead.thrown == nil) {
		q.out[frameHeader] = flagLast
	} else {
		q.handlers[stub] = a
	}
	return q.send()
}

// child returns the handler of that name below the innermost call of a node.
func (q *request) child(node int, name string) (*app, http.Handler) {
	for i := len(q.calls) - 1; i >= 0; i-- {
		if a := q.calls[i].app; a.node == node {
			return a, a.children[name]
		}
	}
	return nil, nil
}

// activate prepares the call of a handler.
func (q *request) activate(number int, changes []byte, handler http.Handler) *activation {
	a := &activation{q: q, number: number}
	a.mu.Lock()
	var body *input
	if len(q.inputs) > 0 {
		body = q.inputs[0]
	}
	a.environ = maps.Clone(q.environOf(number, changes, body))
	if of, ok := a.environ["wsgi.input"].(Object); ok {
		a.environ["wsgi.input"] = &object{handler: a, number: of.number}
	}
	r, _ := a.environ["net/http.request"].(*http.Request)
	a.outer, _ = r.Context().Value(activationKey{}).(*activation)
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

// step is what a handler does until its next chunk; more is false at its end.
type step struct {
	chunk  []byte
	more   bool
	thrown *thrown
}

// step takes the next step, or the one that was taken ahead.
func (a *activation) step() (s step) {
	if a.ahead != nil {
		s, a.ahead = *a.ahead, nil
		return s
	}
	if a.ended {
		return s
	}
	s.thrown = a.run(func() { s.chunk, s.more = a.next() })
	if !s.more {
		a.finish()
	}
	return s
}

// finish is for a handler that has come to its end. What it has left running
// may find that out.
func (a *activation) finish() {
	a.ended = true
	a.mu.Unlock()
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
	s := a.step()
	if s.thrown != nil {
		delete(q.handlers, stub)
		return q.sendPanic(s.thrown.value)
	}
	if s.more {
		q.begin(frameData)
		q.bytes(s.chunk)
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
		failed := a.abandon()
		if a.ahead != nil {
			failed = a.ahead.thrown
		}
		if failed != nil && failed.value != http.ErrAbortHandler { // with which many end an answer that nobody wants
			return q.sendPanic(failed.value)
		}
	}
	q.begin(frameClosed)
	return q.send()
}

// abandon ends a handler before its time, unless it has ended.
func (a *activation) abandon() (failed *thrown) {
	if !a.ended {
		failed = a.run(a.stop)
		a.finish()
	}
	return failed
}

// open begins a call of Python.
func (a *activation) open(n *inner) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.ended || a.q.ended:
		return errEnded
	case a.busy:
		return errOverlaps
	}
	a.busy = true
	a.whole.Store(false)
	a.q.count++
	n.id = 1<<31 + a.q.count // tickets are below
	a.q.calls = append(a.q.calls, &call{app: n.app, id: n.id, wrote: n.wrote})
	return nil
}

// shut ends it.
func (a *activation) shut(n *inner) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy = false
	if !a.ended {
		a.q.calls = slices.DeleteFunc(a.q.calls, func(c *call) bool { return c.id == n.id })
	}
}

// ask sends the frame that make makes, and has take take the answer. The handler
// may have come to its end while another goroutine of it does so: take keeps
// what it needs, and calls nothing of the handler's.
func (a *activation) ask(make func(), take func(frame) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended || a.q.ended {
		return errEnded
	}
	make()
	f, err := a.q.ask()
	if err != nil {
		return err
	}
	return take(f)
}
