package parse

import (
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Factory is a reference to the function that makes an object.
type Factory struct {
	Kind FactoryKind
	// Dist and Entry are the parts of egg:Dist#Entry; Entry is "main" if absent.
	Dist, Entry string
	// Module and Attr are the parts of MODULE:ATTR; for an egg that
	// known_eggs.json lists, its Python target.
	Module, Attr string
	Assumed      bool        // an egg of which nothing is known: the protocol is assumed from the type asked for
	Span         source.Span // the whole reference in the file
	ModuleSpan   source.Span // Module, or Dist
	AttrSpan     source.Span // Attr, or Entry (the end of Dist if absent)
}

// FactoryKind says how a factory was named.
type FactoryKind int

// The ways to name a factory.
const (
	EggFactory   FactoryKind = iota // use = egg:Dist#entry
	CallFactory                     // use = call:module:attr
	EntryFactory                    // paste.app_factory = module:attr
)

// FactoryOf returns what makes a node, nil for one that is made of others.
func FactoryOf(n Node) *Factory {
	switch n := n.(type) {
	case *App:
		return n.Factory
	case *Composite:
		return n.Factory
	case *Filter:
		return n.Factory
	case *Server:
		return n.Factory
	case *Resource:
		return n.Factory
	}
	return nil
}

// Core returns what a section's own factory makes, without what filter-with puts
// around it, and of a filter-app the filter: the node that the section's keys go to.
func Core(n Node) Node {
	switch n := n.(type) {
	case *FilterWith:
		return Core(n.Next)
	case *FilterApp:
		return Core(n.Filter)
	}
	return n
}

// target is the Python function that makes the object, as far as it is known.
func (f *Factory) target() string { return f.Module + ":" + f.Attr }

// String returns the factory as it is written in an INI file: "egg:Paste#urlmap",
// "call:module:attr" or "module:attr".
func (f *Factory) String() string {
	switch {
	case f.Kind == EggFactory:
		return "egg:" + f.Dist + "#" + f.Entry
	case f.Kind == CallFactory:
		return "call:" + f.target()
	case f.Attr == "":
		return f.Module
	}
	return f.target()
}

// Callable reads a whole value "call:module:attr" or "egg:Dist#entry". The
// result is nil, and the list says why, for any other.
func Callable(s conf.Setting) (*Factory, diag.List) {
	var problems reporter
	whole := refTo(s)
	if s.Value.UsesEnv() {
		problems.report(lateReference(whole))
		return nil, problems.list
	}
	if conf.Scheme(s.Value) == "egg" {
		return eggFactory(whole), nil
	}
	f, _ := callFactory(&problems, whole, whole.slice(min(len("call:"), len(s.Value)), len(s.Value)))
	return f, problems.list
}

// FactoryIn reads a word as a reference to a Go object: MODULE:ATTR, with
// "call:" in front or not, or ATTR alone, which leaves the Module empty.
func FactoryIn(w conf.Word) *Factory {
	start := 0
	if call := "call:"; len(w.Text) >= len(call) && strings.EqualFold(string(w.Text[:len(call)]), call) {
		start = len(call)
	}
	f := &Factory{Kind: CallFactory, Span: w.Span}
	if i := strings.LastIndexByte(string(w.Text), ':'); i >= start {
		f.Module, f.ModuleSpan = w.Text[start:i].String(), w.Part(start, i)
		start = i + 1
	}
	f.Attr, f.AttrSpan = w.Text[start:].String(), w.Part(start, len(w.Text))
	return f
}

// eggFactory reads "egg:Dist#entry", whatever the distribution has.
func eggFactory(whole ref) *Factory {
	spec := whole.slice(len("egg:"), len(whole.text))
	dist, entry, found := strings.Cut(string(spec.text), "#")
	f := &Factory{
		Kind: EggFactory, Dist: Text(dist).String(), Entry: "main", Assumed: true,
		Span: whole.span(), ModuleSpan: spec.slice(0, len(dist)).span(), AttrSpan: spec.slice(len(dist), len(spec.text)).span(),
	}
	if found && entry != "" {
		f.Entry, f.AttrSpan = Text(entry).String(), spec.slice(len(dist)+1, len(spec.text)).span()
	}
	return f
}

// callFactory reads "module:attr" behind "call:".
func callFactory(r *reporter, whole, spec ref) (*Factory, *exception) {
	module, attr, found := strings.Cut(string(spec.text), ":")
	switch {
	case !found:
		r.report(badCall(spec))
		return nil, raise("LookupError", "Configuration not in format module:function")
	case strings.Contains(attr, ":"):
		r.report(badCall(spec))
		return nil, raise("ValueError", "too many values to unpack (expected 2)")
	case module == "":
		r.report(badCall(spec))
		return nil, raise("ValueError", "Empty module name")
	}
	return &Factory{
		Kind: CallFactory, Module: Text(module).String(), Attr: Text(attr).String(),
		Span: whole.span(), ModuleSpan: spec.slice(0, len(module)).span(),
		AttrSpan: spec.slice(len(module)+1, len(spec.text)).span(),
	}, nil
}

// entryPointPattern is importlib.metadata.EntryPoint.pattern.
var entryPointPattern = func() *regexp.Regexp {
	const word, space = `[\pL\pN_.]+`, `[\s\v\x1c-\x1f\x85\pZ]*`
	return regexp.MustCompile(`^(` + word + `)` + space + `(?::` + space + `(` + word + `)` + space + `)?(?:\[.*\]` + space + `)?$`)
}()

// goEntryPointPattern is a reference to a Go package by its import path or its
// folder. Paste has no use for such a module, since Python's have no "/".
var goEntryPointPattern = regexp.MustCompile(`^([^\s:]*/[^\s:]*):([\pL\pN_.]+)$`)

// entryPoint reads the value of a key such as paste.app_factory: MODULE:ATTR or
// MODULE. It returns nil for any other text.
func entryPoint(s conf.Setting) *Factory {
	m := entryPointPattern.FindStringSubmatchIndex(string(s.Value))
	if m == nil && s.Value.IsConst() {
		m = goEntryPointPattern.FindStringSubmatchIndex(string(s.Value))
	}
	if m == nil {
		return nil
	}
	f := &Factory{
		Kind: EntryFactory, Module: string(s.Value[m[2]:m[3]]),
		Span: s.Span, ModuleSpan: s.Locate(m[2], m[3]), AttrSpan: s.Locate(m[2], m[3]).Behind(),
	}
	if m[4] >= 0 {
		f.Attr, f.AttrSpan = string(s.Value[m[4]:m[5]]), s.Locate(m[4], m[5])
	}
	return f
}
