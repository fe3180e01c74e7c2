package plan

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Loader is the type that gives a composite's factory the sections it asks for.
type Loader struct {
	Type    string
	Where   *Place // of the composite
	Arg     *bound.Loader
	Apps    []Given
	Filters []Given
	Needs   Needs
	// Deferred: a filter that it gives may fail when it is applied.
	Deferred bool
}

// givesWSGI reports whether a method of the loader returns what is of WSGI.
func (l *Loader) givesWSGI() bool {
	return l.Arg.Apps != nil && l.Arg.Apps.WSGI || l.Arg.Filters != nil && l.Arg.Filters.WSGI
}

// settle finds what the loader hands to the sections that it gives.
func (l *Loader) settle() {
	for _, g := range slices.Concat(l.Apps, l.Filters) {
		l.Needs = l.Needs.or(g.Func.Needs)
		l.Needs.Here = l.Needs.Here || g.Name.UsesHere()
		l.Deferred = l.Deferred || g.Func.Form == FormWrapper && g.Func.Fails
	}
}

// Given is a section that a Loader gives.
type Given struct {
	Name parse.Text
	Func *Func
	As   Kind // what the method of the loader gives
}
