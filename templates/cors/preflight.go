package cors

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
)

// servePreflight serves what may be a question whether a request may be sent.
func (p *policy) servePreflight(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := &preflight{policy: p, request: r, header: w.Header(), before: response.TakeSnapshot(w.Header())}
	gate := response.NewGate(w, a)
	next.ServeHTTP(gate, r)
	_ = gate.Finish() // nobody is left who could be told
	if a.replaced {
		w.WriteHeader(http.StatusOK)
	}
}

// preflight is the answer to OPTIONS.
type preflight struct {
	policy   *policy
	request  *http.Request
	header   http.Header
	before   response.Snapshot
	replaced bool
}

// Decide implements response.Decider: it replaces the answer of an app that has
// none to OPTIONS, and adds to it who may do what.
func (a *preflight) Decide(status int) response.Body {
	if a.header["Access-Control-Allow-Origin"] != nil {
		return nil
	}
	a.replaced = status < 200 || status >= 300
	if a.replaced {
		a.before.Restore(a.header)
		a.header["Content-Type"] = nil // there is nothing to have one
	}
	a.policy.answer(a.header, a.request)
	if a.replaced {
		return response.Drop{}
	}
	return nil
}

// answer says in the header of an answer to OPTIONS whether the request may be
// sent that r asks about.
func (p *policy) answer(h http.Header, r *http.Request) {
	origin, method, headers := p.allowed(r), r.Header.Get("Access-Control-Request-Method"), requested(r)
	if origin == "" || !slices.Contains(p.methods, method) || slices.ContainsFunc(headers, p.refuses) {
		return
	}
	p.share(h, origin)
	if p.maxAge != "" {
		h.Set("Access-Control-Max-Age", p.maxAge)
	}
	h.Set("Access-Control-Allow-Methods", method)
	if len(headers) > 0 {
		h.Set("Access-Control-Allow-Headers", strings.Join(headers, ","))
	}
}

// requested returns the headers that r asks about.
func requested(r *http.Request) []string {
	return trimmed(strings.Split(strings.Join(r.Header["Access-Control-Request-Headers"], ","), ","))
}

// refuses reports whether a header must not be sent.
func (p *policy) refuses(header string) bool {
	return !slices.ContainsFunc(p.headers, func(known string) bool { return strings.EqualFold(known, header) })
}
