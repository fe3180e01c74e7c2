package shadow

import (
	"context"
	"net/http"
	"strings"
)

// pair is a section in both languages.
type pair struct {
	comparison
	shadow        *Shadow
	section       string
	first, second http.Handler // the client gets the answer of first
	counts        *counts
}

// key is the key in the contexts of requests of the *recording that a pair makes.
type key struct{ *pair }

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

// skip is for what is not compared.
func (p *pair) skip(rec *recording, why, about string) {
	p.counts.skip(why)
	text := meaning(why)
	if about != "" {
		text += ": " + about
	}
	p.tell(rec, why+"\x00"+about, "an answer was not compared", "why", text)
	p.shadow.report.write(rec, line{Result: "skipped", Why: text})
}

// conclude is for what was compared.
func (p *pair) conclude(rec *recording, all []difference) {
	p.counts.compared(len(all) > 0)
	if len(all) == 0 {
		p.shadow.report.write(rec, line{Result: "same"})
		return
	}
	var what, texts []string
	for _, d := range all {
		what, texts = append(what, d.what), append(texts, d.text)
	}
	p.tell(rec, strings.Join(what, "\x00"), "Go and Python answer differently", "differences", strings.Join(texts, "; "))
	p.shadow.report.write(rec, line{Result: "different", Differences: texts})
}

// tell logs something, unless the like of it was logged a moment ago.
func (p *pair) tell(rec *recording, like, message, key, text string) {
	more, is := p.shadow.log.isNew(p.section + "\x00" + like)
	if !is {
		return
	}
	args := []any{"section", p.section, "method", rec.request.Method, "path", rec.asked(), key, text}
	if more > 0 {
		args = append(args, "more_like_it", more)
	}
	ctx := context.WithoutCancel(rec.request.Context())
	if key == "why" {
		p.shadow.log.InfoContext(ctx, message, args...)
		return
	}
	p.shadow.log.WarnContext(ctx, message, args...)
}
