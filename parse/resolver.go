package parse

import (
	"slices"

	"github.com/pastegen/pastegen/parse/ini"
)

// resolver resolves one name with all that it refers to.
type resolver struct {
	reporter
	config *Config

	// Paste first makes a tree of contexts, which the factories of composites
	// then extend: the stack is for the former, the trail for the latter.
	stack  map[frameKey]int // with the length of chain
	inside *trail
	guess  bool // whether composites get what their values name, see Guess

	made, most int  // contexts so far, and how many there may be
	circular   bool // whether a composite stands in itself

	// A section that failed is not searched for further problems when it is met
	// again: that would take time without limit where sections refer to each
	// other in circles. Strict is set within it: stop where Paste stops.
	failed map[frameKey]bool
	strict bool
	rest   []Node // what was made in sections that failed
}

// frameKey identifies a section that is being resolved, as the file, type and
// name that were asked for.
type frameKey struct {
	file  *file
	t     ObjectType
	name  Text
	named bool
}

// The most contexts that one name may lead to: sections that each refer twice
// to the next one would otherwise fill the memory. Once something is known to
// have no end, there is less use in going on.
const (
	maxContexts  = 1 << 18
	moreContexts = 1 << 10
)

func newResolver(c *Config, inside *trail) *resolver {
	r := &resolver{config: c, inside: inside, stack: map[frameKey]int{}, most: c.most, failed: map[frameKey]bool{}}
	if inside != nil {
		r.chain = slices.Clone(inside.path)
	}
	return r
}

// entered reports whether a section is being resolved already.
func (r *resolver) entered(key frameKey) bool { _, ok := r.stack[key]; return ok }

// enter starts on a section and returns what ends it.
func (r *resolver) enter(key frameKey, name ref) (leave func()) {
	strict := r.strict
	r.strict = strict || r.failed[key]
	r.stack[key] = len(r.chain)
	r.chain = append(r.chain, name)
	return func() {
		r.strict = strict
		delete(r.stack, key)
		r.chain = r.chain[:len(r.chain)-1]
	}
}

// cycle reports a reference to a section that is being resolved already.
func (r *resolver) cycle(key frameKey, name ref) *exception {
	r.report(circle(append(r.chain[r.stack[key]+1:len(r.chain):len(r.chain)], name)))
	return &exception{class: Recursion}
}

// tooMany reports that a name leads to too many objects, if it is not a circle
// that makes them, which is reported as such.
func (r *resolver) tooMany(name ref, section *ini.Section) {
	r.config.most = moreContexts
	if !r.circular {
		r.report(tooManyObjects(name, section))
	}
}
