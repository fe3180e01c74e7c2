// Package fcgi speaks FastCGI 1.0 as a responder. It is there because package net/http/fcgi drops SCRIPT_NAME and
// PATH_INFO, lets a panic of a handler end the program, and does not tell a handler that its client has gone.
package fcgi

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// The types of records and the other numbers of the specification, section 8, that are used here.
const (
	fcgiBeginRequest    = 1
	fcgiAbortRequest    = 2
	fcgiEndRequest      = 3
	fcgiParams          = 4
	fcgiStdin           = 5
	fcgiStdout          = 6
	fcgiGetValues       = 9
	fcgiGetValuesResult = 10
	fcgiUnknownType     = 11

	fcgiResponder = 1
	fcgiKeepConn  = 1

	fcgiComplete    = 0 // protocol statuses
	fcgiCannotMpx   = 1
	fcgiUnknownRole = 3

	maxFCGIParams = 256 << 10 // leaves room for large cookies
	maxFCGIRecord = 65535
)

// fcgiProtocol reads the requests of conn, one after the other, and serves them. Several at a time on one connection,
// which no web server sends, are refused as the specification provides for.
func fcgiProtocol(conn net.Conn, serve func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) (complete bool)) error {
	c := &fcgiConn{conn: conn, serve: serve}
	defer c.wait()
	in := bufio.NewReader(conn)
	for {
		kind, id, content, err := readFCGIRecord(in)
		if err != nil {
			return err
		}
		if err := c.handle(kind, id, content); err != nil {
			return err
		}
	}
}

// fcgiConn is a connection and the request it has last brought.
type fcgiConn struct {
	conn    net.Conn
	serve   func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) (complete bool)
	writing sync.Mutex
	request *fcgiRequest // nil before the first one
}

// fcgiRequest is a request in flight.
type fcgiRequest struct {
	id     uint16
	keep   bool // the connection, after it
	params []byte
	body   *io.PipeWriter // nil until all params are there
	cancel context.CancelFunc
	served chan struct{} // closed when the answer is complete
}

// wait ends the request in flight when the connection has ended.
func (c *fcgiConn) wait() {
	if r := c.request; r != nil && r.body != nil {
		r.abort(io.ErrUnexpectedEOF)
		<-r.served
	}
}

// abort tells the handler that nobody waits for it.
func (r *fcgiRequest) abort(err error) {
	r.cancel()
	r.body.CloseWithError(err)
}

// active reports whether a request is in flight.
func (c *fcgiConn) active() bool {
	if c.request == nil {
		return false
	}
	select {
	case <-c.request.served:
		return false
	default:
		return true
	}
}

// handle takes a record.
func (c *fcgiConn) handle(kind byte, id uint16, content []byte) error {
	switch {
	case kind == fcgiGetValues:
		return c.write(fcgiGetValuesResult, 0, []byte("\x0f\x01FCGI_MPXS_CONNS0"))
	case id == 0:
		return c.write(fcgiUnknownType, 0, []byte{kind, 0, 0, 0, 0, 0, 0, 0})
	case kind == fcgiBeginRequest:
		return c.begin(id, content)
	case !c.active() || c.request.id != id:
		return nil // what is left of a request that is answered
	}
	r := c.request
	switch kind {
	case fcgiParams:
		return c.addParams(r, content)
	case fcgiStdin:
		if r.body == nil {
			return errors.New("fcgi: a body before the parameters have ended")
		}
		if len(content) == 0 {
			return r.body.Close()
		}
		_, _ = r.body.Write(content) // fails when the handler wants no more of it
	case fcgiAbortRequest:
		if r.body == nil {
			return errors.New("fcgi: the request was aborted before it was there")
		}
		r.abort(errors.New("fcgi: the web server has aborted the request"))
	}
	return nil
}

// begin starts a request.
func (c *fcgiConn) begin(id uint16, content []byte) error {
	if len(content) != 8 {
		return fmt.Errorf("fcgi: a request begins with %d bytes instead of 8", len(content))
	}
	if c.active() {
		return c.end(id, fcgiCannotMpx)
	}
	if role := binary.BigEndian.Uint16(content); role != fcgiResponder {
		return c.end(id, fcgiUnknownRole)
	}
	c.request = &fcgiRequest{id: id, keep: content[2]&fcgiKeepConn != 0, served: make(chan struct{})}
	return nil
}

// addParams collects the parameters. When they are complete, which an empty record says, it serves the request.
func (c *fcgiConn) addParams(r *fcgiRequest, content []byte) error {
	if r.body != nil {
		return errors.New("fcgi: parameters after their end")
	}
	if len(r.params)+len(content) > maxFCGIParams {
		return fmt.Errorf("fcgi: the parameters are larger than %d bytes", maxFCGIParams)
	}
	r.params = append(r.params, content...)
	if len(content) > 0 {
		return nil
	}
	variables, err := parseFCGIParams(r.params)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	body, writer := io.Pipe()
	r.body, r.cancel, r.params = writer, cancel, nil
	go c.run(ctx, r, variables, body)
	return nil
}

// run serves a request.
func (c *fcgiConn) run(ctx context.Context, r *fcgiRequest, variables map[string]string, body *io.PipeReader) {
	complete := c.serve(ctx, variables, body, fcgiAnswer{c, r.id})
	r.cancel()
	body.Close()
	close(r.served)
	switch {
	case !complete:
		c.breakOff()
	case c.write(fcgiStdout, r.id, nil) != nil || c.end(r.id, fcgiComplete) != nil:
		c.conn.Close()
	case !r.keep:
		c.hangUp()
	}
}

// breakOff ends an answer before its time. FastCGI has no word for that, and nginx takes the plain end of a connection for
// the end of an answer; but no web server goes on after a record of a version that does not exist.
func (c *fcgiConn) breakOff() {
	_, _ = c.conn.Write(make([]byte, 8)) // fails only when nobody is there to be told
	c.conn.Close()
}

// fcgiLinger is how long the rest of a body is still read after the answer.
const fcgiLinger = 5 * time.Second

// hangUp ends the connection, but goes on reading: to close it before the web server has sent all of a body would reset
// it, and the answer could be lost on the way.
func (c *fcgiConn) hangUp() {
	half, ok := c.conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil || c.conn.SetReadDeadline(time.Now().Add(fcgiLinger)) != nil {
		c.conn.Close()
	}
}

// fcgiAnswer writes to the standard output of a request.
type fcgiAnswer struct {
	conn *fcgiConn
	id   uint16
}

func (a fcgiAnswer) Write(p []byte) (n int, err error) {
	for len(p) > n {
		part := p[n:min(len(p), n+maxFCGIRecord)]
		if err := a.conn.write(fcgiStdout, a.id, part); err != nil {
			return n, err
		}
		n += len(part)
	}
	return n, nil
}
