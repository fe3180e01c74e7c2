package bind

import (
	"context"
	"go/token"
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// List describes every factory of a package that sections of c can use, in the
// order of their names; but not what resources could be made of, which is nearly
// everything. The package is written as in "call:PACKAGE:NAME".
func List(ctx context.Context, c *parse.Config, module string, opts Options) ([]*Description, diag.List) {
	b := newBinder(c, opts)
	b.addResources(c)
	b.typeResources(ctx)
	f := &parse.Factory{Kind: parse.CallFactory, Module: module}
	t, d := b.refs.target(f)
	if d != nil {
		return nil, asked(diag.List{*d})
	}
	pkg, ds := b.read(ctx, f, t.pattern)
	if pkg == nil {
		return nil, asked(ds)
	}
	var out []*Description
	for _, o := range pkg.objects() {
		out = append(out, b.listed(ctx, module, o)...)
	}
	return out, asked(ds)
}

// listed describes an object for the first kind of section that can use it; if
// none can, the methods of what it makes.
func (b *binder) listed(ctx context.Context, module string, o object) []*Description {
	f := &parse.Factory{Kind: parse.CallFactory, Module: module, Attr: o.attr()}
	for _, k := range kinds() {
		t := b.try(ctx, k, k.job(parse.Common{Type: k.t}, f), o)
		if t.usable() && !t.registers() && k.name != ResourceKind {
			return []*Description{t.describe()}
		}
	}
	if _, isFunc := o.Object.(*types.Func); !isFunc || o.of != nil || o.recv != nil || o.made() == nil {
		return nil
	}
	var out []*Description
	for _, m := range methodsOf(o.made()) {
		out = append(out, b.listed(ctx, module, object{Object: m, of: &o})...)
	}
	return out
}

// registers reports whether a function that could be a server takes a handler
// and says nothing more: it, or the function it returns, will keep the handler
// and not serve it.
func (t trial) registers() bool {
	r := t.call.Result
	if r.Role != bound.ServerRole || r.Error && r.Wraps || slices.Contains(t.call.Args, bound.Arg(bound.Ctx{})) {
		return false
	}
	if r.Wraps {
		return true
	}
	sig, ok := r.Type.Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 1 && sig.Results().Len() == 0
}

// attr returns the name part of a reference to the object.
func (o object) attr() string {
	if o.of != nil {
		return o.of.attr() + "." + o.Name()
	}
	if o.recv != nil {
		return o.recv.Name() + "." + o.Name()
	}
	return o.Name()
}

// objects returns what of a package can be named in a reference, in the order
// of the names. Methods that serve requests themselves are left out, since
// their type does for them, and those of types that are not meant to be used
// without the function that makes them.
func (p *goPackage) objects() []object {
	var out []object
	for _, name := range p.Scope().Names() {
		if !token.IsExported(name) {
			continue
		}
		for _, o := range p.names[normal(name)] {
			if o.Name() != name {
				continue
			}
			out = append(out, object{Object: o})
			if t, ok := o.(*types.TypeName); ok && !p.constructs(t) {
				out = append(out, typeMethods(t)...)
			}
		}
	}
	return out
}

// constructs reports whether a function of the package returns a value of the
// type, or a pointer to one.
func (p *goPackage) constructs(t *types.TypeName) bool {
	for _, objects := range p.names {
		for _, o := range objects {
			if _, ok := o.(*types.Func); !ok {
				continue
			}
			made := object{Object: o}.made()
			if ptr, ok := made.(*types.Pointer); ok {
				made = ptr.Elem()
			}
			if made != nil && types.Identical(made, t.Type()) {
				return true
			}
		}
	}
	return false
}

// typeMethods returns the methods of a type's zero value.
func typeMethods(t *types.TypeName) []object {
	if types.IsInterface(t.Type()) {
		return nil
	}
	var out []object
	for _, m := range methodsOf(t.Type()) {
		if m.Name() != "ServeHTTP" {
			out = append(out, methods(t, m.Name())...)
		}
	}
	return out
}
