package bind

import (
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// inside is the chain of composites around a node, innermost first. A section
// that is asked for inside itself would never end.
type inside struct {
	section *ini.Section
	around  *inside
}

func (i *inside) has(s *ini.Section) bool {
	for ; i != nil; i = i.around {
		if i.section == s && s != nil {
			return true
		}
	}
	return false
}

// walk queues a job for every factory at and below a node.
func (b *binder) walk(n parse.Node, severity diag.Severity, in *inside) {
	if n == nil || b.seen[n] {
		return
	}
	b.seen[n] = true
	switch n := n.(type) {
	case *parse.App:
		b.add(n, n.Factory, AppRole, severity, in)
	case *parse.Filter:
		b.add(n, n.Factory, FilterRole, severity, in)
	case *parse.Server:
		b.add(n, n.Factory, ServerRole, severity, in)
	case *parse.Composite:
		b.walkComposite(n, severity, in)
	case *parse.Pipeline:
		for _, f := range n.Filters {
			b.walk(f, severity, in)
		}
		b.walk(n.App, severity, in)
	case *parse.FilterApp:
		b.walk(n.Filter, severity, in)
		b.walk(n.Next, severity, in)
	case *parse.FilterWith:
		b.walk(n.Filter, severity, in)
		b.walk(n.Next, severity, in)
	}
}

func (b *binder) add(n parse.Node, f *parse.Factory, role Role, severity diag.Severity, in *inside) {
	b.queue = append(b.queue, &job{n, f, role, severity, in})
}

func (b *binder) walkComposite(n *parse.Composite, severity diag.Severity, in *inside) {
	if n.URLMap != nil {
		for _, r := range n.URLMap.Routes {
			b.walk(r.App, severity, in)
		}
		b.walk(n.URLMap.NotFound, severity, in)
		return
	}
	if n.Cycle {
		return
	}
	in = &inside{n.Section, in}
	b.add(n, n.Factory, AppRole, severity, in)
	if n.Cascade == nil {
		b.prefetch(n, b.queue[len(b.queue)-1])
	}
}

// prefetch walks the sections that a composite's factory may ask for by the
// words of its values, so that their packages are read together with its own.
func (b *binder) prefetch(n *parse.Composite, j *job) {
	for _, s := range n.Local {
		for _, w := range s.Words() {
			for _, t := range []parse.ObjectType{parse.AppType, parse.FilterType} {
				if n.Knows(t, w.Text) {
					b.loadSection(n, ask{n, t, w.Text, w.Span}, j)
				}
			}
		}
	}
}

// ask is a composite's request for a section, answer what came of it.
type ask struct {
	from *parse.Composite
	t    parse.ObjectType
	name parse.Text
	span source.Span
}

type answer struct {
	node    parse.Node
	endless bool // the section stands around the composite itself
	diags   diag.List
}

// loadSection resolves a name inside a composite, once for each place where it
// stands, and queues what it finds.
func (b *binder) loadSection(n *parse.Composite, a ask, j *job) answer {
	if ans, ok := b.loaded[a]; ok {
		return ans
	}
	node, ds := n.Load(a.t, a.name, a.span)
	section := node.Context().Section
	ans := answer{node: node, diags: ds, endless: j.inside.has(section)}
	if !ans.endless {
		b.walk(node, j.severity, &inside{section, j.inside})
	}
	b.loaded[a] = ans
	return ans
}
