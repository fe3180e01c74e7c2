package bind

import (
	"iter"
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/fill"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/own"
)

// agenda knows what is to be bound yet, and which packages are needed for that.
type agenda struct {
	*fill.Env
	queue []*job
	seen  map[parse.Node]bool

	expected []*parse.Factory      // whose packages are to be read
	explored map[*ini.Section]bool // composites of which expect has seen the parts
}

// next takes the first job off; nil if there is none.
func (a *agenda) next() *job {
	if len(a.queue) == 0 {
		return nil
	}
	j := a.queue[0]
	a.queue = a.queue[1:]
	return j
}

// job is one node whose factory is to be bound.
type job struct {
	fill.Job
	severity diag.Severity
}

// walk queues a job for every factory at and below a node.
func (a *agenda) walk(n parse.Node, severity diag.Severity) {
	each(n, func(j fill.Job) {
		if !a.seen[j.Node] {
			a.enqueue(j, severity)
		}
	})
}

func (a *agenda) enqueue(j fill.Job, severity diag.Severity) *job {
	out := &job{j, severity}
	a.seen[j.Node] = true
	a.queue = append(a.queue, out)
	a.expect(j)
	return out
}

// expect notes that a factory's package will be needed, and those of sections
// that a composite may ask for, so that one go command lists them all. Of each
// section that is a composite it looks at one instance only: the others name
// the same packages.
func (a *agenda) expect(j fill.Job) {
	a.expected = append(a.expected, j.Factory)
	a.expectReferences(j.Node.Context().Local)
	n, ok := j.Node.(*parse.Composite)
	if !ok || a.explored[n.Section] {
		return
	}
	a.explored[n.Section] = true
	for ans := range a.mayAskFor(n) {
		each(ans.Node, a.expect)
	}
}

// mayAskFor returns the sections that the words in a composite's values name.
func (a *agenda) mayAskFor(n *parse.Composite) iter.Seq[fill.Answer] {
	return func(yield func(fill.Answer) bool) {
		for _, s := range n.Local {
			for _, w := range s.Words() {
				for _, t := range []parse.ObjectType{parse.AppType, parse.FilterType} {
					if n.Knows(t, w.Text) && !yield(a.Section(&n.Common, t, w)) {
						return
					}
				}
			}
		}
	}
}

// expectReferences notes the packages that values seem to refer to. One that is
// missed here is read when it is needed.
func (a *agenda) expectReferences(settings []parse.Setting) {
	for _, s := range settings {
		if !strings.Contains(string(s.Value), ":") {
			continue
		}
		for _, w := range s.Words() {
			f := parse.FactoryIn(w)
			isPath := strings.ContainsAny(f.Module, "/.") || strings.HasPrefix(string(w.Text), "call:")
			if isPath && w.Text.IsConst() && goName.MatchString(f.Attr) {
				a.expected = append(a.expected, f)
			}
		}
	}
}

var goName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

// guess notes the packages that the entries of the file name as they are written:
// none if it includes others, whose sections name more.
func (a *agenda) guess(c *parse.Config) {
	settings, _ := own.Read(c)
	a.expectImports(settings.Imports)
	for _, s := range append(c.File.Sections[:len(c.File.Sections):len(c.File.Sections)], c.File.Defaults) {
		for _, e := range s.Entries {
			if !strings.Contains(e.Value.Raw, ":") {
				continue
			}
			written := conf.EntryOption(e)
			setting := written.As(written.Text, conf.FromLocal, nil)
			switch scheme := conf.Scheme(written.Text); {
			case scheme == "config":
				a.expected = nil
				return
			case conf.IsScheme(scheme):
				if f, _ := parse.Callable(setting); f != nil {
					a.expected = append(a.expected, f)
				}
			default:
				a.expectReferences([]parse.Setting{setting})
			}
		}
	}
}

// expectImports notes the packages that are imported for what they do on their
// own, so that they are read with all others.
func (a *agenda) expectImports(words []parse.Word) {
	for _, w := range words {
		a.expected = append(a.expected, packageOf(w))
	}
}

// packageOf is a reference to a whole package: what may stand in front of the
// ":" of other references.
func packageOf(w parse.Word) *parse.Factory {
	return &parse.Factory{Kind: parse.CallFactory, Module: w.Text.String(), Span: w.Span, ModuleSpan: w.Span, AttrSpan: w.Span}
}

// expectAround queues the filter that is to stand around all apps, an egg's; nil
// for none.
func (a *agenda) expectAround(egg string) parse.Node {
	dist, entry, ok := strings.Cut(strings.TrimPrefix(egg, "egg:"), "#")
	if !ok {
		return nil
	}
	f := &parse.Factory{Kind: parse.EggFactory, Dist: dist, Entry: entry}
	n := &parse.Filter{Common: parse.Common{Type: parse.FilterType}, Factory: f}
	a.walk(n, diag.Error)
	return n
}

// each calls visit for every node at and below n that a factory makes, as far
// as the graph itself knows it: what a composite's own factory asks for is not
// among them. URL maps need no factory.
func each(n parse.Node, visit func(fill.Job)) {
	for n := range parse.Whole(n) {
		if j, ok := jobOf(n); ok {
			visit(j)
		}
	}
}

// jobOf returns the job of a node, if a factory makes it.
func jobOf(n parse.Node) (fill.Job, bool) {
	switch n := n.(type) {
	case *parse.App:
		return fill.Job{Node: n, Factory: n.Factory, Role: bound.AppRole}, true
	case *parse.Filter:
		return fill.Job{Node: n, Factory: n.Factory, Role: bound.FilterRole}, true
	case *parse.Server:
		return fill.Job{Node: n, Factory: n.Factory, Role: bound.ServerRole}, true
	case *parse.Resource:
		return fill.Job{Node: n, Factory: n.Factory, Role: bound.ValueRole}, true
	case *parse.Composite:
		return fill.Job{Node: n, Factory: n.Factory, Role: bound.AppRole}, n.URLMap == nil && !n.Cycle
	}
	return fill.Job{}, false
}
