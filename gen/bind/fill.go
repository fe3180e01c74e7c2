package bind

import (
	"context"
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// filler binds one node: it decides what its Go object is good for and fills
// the object's parameters.
type filler struct {
	ctx           context.Context // of the go command that a reference may need
	b             *binder
	u             *contract.Types
	j             *job
	object        gopkg.Object
	keys          *keys
	next          *types.Var // takes the wrapped handler; nil if none does
	global, local *types.Var // Paste's own maps; nil if there are none
	members       []member   // of what the factory makes, that keys are for
	known         []string   // keys that any such member would take
	missing       []param
	failed        bool
	trial         bool // for Describe: the section has no keys because there is none

	typeArgs  map[types.Object][]types.Type     // of generic functions
	instances map[types.Object]*types.Signature // what those make of them
	optionsOf map[*types.Var][]option           // the constructors for a parameter
}

func newFiller(ctx context.Context, b *binder, j *job, o gopkg.Object) *filler {
	return &filler{
		ctx: ctx, b: b, u: b.universe(), j: j, object: o,
		keys:      newKeys(j.node.Context().Local),
		typeArgs:  map[types.Object][]types.Type{},
		instances: map[types.Object]*types.Signature{},
		optionsOf: map[*types.Var][]option{},
	}
}

// bindObject makes the Call of a job whose Go object is known.
func (b *binder) bindObject(ctx context.Context, j *job, o gopkg.Object) {
	f := newFiller(ctx, b, j, o)
	call := f.call()
	if call != nil {
		f.finish()
	}
	b.deprecated(j, o)
	if call != nil && !f.failed {
		b.program.Calls[j.node] = call
	}
}

func (f *filler) report(d diag.Diagnostic) {
	f.failed = f.failed || d.Severity != diag.Warning
	f.b.report(f.j, d)
}

// call returns nil if the object cannot be the section's factory.
func (f *filler) call() *bound.Call {
	if t, ok := f.object.Object.(*types.TypeName); ok {
		return f.literal(t)
	}
	made, ok := f.makers()
	if !ok {
		return nil
	}
	if f.isAsItStands() {
		result, ok := f.valueResult(f.handlerParams(made))
		if !ok {
			return nil
		}
		f.offerAll(made)
		return &bound.Call{Func: f.funcOf(f.object, true), Result: result}
	}
	sig := f.object.Signature()
	if sig == nil {
		return f.noFactory()
	}
	if sig, ok = f.instance(f.object, sig); !ok {
		return nil
	}
	made = append(made, maker{f.object, sig})
	result, ok := f.result(sig, f.handlerParams(made))
	if !ok {
		return nil
	}
	f.offerAll(made)
	call := &bound.Call{Func: f.funcOf(f.object, false), Args: f.args(made[len(made)-1]), Result: result}
	if f.object.Of == nil {
		call.Sets = f.fillMembers()
	}
	return call
}

// isAsItStands reports whether the object is not called: it is an app, or the
// member of a value that is one or is a filter.
func (f *filler) isAsItStands() bool {
	t := f.object.Type()
	_, app := f.u.MakesApp(t)
	_, filter := f.u.MakesFilter(t)
	switch f.j.role {
	case bound.AppRole:
		return app
	case bound.FilterRole:
		return f.object.Of != nil && (app || filter)
	}
	return false
}

// noFactory says why a variable that is neither a handler nor a function does
// not do.
func (f *filler) noFactory() *bound.Call {
	if _, ok := f.u.MakesApp(f.object.Type()); ok {
		f.wrongRole(bound.AppRole)
	} else {
		f.wrongShape()
	}
	return nil
}

// literal uses a type as a factory: a struct's fields are the keys, and a
// pointer to it serves HTTP; a map takes all keys, and serves HTTP itself.
func (f *filler) literal(t *types.TypeName) *bound.Call {
	named, ok := types.Unalias(t.Type()).(*types.Named)
	if !ok || named.TypeParams().Len() > 0 || f.j.role == bound.ServerRole {
		f.wrongShape()
		return nil
	}
	if _, ok := named.Underlying().(*types.Map); ok {
		return f.mapLiteral(t)
	}
	m, ok := f.u.MakesApp(types.NewPointer(named))
	if !ok {
		f.wrongShape()
		return nil
	}
	if _, ok := named.Underlying().(*types.Struct); !ok {
		f.wrongShape()
		return nil
	}
	result := bound.Result{Role: f.j.role, Type: types.NewPointer(named)}
	m.Settle(&result)
	p := param{Var: types.NewParam(t.Pos(), t.Pkg(), "", named), typ: result.Type, prefixes: []string{""}}
	if f.j.role == bound.FilterRole {
		if result, ok = f.filterResult(result, f.handlerFields(p)); !ok {
			return nil
		}
	}
	f.offerFields(p)
	arg := f.fillStruct(p)
	return &bound.Call{Func: bound.Func{Pkg: t.Pkg(), Recv: t.Name()}, Args: []bound.Arg{arg}, Result: result}
}

func (f *filler) mapLiteral(t *types.TypeName) *bound.Call {
	p := param{Var: types.NewParam(t.Pos(), t.Pkg(), "", t.Type()), typ: t.Type()}
	m, ok := f.u.MakesApp(t.Type())
	if !ok || f.j.role != bound.AppRole || !f.isMap(p) {
		f.wrongShape()
		return nil
	}
	result := bound.Result{Role: bound.AppRole, Type: t.Type()}
	m.Settle(&result)
	f.offerMap(p)
	return &bound.Call{Func: bound.Func{Pkg: t.Pkg(), Recv: t.Name()}, Args: []bound.Arg{f.fillMap(p)}, Result: result}
}

// offer notes the keys that a parameter takes. One of a type that no key can
// fill takes its own all the same, so that this alone is reported.
func (f *filler) offer(p param) {
	switch s := f.shapeOf(p); {
	case s == nil && len(f.keys.get(p)) > 0:
		f.keys.offer(p)
	case s == nil && len(f.keys.under(p.names()...)) > 0:
		f.keys.offerMap(p)
	case s != nil && s.offer != nil:
		s.offer(f, p)
	}
}

func (f *filler) arg(p param) bound.Arg {
	var a bound.Arg
	switch s := f.shapeOf(p); {
	case s != nil:
		a = s.fill(f, p)
	case !p.variadic || len(f.keys.get(p)) > 0:
		f.unsupported(p)
	}
	switch {
	case p.variadic:
		return loose(p, a)
	case a == nil:
		return bound.Zero{Type: p.typ}
	}
	return a
}

// loose makes the trailing arguments of a variadic parameter.
func loose(p param, a bound.Arg) bound.Arg {
	out := bound.Slice{Type: types.NewSlice(p.typ), Variadic: true}
	if a == nil {
		return out
	}
	if list, ok := a.(bound.Slice); ok {
		out.Items = list.Items
		return out
	}
	if late, ok := a.(bound.Late); ok {
		late.Spread = true
		a = late
	}
	out.Items = []bound.Arg{a}
	return out
}

// finish reports keys that nothing took and parameters that nothing filled. A
// misspelt key leaves its parameter unfilled; that is one problem, not two.
func (f *filler) finish() {
	explained := map[string]bool{}
	var idle []parse.Setting
	for _, s := range f.keys.settings {
		switch takers := f.keys.takers(s); {
		case len(takers) == 1 && takers[0].tag.ignored:
			idle = append(idle, s)
		case len(takers) == 1:
			f.checkDeprecated(s, takers[0])
		case len(takers) > 1:
			f.twoReadings(s, takers)
		case len(takers) == 0 && f.local == nil && !f.keys.rest:
			near := diag.Nearest(s.Key, append(f.keys.names(), f.known...))
			if near != "" {
				explained[words.Normal(near)] = true
			}
			f.unknownKey(s, near)
		}
	}
	f.noEffect(idle)
	for _, p := range f.missing {
		if !explained[words.Normal(p.key)] {
			f.nothingFills(p)
		}
	}
}

// setting returns the one setting that fills a parameter: its key's, or what the
// global configuration has in its place, or the default of its tag.
func (f *filler) setting(p param) (parse.Setting, bool) {
	all := f.keys.get(p)
	if len(all) > 1 {
		f.sameKey(p, all)
		return parse.Setting{}, false
	}
	if len(all) == 1 {
		return all[0], true
	}
	if s, ok := f.fromGlobal(p); ok {
		return s, true
	}
	switch {
	case p.tag.hasDefault:
		return parse.Setting{Key: p.key, Value: parse.Text(p.tag.value)}, true
	case !p.optional:
		f.missing = append(f.missing, p)
	}
	return parse.Setting{}, false
}

// fromGlobal returns the first setting of the global configuration that may fill a
// parameter.
func (f *filler) fromGlobal(p param) (parse.Setting, bool) {
	for _, name := range p.tag.globals(p.names()) {
		for _, s := range f.j.node.Context().Global {
			if words.Normal(s.Key) == words.Normal(name) {
				return s, true
			}
		}
	}
	return parse.Setting{}, false
}
