package bind

import (
	"context"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/fill"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// finder finds what references mean.
type finder struct{ *fill.Env }

// look finds what a job's reference means: an object of the user's, or a built-in
// part, or two of one name, for net/http and for WSGI. It finds none if something
// is wrong, but for a draft.
func (f *finder) look(ctx context.Context, j fill.Job) ([]gopkg.Part, diag.List) {
	t, d := f.Refs.Target(j.Factory)
	switch {
	case d != nil:
		return nil, diag.List{*d}
	case t.Pattern == "":
		return f.builtin(ctx, j, t)
	}
	pkg, ds := f.read(ctx, j.Factory, t.Pattern)
	if pkg == nil {
		return nil, ds
	}
	if t.Part != "" && !overrides(pkg, j.Node, t) {
		found, more := f.builtin(ctx, j, t)
		if len(found) > 0 || !pkg.HasEntry(t.Attr) {
			return found, append(ds, more...)
		}
	}
	o, d := object(pkg, j, t)
	if d != nil {
		return nil, append(ds, *d)
	}
	if pkg.IsDraft(o) {
		return []gopkg.Part{{Object: o}}, append(ds, draft(j.Factory, o))
	}
	return []gopkg.Part{{Object: o}}, ds
}

// object returns the object that a job's reference means in a package.
func object(pkg *gopkg.Package, j fill.Job, t refer.Target) (gopkg.Object, *diag.Diagnostic) {
	find := pkg.Find
	if t.Egg {
		find = func(name string) (gopkg.Object, *diag.Diagnostic) {
			if j.Role == bound.ValueRole {
				return pkg.Entry(gopkg.ValueKinds(), name)
			}
			return pkg.Entry(gopkg.EntryKinds(j.Node.Context().Type), name)
		}
	}
	o, d := find(t.Attr)
	if d != nil {
		d.Span = j.Factory.AttrSpan
	}
	return o, d
}

// draft is the problem of a function that is not to be used yet.
func draft(f *parse.Factory, o gopkg.Object) diag.Diagnostic {
	d := diag.Diagnostic{
		Code: problem.Draft, Span: f.AttrSpan,
		Message: o.GoName() + " is a draft, which is not used",
		Hint:    "remove its line //paste:draft once it is written",
	}
	if python.CanStay(f) {
		d.Hint += "; until then let it stay in Python, with --python PROGRAM"
	}
	return d
}

// overrides reports whether a package that [pastegen:eggs] names has the entry
// point that is meant. As in Python, kinds have names of their own: a filter of
// that name is no server.
func overrides(pkg *gopkg.Package, n parse.Node, t refer.Target) bool {
	return pkg.HasEntry(t.Attr, gopkg.EntryKinds(n.Context().Type)...)
}

// prefer does the first of what Begin does.
func (f *finder) prefer(ctx context.Context, c *parse.Config) {
	c.Prefer(func(n *parse.Composite) bool { return f.isUsers(ctx, n) })
}

// isUsers reports whether a composite's factory is in a package of the user's.
func (f *finder) isUsers(ctx context.Context, n *parse.Composite) bool {
	t, d := f.Refs.Target(n.Factory)
	if d != nil || t.Pattern == "" || !t.Egg {
		return d == nil && t.Pattern != ""
	}
	pkg, _ := f.Pkgs.Get(ctx, t.Pattern)
	return pkg != nil && overrides(pkg, n, t)
}

// builtin returns the part that a reference means for what the job asks for: or
// two, for net/http and for WSGI.
func (f *finder) builtin(ctx context.Context, j fill.Job, t refer.Target) ([]gopkg.Part, diag.List) {
	pkg, err := f.Pkgs.Part(ctx, t.Part)
	if err != nil {
		return nil, diag.List{{Code: problem.GoCommand, Message: "cannot read what is built in: " + err.Error(), Span: j.Factory.Span}}
	}
	name := words.Quote(asWritten(j.Factory))
	if o, ok := pkg.Standing(t.Name); ok && j.Role == bound.ValueRole {
		o.Alias = name
		return []gopkg.Part{{Object: o}}, nil
	}
	kinds := gopkg.EntryKinds(j.Node.Context().Type)
	named := pkg.Named(t.Name)
	found := slices.DeleteFunc(slices.Clone(named), func(p gopkg.Part) bool { return !slices.Contains(kinds, p.Kind) })
	for i := range found {
		found[i].Alias = name
	}
	if len(found) == 0 {
		return nil, diag.List{{
			Code:    problem.Role,
			Message: name + " makes " + madeBy(named) + ", not " + contract.RoleName(j.Role),
			Span:    j.Factory.Span,
		}}
	}
	return found, nil
}

// read reads the package of a factory; nil if it cannot. What is wrong with it
// has a place.
func (f *finder) read(ctx context.Context, from *parse.Factory, pattern string) (*gopkg.Package, diag.List) {
	pkg, problems := f.Pkgs.Get(ctx, pattern)
	span := from.ModuleSpan
	if pkg != nil {
		problems, span = pkg.Faults, from.Span
	}
	var out diag.List
	for _, d := range problems {
		if pattern == from.Module && gopkg.IsUnknownWord(d, pattern) {
			d = *f.Refs.NoModule(from)
		}
		out.Add(d.At(span))
	}
	return pkg, out
}

// madeBy says what parts of one name make. A name that belongs to none of the
// kinds of entry points is that of a function for other parts' keys.
func madeBy(named []gopkg.Part) string {
	if len(named) == 0 {
		return "a value for the keys of sections"
	}
	return contract.RoleName(roleOf(named[0].Kind))
}

// asWritten is a factory as the file has it.
func asWritten(f *parse.Factory) string {
	if f.Span.IsValid() {
		return f.Span.Text()
	}
	return use(f)
}

// roleOf is what an entry point of a kind makes.
func roleOf(kind string) bound.Role {
	switch {
	case strings.HasPrefix(kind, "filter"):
		return bound.FilterRole
	case strings.HasPrefix(kind, "server"):
		return bound.ServerRole
	}
	return bound.AppRole
}
