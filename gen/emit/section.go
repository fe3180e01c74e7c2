package emit

import (
	"fmt"
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// section is everything that one section becomes: its function, and the types
// that the function needs.
func section(p *plan.Program, f *plan.Func) []jen.Code {
	w := &writer{kinds: kinds{source{p}}, f: f, declared: map[string]bool{}}
	if f.Form == plan.FormWrapper || f.Form == plan.FormServer {
		w.next, w.kind = "next", f.Kind
	}
	if f.Form == plan.FormServer {
		return []jen.Code{server{w}.function()}
	}
	code := []jen.Code{w.function()}
	if f.Loader != nil {
		code = append(code, loader{w.kinds, f}.declare()...)
	}
	return code
}

// writer writes the statements of one function.
type writer struct {
	kinds
	f        *plan.Func
	body     []jen.Code
	declared map[string]bool
	next     string    // the variable that holds the app built so far
	kind     plan.Kind // of that app
	concrete bool      // its type is, or may be, another than that of its kind
	late     bool      // filters that fail when they are applied leave their errors in late
}

// function is the section's function:
//
//	// logFilter is [filter:log].
//	func logFilter(next http.Handler) http.Handler {
//		return site.Log(next)
//	}
func (w *writer) function() jen.Code {
	params := parameters(w.p, w.f.Needs)
	result := w.appType(w.f.Kind)
	switch w.f.Form {
	case plan.FormURLMap:
		result = jen.Op("*").Add(w.runtime(plan.PkgURLMap, "Map"))
		mapping{w}.write(w.f.URLMap)
	case plan.FormMaker:
		result = w.middlewareType(w.f.Kind)
		w.steps()
	case plan.FormWrapper:
		params = append(params, jen.Id("next").Add(w.appType(w.f.Kind)))
		w.steps()
	case plan.FormResource:
		result = typeOf(w.resourceType())
		w.steps()
	case plan.FormSettings:
		params, result = nil, typeOf(w.resourceType())
		w.find(w.zeroResource())
		w.steps()
	default:
		w.steps()
	}
	fn := w.comment().Func().Id(w.f.Name).Params(params...)
	if w.f.Fails {
		fn.Params(result, jen.Error())
	} else {
		fn.Add(result)
	}
	return fn.Block(w.body...)
}

func (w *writer) comment() *jen.Statement {
	f := w.f
	return jen.Line().Comment(fmt.Sprintf("%s is %s%s.", f.Name, printable(f.Section), printable(f.About))).Line()
}

func (w *writer) add(code ...jen.Code) { w.body = append(w.body, code...) }

// steps writes the function's steps; the last one gives the result.
func (w *writer) steps() {
	for i, s := range w.f.Steps {
		if i == len(w.f.Steps)-1 && w.last(s) {
			return
		}
		w.step(s)
	}
	w.giveBack(jen.Id(w.next))
}

// last writes a last step as the operand of return; it reports false, and writes
// nothing, if the step cannot be that.
func (w *writer) last(s plan.Step) bool {
	switch s := s.(type) {
	case plan.Make:
		if isPlain(s) && !w.late && !w.deferred() {
			w.giveBack(w.adapt(making{expr{w, s}}.notNil(expr{w, s}.factory()), s.Call.Result))
		} else {
			w.giveBack(making{expr{w, s}}.made())
		}
	case plan.Build:
		if s.Func.Fails {
			return false
		}
		w.giveBack(w.call(s.Func))
	case plan.Wrap:
		if s.Func.Fails {
			w.add(jen.Return(w.call(s.Func)))
		} else {
			w.giveBack(w.call(s.Func))
		}
	case plan.Apply:
		w.giveBack(jen.Id(s.Var.Name).Call(w.nextAs(s.Kind)))
	case plan.Mark:
		w.giveBack(marking{w}.app(s))
	case plan.MarkFilter:
		w.giveBack(marking{w}.filter(s))
	case plan.Compose:
		inner := jen.Id(s.Inner.Name).Call(w.convert(jen.Id("next"), w.f.Kind, s.InnerKind))
		outer := jen.Id(s.Outer.Name).Call(w.convert(inner, s.InnerKind, s.OuterKind))
		w.giveBack(w.middlewareOf(w.f.Kind, jen.Return(w.convert(outer, s.OuterKind, w.f.Kind))))
	case plan.Convert:
		w.giveBack(w.nextAs(s.To))
	case plan.Keep, plan.Open, plan.Enter, plan.Read, plan.Prepare:
		return false // it makes what a step behind it uses
	}
	return true
}

// step writes a step that others follow, and keeps what they need of it.
func (w *writer) step(s plan.Step) {
	switch s := s.(type) {
	case plan.Build:
		w.assignCall(s.Func, s.Var.Name)
		if s.Func.Form != plan.FormMaker && !s.Arg {
			w.next, w.kind, w.concrete = s.Var.Name, s.Func.Kind, true
		}
	case plan.Wrap:
		w.around(s.Func.Kind, w.call(s.Func), s.Func.Fails)
	case plan.Apply:
		w.around(s.Kind, jen.Id(s.Var.Name).Call(w.nextAs(s.Kind)), false)
	case plan.Make:
		making{expr{w, s}}.keep()
	case plan.Mark:
		w.around(s.Kind, marking{w}.app(s), false)
	case plan.MarkFilter:
		w.assign(marking{w}.filter(s), s.Var.Name)
	case plan.Keep:
		w.assign(expr{w, plan.Make{}}.ownType(s.Value), s.Var.Name)
	case plan.Open:
		ahead{w}.open(s)
	case plan.Enter:
		ahead{w}.enter(s)
	case plan.Read:
		ahead{w}.read(s)
	case plan.Prepare:
		ahead{w}.prepare(s)
	case plan.Compose, plan.Convert:
		panic(fmt.Sprintf("emit: %T must be the last step", s))
	}
}

// around keeps an app of that kind, made of the app built so far, as the one to
// go on with.
func (w *writer) around(kind plan.Kind, made jen.Code, fails bool) {
	app := w.app(kind)
	w.keep(app, made, fails)
	w.next = app
}

// app is the variable for the next app, of that kind: the one that its kind
// always has, unless that holds a value of another type.
func (w *writer) app(kind plan.Kind) string {
	name := appVar(kind)
	if w.concrete && w.next == name {
		name += "2"
	}
	w.kind, w.concrete = kind, w.concrete && w.next == appVar(kind)
	return name
}

// nextAs is the app built so far as one of that kind.
func (w *writer) nextAs(kind plan.Kind) *jen.Statement {
	return w.convert(jen.Id(w.next), w.kind, kind)
}

// call calls the function of another section: logFilter(dir, h).
func (w *writer) call(f *plan.Func) *jen.Statement {
	args := arguments(f.Needs, jen.Id("closers"))
	if f.Form == plan.FormWrapper {
		args = append(args, w.nextAs(f.Kind))
	}
	return jen.Id(f.Name).Call(args...)
}

// assignCall keeps the result of another section's function:
//
//	wiki := wikiApp(dir)
func (w *writer) assignCall(f *plan.Func, v string) { w.keep(v, w.call(f), f.Fails) }

// keep keeps the result of a call that may fail with an error which says already
// where it comes from:
//
//	h, err := wikiApp(dir)
//	if err != nil {
//		return nil, err
//	}
func (w *writer) keep(v string, call jen.Code, fails bool) {
	if !fails {
		w.assign(call, v)
		return
	}
	w.assign(call, v, "err")
	w.check(jen.Err())
}

// assign sets variables, declaring those that are new.
func (w *writer) assign(expr jen.Code, vars ...string) {
	op := "="
	names := make([]jen.Code, len(vars))
	for i, v := range vars {
		names[i] = jen.Id(v)
		if !w.declared[v] {
			op = ":="
			w.declared[v] = true
		}
	}
	w.add(jen.List(names...).Op(op).Add(expr))
}

// check returns early with an error, err or what is made of it, if err is set.
func (w *writer) check(err jen.Code) { w.add(ifErr(w.fail(err))) }

// fail returns early with an error.
func (w *writer) fail(err jen.Code) jen.Code {
	switch w.f.Form {
	case plan.FormServer:
		return jen.Return(err)
	case plan.FormResource, plan.FormSettings:
		return jen.Return(w.zeroResource(), err)
	}
	return jen.Return(jen.Nil(), err)
}

// zeroResource is what a function returns beside an error in place of a resource.
func (w *writer) zeroResource() *jen.Statement { return zero(w.resourceType()) }

// resourceType is the type of the resource, or the settings, that a function
// makes.
func (w *writer) resourceType() types.Type {
	return w.f.Steps[len(w.f.Steps)-1].(plan.Make).Call.Result.Type
}

// giveBack returns what the function makes: return h, or return h, nil.
func (w *writer) giveBack(value jen.Code) {
	if w.f.Fails {
		w.add(jen.Return(value, jen.Nil()))
	} else {
		w.add(jen.Return(value))
	}
}

// find gets what other functions are given. Where that fails the function returns
// the error behind these values.
//
//	dir := here.Dir("app.ini")
//	env, err := readEnvironment(dir)
//	if err != nil {
//		return err
//	}
func (w *writer) find(failed ...jen.Code) {
	if w.f.Needs.Here || w.f.Needs.Env && w.f.Reads.Here {
		w.add(declareDir(w.p))
	}
	if w.f.Needs.Env {
		w.add(environment{w.source, w.f.Reads}.call("env", append(failed, jen.Err())...)...)
	}
}

// errorAt is err with the place that it comes from:
// fmt.Errorf("%s: %w", places.MainApp, err).
func (w *writer) errorAt(where *plan.Place) *jen.Statement {
	return jen.Qual("fmt", "Errorf").Call(jen.Lit("%s: %w"), w.at(where), jen.Err())
}

// deferred reports whether the factory gets a loader whose filters may fail
// when they are applied.
func (w *writer) deferred() bool { return w.f.Loader != nil && w.f.Loader.Deferred }

// try makes a call whose only result is an error, and returns early with that:
//
//	if err := h.AddRule("a"); err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainAppRule, err)
//	}
func (w *writer) try(call jen.Code, where *plan.Place) {
	w.add(ifFails(call, w.fail(w.errorAt(where))))
}
