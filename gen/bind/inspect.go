package bind

import (
	"cmp"
	"context"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// kind is a kind of section that a factory may be tried for.
type kind struct {
	name Kind
	role bound.Role
	t    parse.ObjectType
	node func(parse.Common, *parse.Factory) parse.Node
}

// kinds lists them in the order in which they are tried: what wraps a handler
// is a filter before it is an app that takes one.
func kinds() []kind {
	return []kind{
		{FilterKind, bound.FilterRole, parse.FilterType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Filter{Common: c, Factory: f} }},
		{AppKind, bound.AppRole, parse.AppType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.App{Common: c, Factory: f} }},
		{CompositeKind, bound.AppRole, parse.AppType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Composite{Common: c, Factory: f} }},
		{ServerKind, bound.ServerRole, parse.ServerType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Server{Common: c, Factory: f} }},
		{ResourceKind, bound.ValueRole, parse.AppType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Resource{Common: c, Factory: f} }},
	}
}

// kindsOf returns what the factory of a node may be good for: what its section
// is, or anything of the type asked for if no section has it.
func kindsOf(n parse.Node) []kind {
	common := n.Context()
	return slices.DeleteFunc(kinds(), func(k kind) bool {
		if common.Section == nil {
			return k.t != common.Type
		}
		return k.name != kindOf(n)
	})
}

func kindOf(n parse.Node) Kind {
	switch n.(type) {
	case *parse.Filter:
		return FilterKind
	case *parse.Composite:
		return CompositeKind
	case *parse.Server:
		return ServerKind
	case *parse.Resource:
		return ResourceKind
	}
	return AppKind
}

// job makes a job for a factory as such: of a section without keys.
func (k kind) job(common parse.Common, f *parse.Factory) *job {
	common.Local, common.Global = nil, nil
	return &job{leaf{k.node(common, f), f, k.role}, diag.Error}
}

// trial is what came of binding an object for a section without keys.
type trial struct {
	kind
	part    gopkg.Part  // of which only the object is known if it is not built in
	*filler             // knows which parameters took no key that they need
	asked   *filler     // knows which keys there might be
	call    *bound.Call // nil if the object is no factory for the kind
	diags   diag.List
}

// try binds an object for one kind of section. Parameters that no key fills are
// no problem: there are no keys.
func (b *binder) try(ctx context.Context, k kind, j *job, p gopkg.Part) trial {
	asked, call, ds := b.dry(ctx, j, p.Object, true)
	bare, _, _ := b.dry(ctx, j, p.Object, false)
	return trial{kind: k, part: p, filler: bare, asked: asked, call: call, diags: ds}
}

// dry binds an object and keeps everything that comes of it from the binder.
func (b *binder) dry(ctx context.Context, j *job, o gopkg.Object, asked bool) (*filler, *bound.Call, diag.List) {
	own := *b
	own.program, own.queue, own.diags = &bound.Program{}, nil, nil
	if r, ok := j.node.(*parse.Resource); ok {
		own.resources = append(slices.Clip(own.resources), &resource{job: j, node: r})
	}
	f := newFiller(ctx, &own, j, o)
	f.keys.asked, f.trial = asked, true
	return f, f.call(), own.diags
}

// usable reports whether sections can have the factory: keys can fill all that
// it needs.
func (t trial) usable() bool {
	unnamed := func(p param) bool { return p.key == "" }
	return t.call != nil && !t.diags.HasErrors() && !slices.ContainsFunc(t.missing, unnamed)
}

// describe describes the factory of a node. It reports why it returns nil, if
// the graph has not done so.
func (b *binder) describe(ctx context.Context, n parse.Node) *Description {
	f := factory(n)
	if f == nil {
		return pieceOf(n)
	}
	return b.fitting(ctx, n)
}

// factory returns what makes a node; nil for one that needs no factory.
func factory(n parse.Node) *parse.Factory {
	if r, ok := n.(*parse.Resource); ok {
		return r.Factory
	}
	var f *parse.Factory
	leaves(n, func(l leaf) {
		if l.node == n {
			f = l.factory
		}
	})
	return f
}

// fitting describes the object of a node's factory for the first kind of section
// that it fits. If there is none, what is said of the first is reported.
func (b *binder) fitting(ctx context.Context, n parse.Node) *Description {
	var trials []trial
	for _, k := range kindsOf(n) {
		j := k.job(*n.Context(), factory(n))
		found, ds := b.look(ctx, j)
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
	best := slices.IndexFunc(trials, func(t trial) bool { return t.call != nil && !refused(t.diags) })
	if best < 0 {
		b.diags.Add(trials[0].diags...)
		return nil
	}
	b.diags.Add(trials[best].diags...)
	return trials[best].describe()
}

// refused reports whether an object makes or takes what another kind of section
// is for.
func refused(ds diag.List) bool {
	return slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Code == problem.Role || d.Code == problem.Shape || d.Code == problem.NoSection
	})
}

func (t trial) describe() *Description {
	p := t.b.pkgs
	d := &Description{
		Kind:       t.name,
		Name:       t.object.GoName(),
		Use:        use(t.j.factory),
		Signature:  t.declaration(t.object),
		Place:      p.Line(t.object),
		Doc:        p.FullDoc(t.object),
		Deprecated: p.Deprecation(t.object),
		AnyKey:     t.asked.local != nil || t.asked.keys.takesRest(),

		problems: t.diags,
	}
	for _, taken := range t.asked.keys.offered {
		d.Keys = append(d.Keys, t.key(taken))
	}
	if t.part.Kind != "" {
		t.describePart(d)
	}
	return d
}

// describePart puts in what there is to say of a built-in part, and takes out what
// is there for users of Go only.
func (t trial) describePart(d *Description) {
	d.Use = t.part.Names[0]
	if !strings.HasPrefix(d.Use, "egg:") {
		d.Use = "call:" + d.Use
	}
	d.Name = strings.TrimPrefix(t.part.Names[0], "egg:")
	d.Names, d.Signature = t.part.Names, ""
	if rest, ok := strings.CutPrefix(d.Doc, t.object.Name()+" returns "); ok {
		d.Doc = strings.ToUpper(rest[:1]) + rest[1:]
	}
	if pkg, err := t.b.pkgs.Part(t.ctx, t.part.Pkg().Name()); err == nil {
		d.Group, d.Package, d.About = pkg.Group, pkg.Name(), pkg.Doc
	}
}

// use writes a factory as it stands behind "use =".
func use(f *parse.Factory) string {
	switch {
	case f.Kind != parse.EggFactory:
		return "call:" + f.Module + ":" + f.Attr
	case f.Entry == "main":
		return "egg:" + f.Dist
	}
	return "egg:" + f.Dist + "#" + f.Entry
}

// declaration writes the declaration of an object, without its body, and above
// it that of the object whose member it is.
func (f *filler) declaration(o gopkg.Object) string {
	above := ""
	if o.Of != nil {
		above = f.declaration(*o.Of) + "\n"
	}
	signature := strings.TrimPrefix(f.typeString(o.Type()), "func")
	switch v := o.Object.(type) {
	case *types.TypeName:
		if _, ok := v.Type().Underlying().(*types.Struct); ok {
			return "type " + o.Name() + " struct"
		}
		return "type " + o.Name() + " " + f.typeString(v.Type().Underlying())
	case *types.Var:
		if v.IsField() {
			return above + "field " + o.Name() + " " + f.typeString(o.Type())
		}
		return "var " + o.Name() + " " + f.typeString(o.Type())
	}
	if recv := o.Signature().Recv(); recv != nil {
		signature = " " + o.Name() + signature
		return above + "func (" + strings.ReplaceAll(f.typeString(recv.Type()), o.Pkg().Name()+".", "") + ")" + signature
	}
	return "func " + o.Name() + signature
}

func (t trial) key(k taker) KeyDescription {
	value, whole := k.typ, k.typ
	if k.variadic {
		whole = types.NewSlice(value)
	}
	if m, ok := value.Underlying().(*types.Map); ok && k.below {
		value, whole = m.Elem(), m.Elem()
	}
	section := t.isSection(value) || t.isFilterSection(value)
	return KeyDescription{
		Name:     k.shortName(),
		Type:     cmp.Or(strings.Join(t.b.values.Choices(whole), "|"), t.typeString(whole)),
		Section:  section,
		Object:   !section && t.isReference(value) && t.conversion(value) == nil,
		Required: slices.ContainsFunc(t.missing, k.isSame),
		Default:  cmp.Or(k.tag.value, k.tag.zero),
		Ignored:  k.tag.ignored,
		Secret:   k.tag.secret,
		Doc:      t.comment(k.param),
	}
}

// isSame reports whether it is the same parameter in another trial, of which
// generic functions have parameters of their own.
func (t taker) isSame(p param) bool { return t.Pos() == p.Pos() && t.Name() == p.Name() }

// shortName is name without what a Go name says besides: for a method
// AddOrigin or a function WithOrigin, origin is a key too.
func (t taker) shortName() string {
	for _, other := range t.also {
		if key := words.Normal(t.key); words.Normal(other) != key && strings.HasSuffix(key, words.Normal(other)) {
			t.key = other
			break
		}
	}
	return t.name()
}
