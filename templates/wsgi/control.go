package wsgi

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// control is an answer as net/http.controller has it. A chunk that is held goes
// out before the app does anything to the connection itself.
type control answer

// Header, Write and WriteHeader make it a http.ResponseWriter. A controller
// calls none of them.
func (c *control) Header() http.Header         { return c.w.Header() }
func (c *control) Write(p []byte) (int, error) { return c.w.Write(p) }
func (c *control) WriteHeader(code int)        { c.w.WriteHeader(code) }

// FlushError sends what is held. Each other chunk is out already, and the
// headers go with the first one.
func (c *control) FlushError() error {
	a := (*answer)(c)
	a.held.release(false)
	return a.err
}

func (c *control) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a := (*answer)(c)
	a.held.release(false)
	return a.controller.Hijack()
}

func (c *control) SetReadDeadline(deadline time.Time) error {
	return c.controller.SetReadDeadline(deadline)
}

func (c *control) SetWriteDeadline(deadline time.Time) error {
	return c.controller.SetWriteDeadline(deadline)
}

func (c *control) EnableFullDuplex() error {
	c.input.duplex.Store(true)
	return c.controller.EnableFullDuplex()
}
