package python

import (
	"io"
	"net/http"
	"reflect"
	"strconv"
)

// inner is a call of Python by a handler of Go that Python has called.
type inner struct {
	app     *app
	handler *activation
	environ map[string]any
	start   startFunc
	yield   func([]byte) bool
	below   int // the number, plus 1, of what is called, if it is no node

	id      int
	spool   [][]byte // what was given to write(), before the answer
	head    []byte   // of the answer
	chunk   []byte   // of the answer
	thrown  any      // what Python has raised
	started bool
	whole   bool
	stopped bool
}

// run answers. What Python writes is kept while it runs: it could not go on
// otherwise before it is taken.
func (n *inner) run() {
	h, q := n.handler, n.handler.q
	if err := h.open(n); err != nil {
		n.refuse(err)
		return
	}
	defer h.shut(n)
	defer n.leave()
	n.check(h.ask(n.sendCall, n.take))
	n.pass()
	for !n.whole && !n.stopped {
		n.check(h.ask(func() { q.begin(frameNext); q.number(n.id) }, n.take))
		n.pass()
	}
}

// check panics with an error: that of a connection that is gone.
func (n *inner) check(err error) {
	if err != nil {
		panic(err)
	}
}

// refuse answers a call that comes at the wrong time.
func (n *inner) refuse(err error) {
	n.app.workers.log.Error("a call of Python was refused", "section", n.app.section, "err", err)
	n.start("502 Bad Gateway", [][2]string{{"Content-Type", "text/plain; charset=utf-8"}}, nil)
	n.yield([]byte("Bad Gateway\n"))
}

// leave ends the call, and closes its body if that has not come to its end.
func (n *inner) leave() {
	if n.whole {
		return
	}
	h, q := n.handler, n.handler.q
	err := h.ask(func() { q.begin(frameClose); q.number(n.id) }, func(f frame) error {
		if f.kind == frameError && n.stopped { // else there is a panic already
			n.thrown = q.raised(f)
		}
		return nil
	})
	if n.thrown != nil {
		panic(n.thrown)
	}
	if _, crashed := err.(errCrashed); !crashed { // which is told elsewhere
		n.check(err)
	}
}

// sendCall makes the frame of the call: what Python is to change in the environ
// that it has called Go with.
func (n *inner) sendCall() {
	q, number := n.handler.q, n.handler.number
	changes := q.changes(number, n.environ)
	changes = n.sendInput(changes)
	q.begin(frameCall)
	q.short(n.app.node)
	q.short(n.flags())
	q.number(n.id)
	q.number(number)
	q.number(0)
	q.number(max(n.below-1, 0))
	q.bytes(changes)
}

func (n *inner) flags() int {
	if n.below > 0 {
		return flagBelow
	}
	return 0
}

// sendInput has Python read another body, if a handler in between has given the
// request one.
func (n *inner) sendInput(changes []byte) []byte {
	r, _ := n.environ["net/http.request"].(*http.Request)
	if sameBody(r.Body, n.handler.body) {
		return changes
	}
	reader, ok := n.environ["wsgi.input"].(io.Reader)
	if !ok || r.Body == nil || r.Body == http.NoBody {
		return appendChange(changes, "wsgi.input", "n")
	}
	q := n.handler.q
	if len(q.inputs) == 0 {
		q.inputs = append(q.inputs, &input{reader: http.NoBody})
	}
	q.inputs = append(q.inputs, &input{reader: reader})
	q.known[n.handler.number]["wsgi.input"] = q.inputs[len(q.inputs)-1]
	return appendChange(changes, "wsgi.input", "i"+strconv.Itoa(len(q.inputs)-1))
}

func sameBody(a, b io.ReadCloser) bool {
	if a == nil || b == nil {
		return a == b
	}
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// take keeps a part of the answer.
func (n *inner) take(f frame) error {
	q, number := n.handler.q, n.handler.number
	switch f.kind {
	case frameHead:
		flags := f.short()
		f.number()
		size, changes := f.number(), f.number()
		n.keepHead(f.bytes(size))
		q.learn(number, f.bytes(changes), n.environ)
		n.whole = flags&flagLast != 0
		n.handler.whole.Store(n.whole)
		n.chunk = append(n.chunk[:0], f.rest...)
	case frameChunk:
		f.number()
		n.chunk = append(n.chunk[:0], f.rest...)
	case frameEnd:
		f.number()
		n.chunk = nil
		n.whole = true
		n.handler.whole.Store(true)
		q.learn(number, f.rest, n.environ)
	case frameError:
		n.whole = true
		n.thrown = q.raised(f)
	}
	return nil
}

func (n *inner) keepHead(head []byte) {
	if len(head) > 0 {
		n.head = append(n.head[:0], head...)
	}
}

// pass passes on what take has kept.
func (n *inner) pass() {
	if n.thrown != nil {
		panic(n.thrown)
	}
	n.begin()
	n.deliver(n.chunk)
}

// begin starts the answer, with what write() has told before.
func (n *inner) begin() {
	if !n.started && len(n.head) > 0 {
		n.started = true
		status, headers := parseHead(n.head)
		if n.whole && len(n.spool) == 0 {
			method, _ := n.environ["REQUEST_METHOD"].(string)
			headers = withLength(status, headers, len(n.chunk), method)
		}
		n.start(status, headers, nil)
	}
	spool := n.spool
	n.spool = nil
	for _, chunk := range spool {
		n.deliver(chunk)
	}
}

func (n *inner) deliver(chunk []byte) {
	if len(chunk) > 0 && !n.stopped && !n.yield(chunk) {
		n.stopped = true
	}
}

// wrote keeps what was given to write().
func (n *inner) wrote(head, chunk []byte) {
	n.keepHead(head)
	n.spool = append(n.spool, append([]byte(nil), chunk...))
}
