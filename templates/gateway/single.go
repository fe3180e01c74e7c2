package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"time"
)

// linger is how long the rest of a body is still read after the answer.
const linger = 5 * time.Second

// Single is a connection that is for one request, and ends with its answer, as
// those of SCGI and uwsgi are.
type Single struct {
	Conn   net.Conn
	In     io.Reader // what comes behind the variables
	Length int64     // of the body
}

// Length returns how long the body of a request is. nginx, as it comes
// configured, has an empty CONTENT_LENGTH where there is none. What is no length
// is none either: NewRequest refuses it, so that the web server has an answer.
func Length(variables map[string]string) int64 {
	length, err := strconv.ParseUint(variables["CONTENT_LENGTH"], 10, 63)
	if err != nil {
		return 0
	}
	return int64(length)
}

// Serve serves the request whose variables have been read. answer leads to Conn.
func (s Single) Serve(variables map[string]string, answer io.Writer, serve Respond) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	reader, writer := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.readRest(writer)
		cancel()
	}()
	complete := serve(ctx, variables, singleBody{reader, s.Conn}, answer)
	reader.Close()
	if !complete {
		return s.abort()
	}
	return s.hangUp(ended)
}

// singleBody is the body of a request, which must come by the connection in time.
type singleBody struct {
	*io.PipeReader
	conn net.Conn
}

// SetReadDeadline is for what comes next.
func (b singleBody) SetReadDeadline(deadline time.Time) error {
	return b.conn.SetReadDeadline(deadline)
}

// readRest reads the body, also when nobody wants it, and then until the web
// server ends the connection: its client has gone, when that is before the
// answer.
func (s Single) readRest(body *io.PipeWriter) {
	rest := &io.LimitedReader{R: s.In, N: s.Length}
	_, err := io.Copy(body, rest)
	if err != nil { // of reading, or because nobody wants it
		body.CloseWithError(err)
	}
	_, err = io.Copy(io.Discard, rest)
	if rest.N > 0 && err == nil {
		err = io.ErrUnexpectedEOF
	}
	body.CloseWithError(err) // io.EOF for none
	if err == nil {
		_, _ = io.Copy(io.Discard, s.In)
	}
}

// hangUp ends the answer, but goes on reading: to close the connection before
// the web server has sent all of a body would reset it, and the answer could be
// lost on the way.
func (s Single) hangUp(ended <-chan struct{}) error {
	half, ok := s.Conn.(interface{ CloseWrite() error })
	if !ok {
		return nil
	}
	if err := errors.Join(half.CloseWrite(), s.Conn.SetReadDeadline(time.Now().Add(linger))); err != nil {
		return err
	}
	<-ended
	return nil
}

// abort ends the connection by a reset, because its plain end is the end of an
// answer. A unix socket has none: there only a Content-Length can tell that
// something is missing.
func (s Single) abort() error {
	if tcp, ok := s.Conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(0)
	}
	return nil
}
