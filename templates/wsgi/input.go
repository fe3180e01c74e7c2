package wsgi

import (
	"bufio"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/intake"
)

// input is wsgi.input, and the body of the request that it reads.
type input struct {
	bufio.Reader
	body *intake.Body // nil if there is none, or if a layer outside sees to it
	own  bool         // body is not the server's

	duplex atomic.Bool // the app has asked to read and write at the same time
}

// input prepares wsgi.input.
func (h *handler) input(a *answer) *bufio.Reader {
	in := &a.input
	if a.r.Body == nil || a.r.Body == http.NoBody {
		in.Reader = *h.noInput
		return &in.Reader
	}
	if a.nested || a.r.ProtoMajor > 1 {
		in.Reset(a.r.Body)
		return &in.Reader
	}
	in.take(a)
	in.Reset(in.body)
	return &in.Reader
}

// take finds the body of a request of HTTP/1: the server's own, which knows how to
// go on without an app that reads, or one that learns it here.
func (in *input) take(a *answer) {
	if body, ok := a.r.Body.(*intake.Body); ok {
		in.body = body
		return
	}
	in.own = true
	in.body = intake.New(intake.Source{
		Reader:    a.r.Body,
		Interrupt: func() { _ = a.controller.SetReadDeadline(time.Unix(1, 0)) },
		Waits:     a.r.ProtoAtLeast(1, 1) && strings.EqualFold(a.r.Header.Get("Expect"), "100-continue"),
	}, nil)
}

// settle is called before the headers go out. The app may read on while
// the answer is being written, as in Python. But many clients send nothing more
// when they see an answer, so that the rest of a body whose length is known is
// awaited, and where it does not come no request can follow. One of unknown
// length may be half of a conversation: net/http lets both sides go on, when it
// is asked.
func (in *input) settle(a *answer) {
	if in.body == nil || in.body.Whole() {
		return
	}
	sized := a.r.ContentLength >= 0 || !a.r.ProtoAtLeast(1, 1)
	awaited := sized && !in.duplex.Load()
	if awaited && in.body.Settle(true) {
		return
	}
	_ = a.controller.EnableFullDuplex() // where it is not supported, it needs none
	if in.own || awaited {
		a.w.Header().Set("Connection", "close") // what the app leaves unread is no request
	}
}

// release ends reading with the request.
func (in *input) release() {
	if in.own {
		in.body.Release()
	}
}
