// Package bound holds what binding yields: the calls of factories with all their
// arguments, as values that the planner and the writers read. It knows Go types
// and sections, and nothing of how either were found.
package bound

import (
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
)

// Program is a set of nodes with all their factories bound.
type Program struct {
	// Calls has an entry for every node of the roots and below, and for every
	// section that a composite's arguments name, that has a Factory (App,
	// Composite, Filter, Server, Resource), except URL maps, which need none.
	Calls map[parse.Node]*Call
	// WSGI has the calls for apps that keep the contract of WSGI, of filters whose
	// entry in Calls is for http.Handlers and that are for those too.
	WSGI    map[parse.Node]*Call
	Imports []string // the import paths of Options.Imports
	// Around is the filter that is to stand around every app that a factory makes;
	// nil for none.
	Around parse.Node
	// Python has the nodes whose factories stay in Python, which have no call,
	// and why.
	Python map[parse.Node]string
	// Drafts has the Go functions that wait to be used in the place of those.
	Drafts map[parse.Node]source.Span
	// Asked has the sections that the values of composites among those name.
	Asked map[parse.Node][]Named
	// Notes are on nodes that are not just what their sections say.
	Notes map[parse.Node]Note
}

// Note is on a node that is not just what its section says.
type Note struct {
	Base  string // what its name is made of in place of its section's; may be empty
	Name  string // what its name has behind that; may be empty
	About string // what a comment on it adds
	// Shown are the nodes whose settings belong to it besides its own.
	Shown []parse.Node
}
