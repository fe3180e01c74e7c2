// Package fcgi speaks FastCGI 1.0 as a responder. It is there because package
// net/http/fcgi drops SCRIPT_NAME and PATH_INFO, lets a panic of a handler end
// the program, and does not tell a handler that its client has gone.
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

	"github.com/pastegen/pastegen/templates/gateway"
)

// The types of records and the other numbers of the specification, section 8,
// that are used here.
const (
	recordBegin           = 1
	recordAbort           = 2
	recordEnd             = 3
	recordParams          = 4
	recordStdin           = 5
	recordStdout          = 6
	recordGetValues       = 9
	recordGetValuesResult = 10
	recordUnknownType     = 11

	roleResponder = 1
	flagKeepConn  = 1

	statusComplete        = 0 // protocol statuses
	statusCannotMultiplex = 1
	statusUnknownRole     = 3

	maxRecord = 65535
)

const (
	// paramsTime is for all parameters of a request to come, from the beginning
	// of the connection or of the request.
	paramsTime = 10 * time.Second

	// linger is how long the rest of a body is still read after the answer.
	linger = 5 * time.Second
)

// Name is the name of the protocol.
const Name = "fastcgi"

// Protocol reads the requests of conn, one after the other, and serves them.
// Several at a time on one connection, which no web server sends, are refused
// as the specification provides for.
func Protocol(conn net.Conn, most int, serve gateway.Respond) error {
	return serveConn(conn, most, serve, paramsTime)
}

func serveConn(conn net.Conn, most int, serve gateway.Respond, patience time.Duration) error {
	c := &connection{conn: conn, most: most, serve: serve, patience: patience}
	defer c.wait()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	for {
		kind, id, content, err := readRecord(in)
		if err != nil {
			return err
		}
		if err := c.handle(kind, id, content); err != nil {
			return err
		}
	}
}

// connection is a connection and the request it has last brought.
type connection struct {
	conn     net.Conn
	serve    gateway.Respond
	most     int           // of the bytes of parameters
	patience time.Duration // for parameters
	writing  sync.Mutex
	request  *request // nil before the first one
}

// request is a request in flight.
type request struct {
	id     uint16
	keep   bool // the connection, after it
	params []byte
	body   *io.PipeWriter // nil until all params are there
	cancel context.CancelFunc
	served chan struct{} // closed when the answer is complete
}

// wait ends the request in flight when the connection has ended.
func (c *connection) wait() {
	if r := c.request; r != nil && r.body != nil {
		r.abort(io.ErrUnexpectedEOF)
		<-r.served
	}
}

// abort tells the handler that nobody waits for it.
func (r *request) abort(err error) {
	r.cancel()
	r.body.CloseWithError(err)
}

// active reports whether a request is in flight.
func (c *connection) active() bool {
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
func (c *connection) handle(kind byte, id uint16, content []byte) error {
	switch {
	case kind == recordGetValues:
		return c.write(recordGetValuesResult, 0, []byte("\x0f\x01FCGI_MPXS_CONNS0"))
	case id == 0:
		return c.write(recordUnknownType, 0, []byte{kind, 0, 0, 0, 0, 0, 0, 0})
	case kind == recordBegin:
		return c.begin(id, content)
	case !c.active() || c.request.id != id:
		return nil // what is left of a request that is answered
	}
	r := c.request
	switch kind {
	case recordParams:
		return c.addParams(r, content)
	case recordStdin:
		if r.body == nil {
			return errors.New("fcgi: a body before the parameters have ended")
		}
		if len(content) == 0 {
			return r.body.Close()
		}
		_, _ = r.body.Write(content) // fails when the handler wants no more of it
	case recordAbort:
		if r.body == nil {
			return errors.New("fcgi: the request was aborted before it was there")
		}
		r.abort(errors.New("fcgi: the web server has aborted the request"))
	}
	return nil
}

// begin starts a request.
func (c *connection) begin(id uint16, content []byte) error {
	if len(content) != 8 {
		return fmt.Errorf("fcgi: a request begins with %d bytes instead of 8", len(content))
	}
	if c.active() {
		return c.end(id, statusCannotMultiplex)
	}
	if role := binary.BigEndian.Uint16(content); role != roleResponder {
		return c.end(id, statusUnknownRole)
	}
	c.request = &request{id: id, keep: content[2]&flagKeepConn != 0, served: make(chan struct{})}
	return c.conn.SetReadDeadline(time.Now().Add(c.patience))
}

// addParams collects the parameters. When they are complete, which an empty
// record says, it serves the request.
func (c *connection) addParams(r *request, content []byte) error {
	if r.body != nil {
		return errors.New("fcgi: parameters after their end")
	}
	if len(r.params)+len(content) > c.most {
		return fmt.Errorf("fcgi: the parameters are larger than %d bytes", c.most)
	}
	r.params = append(r.params, content...)
	if len(content) > 0 {
		return nil
	}
	variables, err := parseParams(r.params)
	if err != nil {
		return err
	}
	if err := c.conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	body, writer := io.Pipe()
	r.body, r.cancel, r.params = writer, cancel, nil
	go c.run(ctx, r, variables, records{body, c.conn})
	return nil
}

// records are the body of a request. They come by the connection, in time.
type records struct {
	*io.PipeReader
	conn net.Conn
}

// SetReadDeadline is for the next records.
func (r records) SetReadDeadline(deadline time.Time) error {
	return r.conn.SetReadDeadline(deadline)
}

// run serves a request.
func (c *connection) run(ctx context.Context, r *request, variables map[string]string, body records) {
	complete := c.serve(ctx, variables, body, answer{c, r.id})
	r.cancel()
	body.Close()
	close(r.served)
	switch {
	case !complete:
		c.breakOff()
	case c.write(recordStdout, r.id, nil) != nil || c.end(r.id, statusComplete) != nil:
		c.conn.Close()
	case !r.keep:
		c.hangUp()
	}
}

// breakOff ends an answer before its time. FastCGI has no word for that, and
// nginx takes the plain end of a connection for the end of an answer; but no
// web server goes on after a record of a version that does not exist.
func (c *connection) breakOff() {
	_, _ = c.conn.Write(make([]byte, 8)) // fails only when nobody is there to be told
	c.conn.Close()
}

// hangUp ends the connection, but goes on reading: to close it before the web
// server has sent all of a body would reset it, and the answer could be lost on
// the way.
func (c *connection) hangUp() {
	half, ok := c.conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil || c.conn.SetReadDeadline(time.Now().Add(linger)) != nil {
		c.conn.Close()
	}
}

// answer writes to the standard output of a request.
type answer struct {
	conn *connection
	id   uint16
}

func (a answer) Write(p []byte) (n int, err error) {
	for len(p) > n {
		part := p[n:min(len(p), n+maxRecord)]
		if err := a.conn.write(recordStdout, a.id, part); err != nil {
			return n, err
		}
		n += len(part)
	}
	return n, nil
}
