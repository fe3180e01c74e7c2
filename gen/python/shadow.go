package python

import (
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/own"
)

// shadowing is what compares sections, in the making.
type shadowing struct {
	own.Shadow
	of        *islands
	resource  *parse.Resource // what compares
	originals *parse.Resource // the workers of what is called to compare only
	nodes     []bound.Arg     // of those
	ids       map[string]bool
	met       map[string]bool // the sections that are reached
}

// newShadowing returns what compares sections; nil if a file says nothing of it.
func newShadowing(c *parse.Config, b *islands) *shadowing {
	if b.rules.shadow == nil {
		return nil
	}
	common := parse.Common{Ref: "shadow", File: c.File, Section: c.File.Section(own.ShadowSection)}
	s := &shadowing{
		Shadow:    *b.rules.shadow,
		of:        b,
		resource:  &parse.Resource{Name: shadowPackage, Common: common},
		originals: &parse.Resource{Name: "originals", Common: common},
		ids:       map[string]bool{}, met: map[string]bool{},
	}
	s.originals.Global = c.Global()
	return s
}

// shadowPackage is the name of the runtime package that compares.
const shadowPackage = "shadow"

// has reports whether a node is answered by Go and by Python.
func (s *shadowing) has(n parse.Node) bool {
	return s != nil && s.of.in.Calls[n] != nil && s.of.rules.Shadows(n)
}

// isComparable reports whether a node is of a kind that can be compared.
func isComparable(n parse.Node) bool {
	switch n.(type) {
	case *parse.App, *parse.Filter:
		return true
	}
	return false
}

// standIn returns what stands for a node that is compared.
func (s *shadowing) standIn(n parse.Node) parse.Node {
	b := s.of
	b.rebuild(n)
	s.met[label(n)] = true
	original, client := s.original(n)
	kind := b.runtime.shadow
	side := bound.Const{Type: kind.side, Name: client}
	call := &bound.Call{
		Func: bound.Func{Of: bound.Shared{Resource: s.resource}},
		Args: []bound.Arg{text(parse.Text(label(n))), side},
	}
	out := like(n)
	if _, ok := n.(*parse.Filter); ok {
		call.Func.Name, call.Result = "Filter", bound.Result{Role: bound.FilterRole, Type: b.runtime.middleware}
		call.Args = append(call.Args, bound.Filter{Node: n}, bound.Filter{Node: original})
	} else {
		call.Func.Name, call.Result = "App", bound.Result{Role: bound.AppRole, Type: b.runtime.handler}
		call.Args = append(call.Args, bound.App{Node: n}, bound.App{Node: original})
	}
	b.out.Calls[out] = call
	b.out.Notes[out] = bound.Note{Name: "compared", About: ", in Go and in Python"}
	return out
}

// like returns another node of the kind and the place of one.
func like(n parse.Node) parse.Node {
	c := *n.Context()
	if _, ok := n.(*parse.Filter); ok {
		return &parse.Filter{Common: c}
	}
	return &parse.App{Common: c}
}

// original returns the node that is Python's, and whose answer clients get. Where
// that is Python's, it is made where all else is that stays in Python.
func (s *shadowing) original(n parse.Node) (original parse.Node, client string) {
	b := s.of
	workers, ids, nodes, client := s.originals, s.ids, &s.nodes, "Go"
	if _, draft := b.in.Python[n]; draft || s.Python {
		workers, ids, nodes, client = b.resource, b.ids, &b.nodes, "Python"
	}
	i := &island{islands: b}
	id := unique(label(n), ids)
	*nodes = append(*nodes, named(id, i.leaf(n)))
	original = like(n)
	if _, ok := n.(*parse.Filter); ok {
		b.out.Calls[original] = b.runtime.filter(workers, id)
	} else {
		b.out.Calls[original] = b.runtime.app(workers, id, bound.Zero{Type: b.runtime.handlers})
	}
	b.out.Notes[original] = bound.Note{Name: "in python", About: ", in Python"}
	return original, client
}

// start binds what compares, and the workers that answer for it only.
func (s *shadowing) start(all Process) {
	if s == nil {
		return
	}
	b := s.of
	how := Process{Threads: s.Threads, Timeout: s.Timeout, Watch: all.Watch, TouchReload: all.TouchReload}
	if how.Timeout == 0 {
		how.Timeout = 30 * time.Second
	}
	how.Again = true
	b.out.Calls[s.originals] = how.start(b.rules, b.runtime, s.nodes, nil)
	b.out.Notes[s.originals] = bound.Note{Base: "originals", About: ", for what Python answers again"}
	b.out.Calls[s.resource] = &bound.Call{
		Func:   bound.Func{Pkg: b.runtime.shadow.pkg, Name: "New"},
		Args:   []bound.Arg{bound.Ctx{}, bound.Struct{Type: b.runtime.shadow.config, Fields: s.fields()}},
		Result: bound.Result{Role: bound.ValueRole, Type: b.runtime.shadow.shadow, Error: true, Told: true, Closer: "Close", Cleanup: bound.CleanupContext},
	}
	b.out.Notes[s.resource] = bound.Note{Base: "comparison"}
}

// fields are those of the configuration.
func (s *shadowing) fields() fields {
	var f fields
	if s.Share != 0 {
		f.add("Share", bound.Const{Type: types.Typ[types.Float64], Value: constant.MakeFloat64(s.Share)})
	}
	if s.Ignore != nil {
		f.add("Ignore", texts(wordTexts(s.Ignore)))
	}
	if s.Timeout != 0 {
		f.add("Timeout", bound.Duration{Type: durationType(), Nanos: int64(s.Timeout)})
	}
	f.number("BodyLimit", int64(s.BodyLimit))
	f.number("Queue", int64(s.Queue))
	f.number("Threads", int64(s.Threads))
	if len(s.nodes) > 0 {
		f.add("Originals", bound.Shared{Resource: s.originals})
	}
	return f
}

// shadowRuntime has the types of the package that compares.
type shadowRuntime struct {
	pkg                  *types.Package
	config, shadow, side types.Type
}

func newShadowRuntime(base string) shadowRuntime {
	r := shadowRuntime{pkg: types.NewPackage(base+"/"+shadowPackage, shadowPackage)}
	named := func(name string, underlying types.Type) types.Type {
		return types.NewNamed(types.NewTypeName(token.NoPos, r.pkg, name, nil), underlying, nil)
	}
	r.config, r.side = named("Config", types.NewStruct(nil, nil)), named("Side", types.Typ[types.Int])
	r.shadow = types.NewPointer(named("Shadow", types.NewStruct(nil, nil)))
	return r
}
