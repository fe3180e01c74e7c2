package gen

import (
	"context"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// judged is a binding with what is wrong with it, which tells how far its factories
// are from being called.
type judged struct {
	binding
	config   *parse.Config
	problems diag.List
}

// judge binds all entry points of a file.
func judge(ctx context.Context, c *parse.Config, opts Options) judged {
	b, problems := bindAll(ctx, c, opts)
	return judged{b, c, problems}
}

// owner tells whose the factory of a node is, as the only one so far.
func (b judged) owner(n parse.Node, f *parse.Factory) Owner {
	o := Owner{Factories: 1, State: Written, Name: pythonOwner(f)}
	if s := n.Context().Section; s != nil {
		o.Section = s.Name
	}
	_, stays := b.Bound.Python[n]
	switch path := b.importPath(n); {
	case stays: // though there may be a draft
		o.State = InPython
		return o
	case strings.HasPrefix(path, b.Base+"/"):
		o.Name, o.State = "", BuiltIn
		return o
	case path != "":
		o.Name = path
		return o
	}
	for _, d := range b.problems {
		if isAbout(d, f) {
			o.State = max(o.State, stateOf(d))
		}
	}
	return o
}

// isPortable reports whether there can be a draft of a Go function for a node that
// stays in Python, and whether that would be used.
func (b judged) isPortable(n parse.Node) bool {
	d, ok := draft.Of(b.config, n)
	return ok && d.IsHere() && b.python.Keeps(n, parse.FactoryOf(n)) == ""
}

// isIdleServer reports whether a factory is that of a server of Python's, which a
// program does not need.
func (b judged) isIdleServer(f *parse.Factory) bool {
	return slices.ContainsFunc(b.problems, func(d diag.Diagnostic) bool {
		return d.Code == problem.PythonServer && isAbout(d, f)
	})
}

// sectionState tells where the factory of a node is.
func (b judged) sectionState(n parse.Node) SectionState {
	f := parse.FactoryOf(n)
	section, name, bare := parse.SplitName(n.Context().Section.Name)
	if !bare {
		section += ":" + name
	}
	state := SectionState{Section: section, Factory: f.String(), Why: b.Bound.Python[n]}
	if file := n.Context().File; file != b.config.File {
		state.File = file.Source.Name()
	}
	state.State = b.owner(n, f).State
	state.Kind = bind.KindOf(n)
	if state.Kind == bind.AppKind && b.python.IsComposite(n) {
		state.Kind = bind.CompositeKind
	}
	state.Comparable = python.IsComparable(n)
	if python.IsCallable(f) {
		state.Why = "an application as it stands"
	}
	if span := b.Bound.Drafts[n]; span.IsValid() {
		state.Draft = span.File.Name()
	}
	if b.isIdleServer(f) {
		state.Why = "not used, the program serves itself"
	}
	state.Portable = state.State == InPython && b.isPortable(n)
	if state.Go = b.importPath(n); state.Go != "" {
		if call := b.Bound.Calls[n]; call != nil && nameOf(call.Func) != "" {
			state.Go += "." + nameOf(call.Func)
		}
	}
	return state
}
