package plan

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// settleNeeds finds what a function takes and whether it fails, from its
// steps. What it calls must be settled before.
func settleNeeds(f *Func) {
	for _, s := range f.Steps {
		f.does(s.tells())
		f.gives(s)
	}
	if f.URLMap != nil {
		for _, m := range f.URLMap.all() {
			f.calls(m.Func)
		}
	}
	if l := f.Loader; l != nil {
		l.settle()
		f.Needs = f.Needs.or(l.Needs)
		f.Fails = f.Fails || l.Deferred
	}
}

// settle finds what the loader hands to the sections that it gives.
func (l *Loader) settle() {
	for _, g := range slices.Concat(l.Apps, l.Filters) {
		l.Needs = l.Needs.or(g.Func.Needs)
		l.Needs.Here = l.Needs.Here || g.Name.UsesHere()
		l.Deferred = l.Deferred || g.Func.Form == FormWrapper && g.Func.Fails
	}
}

// all returns the mounts in the order they are built, not_found_app among them.
func (m *URLMap) all() []*Mount {
	if m.NotFound == nil {
		return m.Mounts
	}
	return append([]*Mount{m.NotFound}, m.Mounts...)
}

func (f *Func) calls(g *Func) {
	f.Needs = f.Needs.or(g.Needs)
	f.Fails = f.Fails || g.Fails
}

// does notes what a step itself needs.
func (f *Func) does(t told) {
	if t.builds != nil {
		f.calls(t.builds)
	}
	f.Fails = f.Fails || t.fails
	f.Needs.Cleanups = f.Needs.Cleanups || t.closes
}

// gives notes what the arguments of a step need.
func (f *Func) gives(s Step) {
	texts(s, func(t parse.Text) {
		f.Needs.Here = f.Needs.Here || t.UsesHere()
		f.Needs.Env = f.Needs.Env || len(t.Variables()) > 0
	})
	walk(s, func(a bound.Arg) { f.Needs = f.Needs.or(factsOf(a).needs) })
}
