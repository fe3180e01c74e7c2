package wsgi

import (
	"bufio"
	"net/http"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/intake"
)

// input prepares wsgi.input.
func (h *handler) input(a *answer) *bufio.Reader {
	if a.r.Body == nil || a.r.Body == http.NoBody {
		a.input = *h.noInput
		return &a.input
	}
	if a.nested || a.r.ProtoMajor > 1 {
		a.input.Reset(a.r.Body)
		return &a.input
	}
	a.takeInput()
	a.input.Reset(a.body)
	return &a.input
}

// takeInput finds the body of a request of HTTP/1: the server's own, which
// knows how to go on without an app that reads, or one that learns it here.
func (a *answer) takeInput() {
	if body, ok := a.r.Body.(*intake.Body); ok {
		a.body = body
		return
	}
	a.own = true
	a.body = intake.New(intake.Source{
		Reader:    a.r.Body,
		Interrupt: func() { _ = a.controller.SetReadDeadline(time.Unix(1, 0)) },
		Waits:     a.r.ProtoAtLeast(1, 1) && strings.EqualFold(a.r.Header.Get("Expect"), "100-continue"),
	}, nil)
}

// settleInput is called before the headers go out. The app may read on while
// the answer is being written, as in Python. But many clients send nothing more
// when they see an answer, so that the rest of a body whose length is known is
// awaited. One of unknown length may be half of a conversation: net/http lets
// both sides go on, when it is asked.
func (a *answer) settleInput() {
	if a.body == nil || a.body.Whole() {
		return
	}
	sized := a.r.ContentLength >= 0 || !a.r.ProtoAtLeast(1, 1)
	if sized && !a.duplex.Load() && a.body.Settle(true) {
		return
	}
	_ = a.controller.EnableFullDuplex() // where it is not supported, it needs none
	if a.own {
		a.w.Header().Set("Connection", "close") // what the app leaves unread is no request
	}
}

// releaseInput ends reading with the request.
func (a *answer) releaseInput() {
	if a.own {
		a.body.Release()
	}
}
