// Package exchange answers requests by an app: it sees to what the app does not
// read of a request, to limits of size, to panics, and to what is to be known of
// each answer.
package exchange

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/wire"
)

// exchange is a request and its answer: the http.ResponseWriter of the app. It
// notes whether an answer has begun, and takes in the request's body before. It
// has the optional methods of the net/http server's own writer, so that
// flushing, hijacking and sendfile go on working; http.ResponseController finds
// the others by Unwrap.
type exchange struct {
	http.ResponseWriter
	sent   bool // an answer has begun, though net/http may still have it
	broken bool // it is not to be completed
	status int  // of the answer, once it has begun
	bytes  int64

	last  *atomic.Bool // no other request is to come by the connection
	ident []string     // of the server: nil for none

	refused *Refused // nil if nobody counts

	conn     *wire.Conn   // nil if the request did not come by one
	body     *intake.Body // nil if there is none
	waiting  int          // bytes of the answer that net/http has not sent, as long as the body is not settled
	settled  bool
	duplex   bool        // the app reads and writes at the same time
	tooLarge atomic.Bool // the body has more than it may have
	dropped  bool        // the app's answer, in the place of which there is another one
	hijacked bool
	twice    bool // the request has said in two ways where its body ends
}

// buffered is how much of a body net/http holds before it sends the header.
// When it does, it drops what it has not read of the request.
const buffered = 2048

// clearHeader drops the fields that the app has set. What the server says of
// itself stays.
func (e *exchange) clearHeader() {
	clear(e.Header())
	if e.ident != nil {
		e.Header()["Server"] = e.ident
	}
}

// start begins to serve r, whose body it replaces.
func (e *exchange) start(w http.ResponseWriter, r *http.Request, room *intake.Room, maxBody int64) {
	e.ResponseWriter, e.conn = w, wire.Of(r.Context())
	if e.conn != nil {
		e.conn.Begin()
		e.twice = r.ProtoMajor == 1 && e.conn.SaysTwice(r)
	}
	if r.ContentLength == 0 {
		return
	}
	if maxBody > 0 && r.ContentLength < 0 {
		r.Body = &bounded{r.Body, maxBody, maxBody, &e.tooLarge}
	}
	if r.ProtoMajor > 1 || e.conn == nil {
		return
	}
	e.body = intake.New(intake.Source{
		Reader:          r.Body,
		SetReadDeadline: http.NewResponseController(w).SetReadDeadline,
		Interrupt:       e.conn.Refuse,
		Waits:           r.ProtoAtLeast(1, 1) && strings.EqualFold(r.Header.Get("Expect"), "100-continue"),
	}, room)
	r.Body = e.body
}

// settle is called before the header goes out: the rest of the body has to be
// read then, for the app if keep is true. Where that has no end, the connection
// must end with the answer.
func (e *exchange) settle(keep bool) {
	if e.body == nil || e.settled {
		return
	}
	if e.duplex && keep {
		if e.body.Waits() {
			e.endConn() // nobody knows what the client sends now, a body or a request
		}
		return
	}
	e.settled = true
	if e.body.Settle(keep) {
		return
	}
	e.endConn()
	_ = http.NewResponseController(e.ResponseWriter).EnableFullDuplex() // so that net/http does not wait for the rest
}

// endConn has the connection end with the answer. The header may be net/http's
// by now, where nothing can be added: a body past its limit is what it hears of
// also then, and says in the header itself.
func (e *exchange) endConn() {
	past := http.MaxBytesReader(e.ResponseWriter, io.NopCloser(strings.NewReader("x")), 0)
	_, _ = past.Read(make([]byte, 1))
}

// finish is called when the app is done, or has panicked.
func (e *exchange) finish() {
	if !e.hijacked && !e.broken {
		e.drop()
		e.begin(http.StatusOK)
	}
	if e.conn == nil || e.hijacked {
		return
	}
	e.finishBody()
	e.conn.End()
}

// finishBody sees to what may not have been read of the request.
func (e *exchange) finishBody() {
	if e.body == nil {
		e.conn.Taken()
		return
	}
	if !e.broken {
		e.settle(false)
	}
	if e.body.Whole() {
		e.conn.Taken()
	} else {
		e.conn.Refuse()
	}
	e.body.Release()
}

// WriteHeader does not count informational headers as an answer; 101 is one, as
// nothing of HTTP follows it.
func (e *exchange) WriteHeader(code int) {
	if code >= 200 && e.drop() {
		return
	}
	if code >= 200 || code == http.StatusSwitchingProtocols {
		e.begin(code)
	}
	e.ResponseWriter.WriteHeader(code)
}

// begin notes that the answer begins. The client is told when it cannot send
// another request by the connection.
func (e *exchange) begin(status int) {
	if e.sent {
		return
	}
	e.sent, e.status = true, status
	isLast := e.last != nil && e.last.Load() && status != http.StatusSwitchingProtocols
	if isLast || e.twice || e.body != nil && e.body.Broken() {
		e.Header().Set("Connection", "close")
	}
}

// willSend notes that n bytes of the answer follow.
func (e *exchange) willSend(n int) {
	e.drop()
	e.begin(http.StatusOK)
	if e.waiting += n; e.waiting > buffered {
		e.settle(true)
	}
}

func (e *exchange) Write(p []byte) (int, error) {
	if e.willSend(len(p)); e.dropped {
		return len(p), nil
	}
	n, err := e.ResponseWriter.Write(p)
	e.bytes += int64(n)
	return n, err
}

// WriteString implements io.StringWriter.
func (e *exchange) WriteString(s string) (int, error) {
	if e.willSend(len(s)); e.dropped {
		return len(s), nil
	}
	n, err := io.WriteString(e.ResponseWriter, s)
	e.bytes += int64(n)
	return n, err
}

// ReadFrom lets the server's own writer read, which uses sendfile for files.
func (e *exchange) ReadFrom(src io.Reader) (int64, error) {
	if e.willSend(buffered + 1); e.dropped {
		return io.Copy(io.Discard, src)
	}
	n, err := io.Copy(e.ResponseWriter, src)
	e.bytes += n
	return n, err
}

// Flush implements http.Flusher, which cannot tell an error.
func (e *exchange) Flush() {
	_ = e.FlushError()
}

// FlushError is what http.ResponseController looks for first.
func (e *exchange) FlushError() error {
	e.willSend(buffered + 1)
	return http.NewResponseController(e.ResponseWriter).Flush()
}

// Hijack hands the connection to the app, which then answers by itself.
func (e *exchange) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if e.body != nil {
		e.body.Release()
	}
	c, both, err := http.NewResponseController(e.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if !e.sent {
		e.sent, e.status = true, http.StatusSwitchingProtocols
	}
	e.hijacked = true
	if ours, ok := c.(*wire.Conn); ok {
		if ours.Ahead() {
			_, _ = both.Peek(both.Reader.Buffered() + 1) // gets it, also where the app reads by what is below
		}
		c = ours.Hand()
	}
	return c, both, nil
}

// EnableFullDuplex lets the app read on while it answers, when the client
// expects that.
func (e *exchange) EnableFullDuplex() error {
	e.duplex = true
	return http.NewResponseController(e.ResponseWriter).EnableFullDuplex()
}

// SetReadDeadline replaces the limits on how long the body may take.
func (e *exchange) SetReadDeadline(deadline time.Time) error {
	if e.body != nil {
		e.body.Unlimited()
	}
	return http.NewResponseController(e.ResponseWriter).SetReadDeadline(deadline)
}

// Unwrap implements what http.ResponseController asks for.
func (e *exchange) Unwrap() http.ResponseWriter {
	return e.ResponseWriter
}
