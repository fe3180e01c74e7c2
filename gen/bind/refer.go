package bind

import (
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// isReference reports whether only a Go object can fill a parameter of the
// type: it is a function, an interface, or a struct without options. Its
// value is then a reference as in "use = call:", with or without the "call:".
func (f *filler) isReference(t types.Type) bool {
	if _, ok := t.(*types.TypeParam); ok || types.Identical(t, f.u.Err) {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Interface:
		return u.NumMethods() > 0
	case *types.Pointer:
		s, _, _ := gopkg.StructOf(t)
		return s != nil && (!hasOptions(s) || isWhole(u.Elem()))
	case *types.Struct:
		_, literal := types.Unalias(t).(*types.Struct)
		return !literal && (!hasOptions(u) || isWhole(t))
	}
	return false
}

// refer fills a parameter by the Go object that a word names.
func (f *filler) refer(p param, t types.Type, w parse.Word, key string) bound.Arg {
	o, ok := f.referred(p, t, w)
	if !ok {
		return nil
	}
	var readings []bound.Arg
	for _, read := range []func(gopkg.Object, types.Type) bound.Arg{f.asItStands, f.asType} {
		if a := read(o, t); a != nil {
			readings = append(readings, a)
		}
	}
	if a, ok := f.asMaker(o, t); ok {
		a.Name, a.From = words.LastName(p.key), bound.Origin{Key: key, Span: w.Span}
		readings = append(readings, a)
	}
	switch len(readings) {
	case 0:
		f.noReference(p, t, w, o)
		return nil
	case 1:
		return readings[0]
	}
	f.twoReferences(p, w, o)
	return nil
}

// referred finds the Go object that a word names. A name without a package is
// one of the package that declares the parameter.
func (f *filler) referred(p param, t types.Type, w parse.Word) (gopkg.Object, bool) {
	if !w.Text.IsConst() {
		f.noConversion(p, t, w, *value.NotYet(onlyTexts))
		return gopkg.Object{}, false
	}
	j := *f.j
	j.factory = w.Factory()
	to := refer.Target{Pattern: p.Pkg().Path(), Attr: j.factory.Attr}
	if j.factory.Module == "" {
		to.Attr = strings.TrimPrefix(to.Attr, p.Pkg().Name()+".")
	} else {
		var d *diag.Diagnostic
		if to, d = f.b.refs.Target(j.factory); d != nil || to.Pattern == "" {
			f.badReference(p, w, d)
			return gopkg.Object{}, false
		}
	}
	pkg, ds := f.b.pkgs.Get(f.ctx, to.Pattern)
	if pkg == nil {
		for _, d := range ds {
			f.report(at(d, j.factory.ModuleSpan))
		}
		f.failed = true
		return gopkg.Object{}, false
	}
	o, d := f.b.find(pkg, &j, to)
	if d != nil {
		f.report(*d)
		return gopkg.Object{}, false
	}
	return o, true
}

// asItStands is a variable, function or method of a type that fits; nil if it
// is none. A function of another named type is converted.
func (f *filler) asItStands(o gopkg.Object, t types.Type) bound.Arg {
	if _, isType := o.Object.(*types.TypeName); isType || f.unmade(o) {
		return nil
	}
	switch {
	case types.AssignableTo(o.Type(), t):
		return bound.Object{Func: f.funcOf(o, true)}
	case o.Signature() != nil && types.ConvertibleTo(o.Type(), t) && f.nameable(t):
		return bound.Object{Func: f.funcOf(o, true), Type: t}
	}
	return nil
}

// unmade reports whether an object is a member of what a function makes that
// keys would have to fill.
func (f *filler) unmade(o gopkg.Object) bool {
	for of := o.Of; of != nil; of = of.Of {
		if _, ok := of.Object.(*types.Func); ok && !f.needsNoKeys(of.Signature()) {
			return true
		}
	}
	return false
}

// asType is the zero value of a struct, or a pointer to it.
func (f *filler) asType(o gopkg.Object, t types.Type) bound.Arg {
	name, ok := o.Object.(*types.TypeName)
	if !ok || !f.nameable(name.Type()) {
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
func (f *filler) asMaker(o gopkg.Object, t types.Type) (bound.New, bool) {
	sig := o.Signature()
	if sig == nil || !f.needsNoKeys(sig) || f.unmade(o) {
		return bound.New{}, false
	}
	r := f.u.Split(sig.Results())
	if r.Value == nil || r.More || !types.AssignableTo(r.Value, t) {
		return bound.New{}, false
	}
	call := &bound.Call{
		Func:   f.funcOf(o, false),
		Args:   f.args(maker{o, sig}),
		Result: r.As(bound.ValueRole),
	}
	return bound.New{Call: call}, true
}

// needsNoKeys reports whether all parameters of a function are injected or may
// be left out.
func (f *filler) needsNoKeys(sig *types.Signature) bool {
	if sig.TypeParams().Len() > 0 {
		return false
	}
	for i := range sig.Params().Len() {
		p := f.param(sig, i)
		if s := f.shapeOf(p); !p.variadic && (s == nil || s.offer != nil || f.isLoader(p)) {
			return false
		}
	}
	return true
}

func (f *filler) badReference(p param, w parse.Word, d *diag.Diagnostic) {
	if d == nil {
		d = &diag.Diagnostic{Code: problem.Convert, Message: words.Quote(w.Shown()) + " is built in, and no Go object", Span: w.Span}
	}
	d.Related = f.declaredHere()
	f.report(*d)
}

// noReference reports an object of a type that does not fit.
func (f *filler) noReference(p param, t types.Type, w parse.Word, o gopkg.Object) {
	is := f.typeString(o.Type())
	if _, isType := o.Object.(*types.TypeName); isType {
		is = "the type " + o.GoName()
	}
	d := diag.Diagnostic{
		Code:    problem.Convert,
		Message: words.Quote(w.Shown()) + " is " + is + ", not " + f.typeString(t),
		Span:    w.Span,
		Label:   "needed as " + f.typeString(t),
		Related: f.declaredHere(),
		Hint:    f.what(p) + ": name a variable or function of that type, or a function without parameters that returns one",
	}
	if span := f.b.pkgs.Declared(o); span.IsValid() {
		d.Related = append(d.Related, diag.Related{Span: span, Note: o.GoName() + " is declared here"})
	}
	f.report(at(d, f.j.factory.Span))
}

// twoReferences reports an object that fits as it stands and in what it
// returns.
func (f *filler) twoReferences(p param, w parse.Word, o gopkg.Object) {
	f.report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: words.Quote(w.Shown()) + " may be " + o.GoName() + " itself, or what it returns",
		Span:    w.Span,
		Related: f.declaredHere(),
		Hint:    f.what(p) + " takes both: declare a variable that is the one you mean, and name that",
	})
}
