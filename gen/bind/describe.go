package bind

import (
	"context"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/fill"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/source"
)

// Description tells what a factory is and which keys it takes: what Bind would
// make of a section that names it.
type Description struct {
	Kind Kind
	Name string // "cors.New", as Go writes it; "Paste#urlmap" for what is built in
	Use  string // what follows "use =": "call:net/http:RedirectHandler"
	// Signature is a Go declaration without its body, Place where it stands. Both
	// are empty for what is built in.
	Signature  string
	Place      source.Span
	Doc        string           // doc comment; empty for none
	Python     bool             // it is one of Python, as far as that has told
	UseKey     string           // the key that names it, if that is not "use"
	Deprecated string           // why the factory is deprecated; empty if it is not
	Keys       []KeyDescription // in the order of the parameters
	AnyKey     bool             // the factory takes all other keys too

	// Of what is built in: all its names, as egg:Paste#gzip and
	// paste.gzipper:make_gzip_middleware, where lists show it, and the package
	// that it stands in, with its doc comment; the URL map is of none.
	Names   []string
	Group   string
	Package string
	About   string

	problems diag.List // of binding it for a section without keys
}

// Kind is what a section that names a factory is: the prefix of its name.
type Kind string

// The kinds of sections that have a factory.
const (
	AppKind       Kind = "app"
	FilterKind    Kind = "filter"
	CompositeKind Kind = "composite"
	ServerKind    Kind = "server"
	ResourceKind  Kind = "resource"
)

// KeyDescription tells of a key that a factory takes.
type KeyDescription = fill.Key

// Describe describes what a reference means: the name of a section of c, with
// or without what stands before its ":", or what may follow "use =" or
// "paste.app_factory =". The Description is nil if nothing can be told; if it
// comes with errors, no section can use the factory as it is.
func Describe(ctx context.Context, c *parse.Config, ref string, opts Options) (*Description, diag.List) {
	b := newDescriber(c, opts)
	b.prefer(ctx, c)
	b.shared.add(c)
	b.shared.findTypes(ctx)
	nodes, ds := meant(c, ref)
	if len(nodes) == 0 {
		return nil, ds
	}
	var problems diag.List
	for _, n := range nodes {
		b.diags = nil
		if d := b.describe(ctx, n); d != nil {
			return d, asErrors(b.diags, ds)
		}
		if problems == nil || n.Context().Type == parse.AppType {
			problems = b.diags
		}
	}
	return nil, asErrors(problems, ds)
}

// asErrors gives problems the severity of what was only asked about.
func asErrors(all ...diag.List) diag.List {
	out := slices.Concat(all...)
	for i := range out {
		if out[i].Severity != diag.Warning {
			out[i].Severity = diag.Error
		}
	}
	return out.Sorted()
}

// meant returns the nodes that a reference may stand for, in the order of kinds.
// If there are none, the problems are those of an app.
func meant(c *parse.Config, ref string) ([]parse.Node, diag.List) {
	if n, ds := section(c, ref); n != nil {
		return []parse.Node{parse.Core(n)}, ds
	}
	if strings.Contains(ref, ":") && !isURI(ref) {
		ref = "call:" + ref
	}
	var out []parse.Node
	var problems diag.List
	for _, t := range []parse.ObjectType{parse.FilterType, parse.AppType, parse.ServerType} {
		n, ds := c.Resolve(t, ref)
		if !ds.HasErrors() {
			out = append(out, parse.Core(n))
		} else if t == parse.AppType {
			problems = ds
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	return nil, problems
}

// isURI reports whether a reference has one of Paste's schemes.
func isURI(ref string) bool {
	scheme, _, _ := strings.Cut(strings.ToLower(ref), ":")
	return slices.Contains([]string{"egg", "call", "config"}, scheme)
}

// section resolves the section of that name; nil if there is none.
func section(c *parse.Config, name string) (parse.Node, diag.List) {
	if l, ok := c.Loadable(name); ok {
		return c.ResolveLoadable(l)
	}
	resources, _ := own.Resources(c)
	for _, r := range resources {
		if r.Section.Name == name || r.Name == name {
			return r, nil
		}
	}
	return nil, nil
}
