package parse

import (
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// reporter collects what is wrong, each problem once. The zero reporter is
// ready to use.
type reporter struct {
	list  diag.List
	said  map[saying]bool
	chain []ref // the references that led to where the resolver is
	mute  bool  // report nothing
}

// saying is what makes two diagnostics the same.
type saying struct {
	span          source.Span
	code, message string
}

// report adds a diagnostic with the references that led to it, unless it is
// there already.
func (r *reporter) report(d diag.Diagnostic) {
	key := saying{d.Span, d.Code.ID, d.Message}
	if r.mute || r.said[key] {
		return
	}
	if r.said == nil {
		r.said = map[saying]bool{}
	}
	r.said[key] = true
	d.Related = append(d.Related, r.ledHere(d)...)
	r.list.Add(d)
}

// maxChain is how many references are shown with a diagnostic.
const maxChain = 8

// ledHere returns the references that led to a problem, the nearest first, as
// far as it does not show them itself.
func (r *reporter) ledHere(d diag.Diagnostic) []diag.Related {
	shown := map[source.Span]bool{{}: true, d.Span: true}
	for _, related := range d.Related {
		shown[related.Span] = true
	}
	var out []diag.Related
	for i := len(r.chain) - 1; i >= 0 && len(out) < maxChain; i-- {
		if span := r.chain[i].span(); !shown[span] {
			out = append(out, diag.Related{Span: span, Note: "referred to here"})
			shown[span] = true
		}
	}
	return out
}
