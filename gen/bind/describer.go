package bind

import (
	"cmp"
	"context"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// describer tells of factories what Bind would make of sections that name them.
type describer struct{ *binder }

func newDescriber(c *parse.Config, opts Options) *describer {
	return &describer{newBinder(c, opts)}
}

// describe describes the factory of a node. It reports why it returns nil, if
// the graph has not done so.
func (b *describer) describe(ctx context.Context, n parse.Node) *Description {
	if j, ok := jobOf(n); ok {
		return b.fitting(ctx, n, j.Factory)
	}
	return pieceOf(n)
}

// fitting describes the object of a node's factory for the first kind of section
// that it fits. If there is none, what is said of the first is reported.
func (b *describer) fitting(ctx context.Context, n parse.Node, f *parse.Factory) *Description {
	var trials []trial
	for _, k := range kindsOf(n) {
		j := k.job(*n.Context(), f)
		found, ds := b.look(ctx, j.Job)
		if len(found) == 0 {
			b.diags.Add(ds...)
			return nil
		}
		if len(trials) == 0 {
			b.diags.Add(ds...)
		}
		if found[0].Kind == "" || kindOfPart(found[0]) == k.name {
			trials = append(trials, b.try(ctx, k, j, found[0]))
		}
	}
	best := slices.IndexFunc(trials, func(t trial) bool { return t.Call() != nil && !refused(t.Problems()) })
	if best < 0 {
		b.diags.Add(trials[0].Problems()...)
		return nil
	}
	b.diags.Add(trials[best].Problems()...)
	return b.description(ctx, trials[best])
}

// try binds an object for one kind of section. Parameters that no key fills are
// no problem: there are no keys.
func (b *describer) try(ctx context.Context, k kind, j *job, p gopkg.Part) trial {
	return trial{k, b.Try(ctx, j.Job, p.Object), p, j}
}

// listed describes an object for the first kind of section that can use it; if
// none can, the methods of what it makes.
func (b *describer) listed(ctx context.Context, module string, o gopkg.Object) []*Description {
	f := &parse.Factory{Kind: parse.CallFactory, Module: module, Attr: o.Attr()}
	for _, k := range kinds() {
		t := b.try(ctx, k, k.job(parse.Common{Type: k.t}, f), gopkg.Part{Object: o})
		if t.Usable() && !t.registers() && k.name != ResourceKind {
			return []*Description{b.description(ctx, t)}
		}
	}
	if _, isFunc := o.Object.(*types.Func); !isFunc || o.Of != nil || o.Recv != nil || o.Made() == nil {
		return nil
	}
	var out []*Description
	for _, m := range gopkg.MethodsOf(o.Made()) {
		out = append(out, b.listed(ctx, module, gopkg.Object{Object: m, Of: &o})...)
	}
	return out
}

// builtins is Builtins, with the standard library as it is loaded.
func (b *describer) builtins(ctx context.Context) ([]*Description, error) {
	own := urlMap()
	out := []*Description{&own}
	for _, name := range b.Parts.Packages() {
		pkg, err := b.Pkgs.Part(ctx, name)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, p := range pkg.Parts() {
			if !seen[p.Names[0]] {
				seen[p.Names[0]] = true
				out = append(out, b.describePart(ctx, p))
			}
		}
	}
	slices.SortFunc(out, func(a, b *Description) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out, nil
}

// describePart describes a part for sections of its kind.
func (b *describer) describePart(ctx context.Context, p gopkg.Part) *Description {
	all := kinds()
	p.Alias = words.Quote(p.Names[0])
	k := all[slices.IndexFunc(all, func(k kind) bool { return k.name == kindOfPart(p) })]
	return b.description(ctx, b.try(ctx, k, k.job(parse.Common{Type: k.t}, &parse.Factory{}), p))
}

func (b *describer) description(ctx context.Context, t trial) *Description {
	o := t.part.Object
	d := &Description{
		Kind:       t.name,
		Name:       o.GoName(),
		Use:        use(t.job.Factory),
		Signature:  b.declaration(o),
		Place:      b.Pkgs.Line(o),
		Doc:        b.Pkgs.FullDoc(o),
		Deprecated: b.Pkgs.Deprecation(o),
		Keys:       t.Keys(),
		AnyKey:     t.AnyKey(),

		problems: t.Problems(),
	}
	if t.part.Kind != "" {
		b.tellPart(ctx, d, t.part)
	}
	return d
}

// tellPart puts in what there is to say of a built-in part, and takes out what
// is there for users of Go only.
func (b *describer) tellPart(ctx context.Context, d *Description, p gopkg.Part) {
	d.Use = p.Names[0]
	if !strings.HasPrefix(d.Use, "egg:") {
		d.Use = "call:" + d.Use
	}
	d.Name = strings.TrimPrefix(p.Names[0], "egg:")
	d.Names, d.Signature = p.Names, ""
	if rest, ok := strings.CutPrefix(d.Doc, p.Name()+" returns "); ok {
		d.Doc = strings.ToUpper(rest[:1]) + rest[1:]
	}
	if pkg, err := b.Pkgs.Part(ctx, p.Pkg().Name()); err == nil {
		d.Group, d.Package, d.About = pkg.Group, pkg.Name(), pkg.Doc
	}
}

// declaration writes the declaration of an object, without its body, and above
// it that of the object whose member it is.
func (b *describer) declaration(o gopkg.Object) string {
	above := ""
	if o.Of != nil {
		above = b.declaration(*o.Of) + "\n"
	}
	signature := strings.TrimPrefix(b.Values.Name(o.Type()), "func")
	switch v := o.Object.(type) {
	case *types.TypeName:
		if _, ok := v.Type().Underlying().(*types.Struct); ok {
			return "type " + o.Name() + " struct"
		}
		return "type " + o.Name() + " " + b.Values.Name(v.Type().Underlying())
	case *types.Var:
		if v.IsField() {
			return above + "field " + o.Name() + " " + b.Values.Name(o.Type())
		}
		return "var " + o.Name() + " " + b.Values.Name(o.Type())
	}
	if recv := o.Signature().Recv(); recv != nil {
		signature = " " + o.Name() + signature
		return above + "func (" + strings.ReplaceAll(b.Values.Name(recv.Type()), o.Pkg().Name()+".", "") + ")" + signature
	}
	return "func " + o.Name() + signature
}
