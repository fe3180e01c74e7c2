package python

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"strconv"
)

// request is a request while it is in Python: the connection that it has, and
// what both sides know of it.
type request struct {
	*conn
	environs
	workers  *Workers
	inputs   []*input            // request bodies, by the numbers that Python has of them
	calls    []*call             // those of Python that have not ended, the innermost one last
	handlers map[int]*activation // those of Go whose bodies have not ended, by Python's numbers
	panics   []any               // what handlers have panicked with
	count    int                 // of calls
	err      error               // of the connection
	ended    bool
}

// call is a call of a node.
type call struct {
	app   *app
	id    int
	wrote func(head, chunk []byte) // takes what write() of start_response was called with
}

// activationKey is the key of the *activation that a request of net/http is
// part of.
type activationKey struct{}

// call is the app as a WSGI application.
func (a *app) call(environ map[string]any, start startFunc) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		r, _ := environ["net/http.request"].(*http.Request)
		if outer, ok := r.Context().Value(activationKey{}).(*activation); ok && outer.q.workers == a.workers {
			(&inner{app: a, handler: outer, environ: environ, start: start, yield: yield}).run()
			return
		}
		(&outermost{app: a, r: r, start: start, yield: yield, q: &request{workers: a.workers, environs: environs{environ: environ}}}).run()
	}
}

// startFunc is WSGI's start_response.
type startFunc = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)

// outermost is the call of Python that a request begins with.
type outermost struct {
	app   *app
	q     *request
	r     *http.Request
	start startFunc
	yield func([]byte) bool

	write     func([]byte) error // of start; nil before
	worker    *worker
	ticket    *ticket
	whole     bool // the answer is complete
	cancelled bool // nobody wants the rest
}

// run answers the request.
func (o *outermost) run() {
	o.app.workers.measure(o.r.Context())
	ahead, flags := o.readAhead()
	if !o.enter(ahead, flags) {
		return
	}
	defer o.leave()
	if o.ticket.answer != nil {
		o.head(frame{rest: o.ticket.answer})
		return
	}
	for !o.whole {
		f, err := o.q.receive()
		if err == nil {
			err = o.take(f)
		}
		if err != nil {
			o.crashed(err)
			return
		}
	}
}

// maxAhead is how much of a body is there before a thread is taken: slow
// clients hold none.
const maxAhead = 1 << 16

// readAhead reads the beginning of the body, unless the client waits to be told
// that it is wanted.
func (o *outermost) readAhead() (ahead []byte, flags int) {
	body, _ := o.q.environ["wsgi.input"].(io.Reader)
	size := o.r.ContentLength
	if size == 0 || body == nil || o.r.Body == nil || o.r.Body == http.NoBody {
		return nil, 0
	}
	in := &input{reader: body}
	o.q.inputs = []*input{in}
	if size < 0 || o.r.Header["Expect"] != nil {
		return nil, flagInput
	}
	in.sent = make([]byte, min(size, maxAhead))
	n, err := io.ReadFull(body, in.sent)
	in.sent = in.sent[:n]
	if err != nil || int64(n) < size {
		flags = flagInput
	}
	return in.sent, flags
}

// enter has a worker take the call. When that fails it answers itself.
func (o *outermost) enter(ahead []byte, flags int) bool {
	pool := &o.app.workers.pool
	m := pool.maker()
	defer pool.makers.Put(m)
	for {
		w, err := pool.get(o.r.Context())
		if err != nil {
			o.refuse(err)
			return false
		}
		t := w.issue()
		o.q.calls = []*call{{app: o.app, id: t.number, wrote: o.wrote}}
		o.q.makeFirst(m, t.number, o.app.node, flags, ahead)
		sent, err := w.enter(t, m)
		if err == nil {
			o.q.conn, o.worker, o.ticket = <-t.taken, w, t
		}
		if err == nil && o.q.conn != nil {
			return true
		}
		w.lost()
		w.finish(t, nil)
		pool.put(w)
		if sent { // else the app has not seen it, whatever it does
			o.answer("502 Bad Gateway", "")
			return false
		}
	}
}

// refuse answers a request that has got no connection.
func (o *outermost) refuse(err error) {
	var full *unavailable
	if errors.As(err, &full) {
		o.answer("503 Service Unavailable", strconv.Itoa(full.seconds()))
		return
	}
	panic(http.ErrAbortHandler) // the client has gone
}

// answer answers in Python's place.
func (o *outermost) answer(status, retryAfter string) {
	o.lost(status)
	headers := [][2]string{{"Content-Type", "text/plain; charset=utf-8"}}
	if retryAfter != "" {
		headers = append(headers, [2]string{"Retry-After", retryAfter})
	}
	o.start(status, headers, nil)
	o.yield([]byte(status[len("502 "):] + "\n"))
}

// lostKey is the type, which package shadow writes alike, of the key of a
// function in the context of a request that is only answered to compare: it is
// told why there is no answer.
type lostKey = struct{ PastePythonLost string }

// lost tells whoever wants to know that Python has not answered, or not to the
// end.
func (o *outermost) lost(why string) {
	if tell, wanted := o.r.Context().Value(lostKey{}).(func(string)); wanted {
		tell(why)
	}
}

// take takes a frame. Its error is one of the connection.
func (o *outermost) take(f frame) error {
	switch f.kind {
	case frameHead:
		o.head(f)
	case frameChunk:
		f.number()
		o.deliver(f.rest)
	case frameLent:
		return o.lent(f.number(), f.number())
	case frameEnd:
		f.number()
		o.whole = true
		o.q.learn(0, f.rest, o.q.environ)
	case frameError:
		o.whole = true
		thrown := o.q.raised(f)
		if !o.cancelled {
			panic(thrown)
		}
	default:
		if f.kind == frameStub {
			o.worker.callsGo(o.q.conn)
		}
		return o.q.serve(f)
	}
	return nil
}

// head takes the beginning of an answer, or all of it.
func (o *outermost) head(f frame) {
	flags := f.short()
	f.number() // the call
	size, changes := f.number(), f.number()
	head := f.bytes(size)
	o.q.learn(0, f.bytes(changes), o.q.environ)
	o.whole = flags&flagLast != 0
	if len(head) > 0 && !o.cancelled {
		status, headers := parseHead(head)
		if o.whole {
			headers = withLength(status, headers, len(f.rest), o.r.Method)
		}
		o.write = o.start(status, headers, nil)
	}
	o.deliver(f.rest)
}

// deliver passes a chunk on.
func (o *outermost) deliver(chunk []byte) {
	if len(chunk) > 0 && !o.cancelled && !o.yield(chunk) {
		o.cancel()
	}
}

// wrote passes on what was given to write().
func (o *outermost) wrote(head, chunk []byte) {
	if o.cancelled {
		return
	}
	if len(head) > 0 {
		status, headers := parseHead(head)
		o.write = o.start(status, headers, nil)
	}
	if o.write(chunk) != nil {
		o.cancel()
	}
}

// cancel tells Python that nobody wants more, unless it has said all.
func (o *outermost) cancel() {
	o.cancelled = true
	if !o.whole {
		_ = o.q.sendNumber(frameCancel, o.ticket.number) // when the connection is broken, reading will tell
	}
}

// crashed is for a worker that has ended.
func (o *outermost) crashed(err error) {
	o.whole, o.q.err = true, err
	switch {
	case o.cancelled:
	case o.write != nil:
		o.lost("the worker has ended")
		panic(http.ErrAbortHandler)
	default:
		o.answer("502 Bad Gateway", "")
	}
}

// leave gives the connection back when Python has ended: what it still sends is
// dropped.
func (o *outermost) leave() {
	if !o.whole && o.q.err == nil {
		if !o.cancelled {
			o.cancel()
		}
		o.drain()
	}
	o.q.end()
	if o.q.err != nil {
		o.worker.lost()
	}
	o.worker.finish(o.ticket, o.q.conn) // before the next one of the thread is redeemed
	if o.ticket.answer == nil {
		o.q.conn.resume <- struct{}{}
	}
	o.app.workers.pool.put(o.worker)
}

func (o *outermost) drain() {
	for !o.whole {
		f, err := o.q.receive()
		if err == nil {
			err = o.take(f)
		}
		if err != nil {
			o.q.err = err
			return
		}
	}
}

// end ends what handlers of Go have not ended.
func (q *request) end() {
	q.ended = true
	for _, a := range q.handlers {
		a.abandon()
	}
}

// ask sends the frame that was made, and returns what Python answers. Meanwhile
// it serves what Python asks for.
func (q *request) ask() (frame, error) {
	if q.err != nil {
		return frame{}, errCrashed{q.err}
	}
	if err := q.send(); err != nil {
		return frame{}, q.broken(err)
	}
	for {
		f, err := q.receive()
		if err != nil {
			return frame{}, q.broken(err)
		}
		switch f.kind {
		case frameHead, frameChunk, frameEnd, frameError, frameOver, frameObject:
			return f, nil
		}
		if err := q.serve(f); err != nil {
			return frame{}, q.broken(err)
		}
	}
}

func (q *request) broken(err error) error {
	q.err = err
	return errCrashed{err}
}

// serve does what Python asks for. Its error is one of the connection.
func (q *request) serve(f frame) error {
	switch f.kind {
	case frameStub:
		return q.serveStub(f)
	case frameStubNext:
		return q.serveNext(f.number())
	case frameStubClose:
		return q.serveClose(f.number())
	case frameInputRead:
		return q.serveInput(f.number(), f.number(), f.number())
	case frameShare:
		return q.share(f)
	case frameWrite:
		id, size := f.number(), f.number()
		head := f.bytes(size)
		if c := q.callOf(id); c != nil {
			c.wrote(head, f.rest)
		}
		return nil
	}
	return errors.New("python: the worker sends what it should not: " + strconv.Quote(string(rune(f.kind))))
}

func (q *request) callOf(id int) *call {
	for _, c := range q.calls {
		if c.id == id {
			return c
		}
	}
	return nil
}
