package bind

import (
	"iter"
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// leaf is a node that a factory makes.
type leaf struct {
	node    parse.Node
	factory *parse.Factory
	role    bound.Role
}

// leaves calls visit for every node at and below n that a factory makes, as far
// as the graph itself knows it: what a composite's own factory asks for is not
// among them. URL maps need no factory; a cascade is among them since nothing
// makes it yet.
func leaves(n parse.Node, visit func(leaf)) {
	for n := range parse.Whole(n) {
		if l, ok := leafOf(n); ok {
			visit(l)
		}
	}
}

// leafOf returns the leaf that a node is, if it is one.
func leafOf(n parse.Node) (leaf, bool) {
	switch n := n.(type) {
	case *parse.App:
		return leaf{n, n.Factory, bound.AppRole}, true
	case *parse.Filter:
		return leaf{n, n.Factory, bound.FilterRole}, true
	case *parse.Server:
		return leaf{n, n.Factory, bound.ServerRole}, true
	case *parse.Composite:
		return leaf{n, n.Factory, bound.AppRole}, n.URLMap == nil && !n.Cycle
	}
	return leaf{}, false
}

// endless reports whether something at or below a node stands inside itself.
func endless(n parse.Node) bool {
	for n := range parse.All(n) {
		if c, ok := n.(*parse.Composite); ok && c.Cycle {
			return true
		}
	}
	return false
}

// walk queues a job for every factory at and below a node.
func (b *binder) walk(n parse.Node, severity diag.Severity) {
	leaves(n, func(l leaf) {
		if b.seen[l.node] {
			return
		}
		b.seen[l.node] = true
		b.queue = append(b.queue, &job{l, severity})
		b.expect(l)
	})
}

// expect notes that a factory's package will be needed, and those of sections
// that a composite may ask for, so that one go command lists them all. Of each
// section that is a composite it looks at one instance only: the others name
// the same packages.
func (b *binder) expect(l leaf) {
	b.expected = append(b.expected, l.factory)
	b.expectReferences(l.node.Context().Local)
	n, ok := l.node.(*parse.Composite)
	if !ok || n.Cascade != nil || b.explored[n.Section] {
		return
	}
	b.explored[n.Section] = true
	for ans := range b.mayAskFor(n) {
		leaves(ans.node, b.expect)
	}
}

// survey queues jobs for what a composite may ask for whose own factory could
// not be bound: what is wrong there is as bad as if it could.
func (b *binder) survey(j *job) {
	n, ok := j.node.(*parse.Composite)
	if !ok || n.Cascade != nil || b.program.Calls[n] != nil {
		return
	}
	if before := b.surveyed[n.Section]; before != 0 && before <= j.severity {
		return
	}
	b.surveyed[n.Section] = j.severity
	for ans := range b.mayAskFor(n) {
		for _, d := range ans.diags {
			b.report(j, d)
		}
		b.walk(ans.node, j.severity)
	}
}

// mayAskFor returns the sections that the words in a composite's values name.
func (b *binder) mayAskFor(n *parse.Composite) iter.Seq[answer] {
	return func(yield func(answer) bool) {
		for _, s := range n.Local {
			for _, w := range s.Words() {
				for _, t := range []parse.ObjectType{parse.AppType, parse.FilterType} {
					if n.Knows(t, w.Text) && !yield(b.section(&n.Common, t, w)) {
						return
					}
				}
			}
		}
	}
}

// expectReferences notes the packages that values seem to refer to. One that is
// missed here is read when it is needed.
func (b *binder) expectReferences(settings []parse.Setting) {
	for _, s := range settings {
		if !strings.Contains(string(s.Value), ":") {
			continue
		}
		for _, w := range s.Words() {
			f := w.Factory()
			isPath := strings.ContainsAny(f.Module, "/.") || strings.HasPrefix(string(w.Text), "call:")
			if isPath && w.Text.IsConst() && goName.MatchString(f.Attr) {
				b.expected = append(b.expected, f)
			}
		}
	}
}

var goName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

// ask is a node's request for a section, answer what came of it.
type ask struct {
	from *parse.Common
	t    parse.ObjectType
	name parse.Text
	span source.Span
}

type answer struct {
	node  parse.Node
	diags diag.List
}

// section resolves a name inside a node, once for each place where it stands.
func (b *binder) section(n *parse.Common, t parse.ObjectType, w parse.Word) answer {
	key := ask{n, t, w.Text, w.Span}
	ans, ok := b.sections[key]
	if !ok {
		ans.node, ans.diags = n.Resolve(t, w.Text, w.Span)
		b.sections[key] = ans
	}
	return ans
}
