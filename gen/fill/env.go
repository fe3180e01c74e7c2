// Package fill makes the call of a section's factory: it decides from the
// signature of a Go object what that is good for, and fills its parameters from
// the section's keys. It changes nothing: what comes of it is an Outcome, which
// may be dropped.
//
// A factory (factory.go) has parameters (package keys) of kinds that forms.go
// lists, each with a type of its own that tells which keys it takes and makes
// the argument: structs, maps, options, shared resources, loaders, and what
// stands under one key (reader.go). Package tell puts into words what is wrong.
// All of these types share a filler, which is one filling.
package fill

import (
	"context"
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Env is what all sections are filled with. Filling one changes nothing in it.
type Env struct {
	Pkgs      *gopkg.Loader
	Parts     *parts.Catalog
	Values    *value.Table
	Refs      *refer.Table
	Variables map[string]parse.Variable
	Resources []*Resource
	INI, Main string                                   // the folders of the INI file and of main.go
	PathAt    func(source.Span, parse.Text) parse.Text // what a path at a place means
	reads     *reading.Table                           // with std

	config   *parse.Config
	std      *contract.Types // nil until it is needed
	sections map[request]Answer
}

// NewEnv makes what the sections of a file are filled with. Which resources there
// are is not known yet.
func NewEnv(c *parse.Config, pkgs *gopkg.Loader, catalog *parts.Catalog, refs *refer.Table) *Env {
	e := &Env{
		Pkgs:      pkgs,
		Parts:     catalog,
		Values:    value.NewTable(pkgs, catalog, c.PathAt),
		PathAt:    c.PathAt,
		Refs:      refs,
		Variables: map[string]parse.Variable{},
		config:    c,
		sections:  map[request]Answer{},
	}
	for _, v := range c.Variables() {
		e.Variables[v.Key] = v
	}
	return e
}

// Types returns the types that signatures are compared with. Packages must have
// been loaded.
func (e *Env) Types() *contract.Types {
	if e.std == nil {
		e.std = contract.New(e.Pkgs.Type)
		e.reads = reading.NewTable(e.std, e.Pkgs, e.Values)
	}
	return e.std
}

// request is a node's for a section.
type request struct {
	from *parse.Common
	t    parse.ObjectType
	name parse.Text
	span source.Span
}

// Answer is what came of a name that was resolved.
type Answer struct {
	Node     parse.Node
	Problems diag.List
}

// Section resolves a name inside a node, once for each place where it stands.
func (e *Env) Section(n *parse.Common, t parse.ObjectType, w parse.Word) Answer {
	key := request{n, t, w.Text, w.Span}
	ans, ok := e.sections[key]
	if !ok {
		ans.Node, ans.Problems = n.Resolve(t, w.Text, w.Span)
		e.sections[key] = ans
	}
	return ans
}

// Resource is a [resource:...] section, whose value the parameters of factories
// get by their types.
type Resource struct {
	Node *parse.Resource
	Type types.Type // of its value; nil if that is not known
}

// Outcome is what came of filling a section's factory.
type Outcome struct {
	Call     *bound.Call  // nil if the object cannot be the factory
	Problems diag.List    // without the severity of errors
	Failed   bool         // some of them are errors
	Takes    []parse.Node // sections that the call takes
	Shared   []*Resource  // resources that it takes
	Perhaps  []*Resource  // those that it may have meant
}

// Fill calls a Go object with arguments from a section.
func (e *Env) Fill(ctx context.Context, j Job, o gopkg.Object) *Outcome {
	f := newFiller(ctx, e, j, o)
	f.out.Call = f.factory.call()
	if f.out.Call != nil {
		f.finish()
	}
	f.refuse.Deprecated()
	f.out.Failed = f.out.Failed || f.out.Call == nil
	return f.out
}

// Try fills an object for a section without keys. Parameters that no key fills are
// no problem.
func (e *Env) Try(ctx context.Context, j Job, o gopkg.Object) Trial {
	t := Trial{newFiller(ctx, e, j, o), newFiller(ctx, e, j, o)}
	t.possible.keys.Possible = true
	for _, f := range []*filler{t.bare, t.possible} {
		f.trial = true
		f.out.Call = f.factory.call()
	}
	return t
}
