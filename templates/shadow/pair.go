package shadow

import (
	"context"
	"net/http"
	"sync"
)

// pair is a section in both languages.
type pair struct {
	shadow        *Shadow
	section       string
	client        Side // whose answer the client gets: that of first
	first, second http.Handler
	counts        *counts
}

// key is the key in the contexts of requests of the *recording that a pair makes.
type key struct{ *pair }

// recording is a request on its way.
type recording struct {
	pair    *pair
	request *http.Request // as it came
	first   *answer

	mu    sync.Mutex
	below []*exchange // what first has asked, in its order
	skip  string      // why nothing can be compared; empty while it can
	about string      // more about that
}

// exchange is a request of a filter to what is below, and the answer.
type exchange struct {
	environ map[string]any
	answer  *answer
	ended   bool
	used    bool
}

// ServeHTTP has the one side answer, and then, elsewhere, the other.
func (p *pair) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !isSafe(r) || !p.shadow.samples() {
		p.first.ServeHTTP(w, r)
		return
	}
	p.shadow.tally.measure(r.Context())
	if !p.shadow.reserve() {
		p.counts.skip(busy)
		p.first.ServeHTTP(w, r)
		return
	}
	p.record(w, r)
}

// isSafe reports whether a request may be answered twice.
func isSafe(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		r.ContentLength == 0 && len(r.TransferEncoding) == 0 && r.Header["Upgrade"] == nil
}

// record answers a request, and notes what becomes of it. A panic goes on.
func (p *pair) record(w http.ResponseWriter, r *http.Request) {
	rec := &recording{pair: p, request: r.Clone(context.WithoutCancel(r.Context()))}
	rec.request.Body = http.NoBody
	tee := newTee(p.shadow, w)
	rec.first = tee.answer
	returned := false
	defer func() {
		switch {
		case returned:
			tee.finish()
		case r.Context().Err() == nil:
			rec.first.raised = true
		}
		if r.Context().Err() != nil && !(returned && rec.first.isWhole()) {
			rec.leave(gone, "")
		}
		p.shadow.submit(rec)
	}()
	p.first.ServeHTTP(tee, r.WithContext(context.WithValue(r.Context(), key{p}, rec)))
	returned = true
}

// leave notes that there is nothing to compare. The first reason counts.
func (rec *recording) leave(why, about string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.skip == "" {
		rec.skip, rec.about = why, about
	}
}

// left returns why there is nothing to compare, if so.
func (rec *recording) left() (why, about string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.skip, rec.about
}

// lostKey is the type of the key, which package python writes alike, of the
// function that is called in place of a worker that has not answered.
type lostKey = struct{ PastePythonLost string }

// compare has the other side answer, and compares. The place of the request is
// free when that has come to its end, however long it takes.
func (p *pair) compare(rec *recording) {
	if why, about := rec.check(); why != "" {
		p.shadow.release()
		p.skip(rec, why, about)
		return
	}
	ctx, cancel := context.WithTimeout(rec.request.Context(), p.shadow.config.Timeout)
	defer cancel()
	second := make(chan *answer, 1)
	go func() {
		defer p.shadow.release()
		second <- p.answerAgain(ctx, rec)
	}()
	select {
	case again := <-second:
		if why, about := rec.left(); why != "" {
			p.skip(rec, why, about)
		} else if ctx.Err() != nil {
			p.skip(rec, late, "")
		} else {
			p.conclude(rec, p.differences(rec.request, rec.first, again))
		}
	case <-ctx.Done():
		p.skip(rec, late, "")
	}
}

// check returns why what was recorded is of no use, if so.
func (rec *recording) check() (why, about string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	for _, e := range rec.below {
		if rec.skip == "" && !e.ended {
			rec.skip = running
		}
	}
	if rec.skip == "" && rec.first.hijacked {
		rec.skip = hijacked
	}
	return rec.skip, rec.about
}

// answerAgain returns the answer of the other side.
func (p *pair) answerAgain(ctx context.Context, rec *recording) (again *answer) {
	lost := func(why string) { rec.leave(noAnswer, why) }
	ctx = context.WithValue(context.WithValue(ctx, key{p}, rec), lostKey{}, lost)
	tee := newTee(p.shadow, &sink{header: http.Header{}})
	again = tee.answer
	defer func() {
		if v := recover(); v != nil {
			again.raised, again.cause = true, causeOf(v)
		}
	}()
	p.second.ServeHTTP(tee, rec.request.WithContext(ctx))
	tee.finish()
	return again
}
