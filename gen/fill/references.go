package fill

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// references finds the Go objects that values name.
type references struct{ *filler }

// refer fills a parameter by the Go object that a word names.
func (f *references) refer(p keys.Param, t types.Type, w parse.Word, in value.Input) (bound.Arg, *tell.Misread) {
	if !w.Text.IsConst() {
		return nil, tell.NotYet(t, "only texts may depend on %(here)s")
	}
	o, bad := f.meant(p, w)
	if bad != nil {
		f.out.Failed = true
		return nil, f.noName(p, t, w, bad)
	}
	var readings []bound.Arg
	for _, read := range []func(gopkg.Object, types.Type) bound.Arg{f.asItStands, f.asType} {
		if a := read(o, t); a != nil {
			readings = append(readings, a)
		}
	}
	if a, ok := f.asMaker(o, t); ok {
		a.Name, a.From = in.Name, in.From
		readings = append(readings, a)
	}
	switch len(readings) {
	case 0:
		return nil, f.fitsNot(t, o)
	case 1:
		return readings[0], nil
	}
	return nil, &tell.Misread{Code: problem.TwoKeys, Misfit: value.Misfit{
		Is:   "may be " + o.GoName() + " itself, or what it returns",
		Hint: "both would do: declare a variable that is the one you mean, and name that",
	}}
}

// noName is what is wrong with a word that leads to no Go object. One that could be
// the name of none is told what would do, and not how a function gets that name.
func (f *references) noName(p keys.Param, t types.Type, w parse.Word, bad *tell.Misread) *tell.Misread {
	text := strings.TrimSpace(string(w.Text))
	isOther := strings.ContainsAny(text, "\"'{}[]<>=,;") || strings.Contains(text, "://")
	if len(bad.Problems) == 0 || !isOther && (strings.Contains(text, ":") || f.mayBeName(p, text)) {
		return bad
	}
	hint := "write a function without parameters that returns " + f.tell.TypeString(t) + ", and its name here: call:MODULE:NAME"
	if s, _, _ := gopkg.StructOf(t); s != nil && reading.HasOptions(s) && !reading.IsWhole(t) {
		hint = "its fields are keys below this one, KEY.FIELD; or " + hint
	}
	return &tell.Misread{Typ: t, Code: problem.Convert, Misfit: value.Misfit{Is: "is no " + f.tell.TypeString(t), Hint: hint}}
}

// mayBeName reports whether a text looks like the name of a Go object: one of the
// parameter's package, or a member of a resource.
func (f *references) mayBeName(p keys.Param, text string) bool {
	first, _, dotted := strings.Cut(text, ".")
	isResource := slices.ContainsFunc(f.env.Resources, func(r *Resource) bool { return r.Node.Name == first })
	return token.IsIdentifier(text) || dotted && (isResource || first == p.Pkg().Name())
}

// isObject reports whether a word, where paths of files would do too, names a Go
// object: that has a name of its own, or its package in front.
func (f *references) isObject(w parse.Word) bool {
	text := strings.TrimSpace(string(w.Text))
	if _, _, ok := f.member(w); ok || strings.Contains(text, ":") || token.IsIdentifier(text) {
		return true
	}
	pkg, name, _ := strings.Cut(text, ".")
	return token.IsIdentifier(pkg) && token.IsIdentifier(name) && token.IsExported(name)
}

// fitsNot is what is wrong with an object of a type that does not fit.
func (f *references) fitsNot(t types.Type, o gopkg.Object) *tell.Misread {
	is := f.tell.TypeString(o.Type())
	if _, isType := o.Object.(*types.TypeName); isType {
		is = "the type " + o.GoName()
	}
	out := &tell.Misread{Typ: t, Code: problem.Convert, Misfit: value.Misfit{
		Is:   "is " + is + ", not " + f.tell.TypeString(t),
		Hint: "name a variable or function of that type, or a function without parameters that returns one",
	}}
	if span := f.env.Pkgs.Declared(o); span.IsValid() {
		out.Related = []diag.Related{{Span: span, Note: o.GoName() + " is declared here"}}
	}
	return out
}

// meant returns the Go object that a word names, or what is wrong with it. A name
// without a package is one of the package that declares the parameter.
func (f *references) meant(p keys.Param, w parse.Word) (gopkg.Object, *tell.Misread) {
	if r, o, ok := f.member(w); ok {
		arg := f.share.share(p, []*Resource{r})
		if arg == nil {
			return gopkg.Object{}, &tell.Misread{} // which is told
		}
		f.share.behind[rootOf(o).Object] = arg
		return o, nil
	}
	factory := parse.FactoryIn(w)
	to, d := f.target(p, factory)
	switch {
	case d != nil:
		return gopkg.Object{}, f.noPackage(d)
	case to.Part != "":
		return f.ofPart(to, factory.Span)
	}
	pkg, problems := f.env.Pkgs.Get(f.ctx, to.Pattern)
	if pkg == nil {
		bad := &tell.Misread{}
		for _, d := range problems {
			bad.Problems.Add(d.At(factory.ModuleSpan))
		}
		return gopkg.Object{}, bad
	}
	o, d := pkg.Find(to.Attr)
	if d != nil {
		d.Span = factory.AttrSpan
		return gopkg.Object{}, &tell.Misread{Problems: diag.List{*d}}
	}
	return o, nil
}

// target is the package that a word names, or that of the parameter.
func (f *references) target(p keys.Param, factory *parse.Factory) (refer.Target, *diag.Diagnostic) {
	if factory.Module != "" {
		return f.env.Refs.Object(factory)
	}
	to := refer.Target{Pattern: p.Pkg().Path(), Attr: strings.TrimPrefix(factory.Attr, p.Pkg().Name()+".")}
	if part, builtin := f.env.Parts.Holds(to.Pattern); builtin {
		to.Part = part.Name
	}
	return to, nil
}

// noPackage is what is wrong with a reference that leads to no package.
func (f *references) noPackage(d *diag.Diagnostic) *tell.Misread {
	d.Related = f.tell.DeclaredHere()
	return &tell.Misread{Problems: diag.List{*d}}
}

// member returns the method or field of a resource that a word names, db.Ping;
// it is not ok for another word.
func (f *references) member(w parse.Word) (*Resource, gopkg.Object, bool) {
	name, attr, _ := strings.Cut(strings.TrimSpace(string(w.Text)), ".")
	i := slices.IndexFunc(f.env.Resources, func(r *Resource) bool { return r.Node.Name == name && r.Type != nil && r.Node != f.j.Node })
	if i < 0 || attr == "" || !w.Text.IsConst() {
		return nil, gopkg.Object{}, false
	}
	r := f.env.Resources[i]
	o := gopkg.Object{Object: types.NewVar(token.NoPos, f.object.Pkg(), name, r.Type), Alias: name}
	for _, piece := range strings.Split(attr, ".") {
		found := o.Members(piece)
		if len(found) != 1 {
			return nil, gopkg.Object{}, false
		}
		o = found[0]
	}
	return r, o, true
}

// ofPart returns the object of a built-in package that a word names: by a name
// that it stands for, or as Go has it.
func (f *references) ofPart(to refer.Target, at source.Span) (gopkg.Object, *tell.Misread) {
	pkg, err := f.env.Pkgs.Part(f.ctx, to.Part)
	if err != nil {
		return gopkg.Object{}, &tell.Misread{Code: problem.Convert, Misfit: value.Misfit{Is: "cannot be read: " + err.Error()}}
	}
	if o, ok := pkg.Standing(to.Name); ok {
		return o, nil
	}
	o, d := pkg.Find(to.Attr)
	if d != nil {
		d.Span = at
		return gopkg.Object{}, f.noPackage(d)
	}
	return o, nil
}

// asItStands is a variable, function or method of a type that fits; nil if it
// is none. A function of another named type is converted.
func (f *references) asItStands(o gopkg.Object, t types.Type) bound.Arg {
	if _, isType := o.Object.(*types.TypeName); isType || f.unmade(o) {
		return nil
	}
	takes, _ := f.u.TakesHandler(t)
	switch {
	case types.AssignableTo(o.Type(), t):
		return bound.Object{Func: f.makers.funcOf(o, true)}
	case takes && types.Identical(o.Type().Underlying(), f.u.HandlerFunc):
		return bound.Object{Func: f.makers.funcOf(o, true), Type: f.env.Pkgs.Type("net/http", "HandlerFunc")}
	case o.Signature() != nil && types.ConvertibleTo(o.Type(), t) && f.env.Pkgs.Nameable(t):
		return bound.Object{Func: f.makers.funcOf(o, true), Type: t}
	}
	return nil
}

// unmade reports whether an object is a member of what a function makes that
// keys would have to fill.
func (f *references) unmade(o gopkg.Object) bool {
	for of := o.Of; of != nil; of = of.Of {
		if _, ok := of.Object.(*types.Func); ok && !f.needsNoKeys(of.Signature()) {
			return true
		}
	}
	return false
}

// asType is the zero value of a struct, or a pointer to it.
func (f *references) asType(o gopkg.Object, t types.Type) bound.Arg {
	name, ok := o.Object.(*types.TypeName)
	if !ok || !f.env.Pkgs.Nameable(name.Type()) {
		return nil
	}
	if _, ok := name.Type().Underlying().(*types.Struct); !ok {
		return nil
	}
	switch {
	case types.AssignableTo(name.Type(), t):
		return bound.Struct{Type: name.Type()}
	case types.AssignableTo(types.NewPointer(name.Type()), t):
		return bound.Struct{Type: name.Type(), Ptr: true}
	}
	return nil
}

// asMaker calls a function whose result fits, without keys.
func (f *references) asMaker(o gopkg.Object, t types.Type) (bound.New, bool) {
	sig := o.Signature()
	if sig == nil || !f.needsNoKeys(sig) || f.unmade(o) {
		return bound.New{}, false
	}
	r := f.u.Split(sig.Results())
	if r.Value == nil || r.More || !types.AssignableTo(r.Value, t) {
		return bound.New{}, false
	}
	call := &bound.Call{
		Func:   f.makers.funcOf(o, false),
		Result: r.As(bound.ValueRole),
	}
	for i := range sig.Params().Len() {
		p := f.places.Param(sig, i)
		if p.Variadic { // the section's keys are not for it
			call.Args = append(call.Args, loose(p, nil))
		} else {
			call.Args = append(call.Args, f.forms.arg(p))
		}
	}
	return bound.New{Call: call}, true
}

// needsNoKeys reports whether all parameters of a function are injected or may
// be left out.
func (f *references) needsNoKeys(sig *types.Signature) bool {
	if sig.TypeParams().Len() > 0 {
		return false
	}
	for i := range sig.Params().Len() {
		p := f.places.Param(sig, i)
		if s := f.forms.shapeOf(p); !p.Variadic && (s == nil || s.offer != nil || f.u.IsLoader(p.Typ)) {
			return false
		}
	}
	return true
}
