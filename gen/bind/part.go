package bind

import (
	"context"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// builtin returns the part that a reference means for what the job asks for: or two,
// for net/http and for WSGI.
func (b *binder) builtin(ctx context.Context, j *job, t refer.Target) ([]gopkg.Part, diag.List) {
	pkg, err := b.pkgs.Part(ctx, t.Part)
	if err != nil {
		return nil, diag.List{{Code: problem.GoCommand, Message: "cannot read what is built in: " + err.Error(), Span: j.factory.Span}}
	}
	kinds := gopkg.EntryKinds(j.node.Context().Type)
	named := pkg.Named(t.Name)
	found := slices.DeleteFunc(slices.Clone(named), func(p gopkg.Part) bool { return !slices.Contains(kinds, p.Kind) })
	for i := range found {
		found[i].Alias = words.Quote(asWritten(j.factory))
	}
	if len(found) == 0 {
		return nil, diag.List{{
			Code:    problem.Role,
			Message: words.Quote(asWritten(j.factory)) + " makes " + madeBy(named) + ", not " + roleName(j.role),
			Span:    j.factory.Span,
		}}
	}
	return found, nil
}

// madeBy says what parts of one name make. A name that belongs to none of the
// kinds of entry points is that of a function for other parts' keys.
func madeBy(named []gopkg.Part) string {
	if len(named) == 0 {
		return "a value for the keys of sections"
	}
	return roleName(roleOf(named[0].Kind))
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

// expectAround queues the filter that is to stand around all apps, an egg's; nil
// for none.
func (b *binder) expectAround(egg string) parse.Node {
	dist, entry, ok := strings.Cut(strings.TrimPrefix(egg, "egg:"), "#")
	if !ok {
		return nil
	}
	f := &parse.Factory{Kind: parse.EggFactory, Dist: dist, Entry: entry}
	n := &parse.Filter{Common: parse.Common{Type: parse.FilterType}, Factory: f}
	b.walk(n, diag.Error)
	return n
}
