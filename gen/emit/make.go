package emit

import (
	"github.com/pastegen/pastegen/gen/bound"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// make calls a user's factory and keeps what its section needs of the result:
//
//	h, stop, err := site.New("a")
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainApp, err)
//	}
//	closers.Add(stop)
func (w *writer) make(s plan.Make) {
	r := s.Call.Result
	if made := w.made(s); !r.Path && !w.isKept(s) {
		w.assign(made, s.Var.Name)
	}
	if r.Role == bound.AppRole || r.Wraps {
		w.next, w.kind, w.concrete = s.Var.Name, plan.KindOf(r), true
	}
}

// made calls a user's factory and returns what its section needs of the result:
// the variable that holds it, or what is made of that.
func (w *writer) made(s plan.Make) *jen.Statement {
	r := s.Call.Result
	first := s.Var.Name
	if isAdapted(s) {
		first = "made"
	}
	if w.deferred() {
		w.add(jen.Id("l").Op(":=").Add(loaderLiteral(w.f.Loader)))
	}
	if r.Path {
		return w.atPath(s)
	}
	expr := w.factory(s)
	if w.isAlone(s) {
		expr = w.notNil(s, expr)
	}
	if !isAdapted(s) {
		expr = w.adapt(expr, r)
	}
	w.called(s, expr, first)
	value := jen.Id(first)
	if !w.isAlone(s) && s.NilAt != nil {
		value = w.notNil(s, value)
		if len(s.Sets) > 0 {
			w.assign(value, first)
			value = jen.Id(first)
		}
	}
	for _, set := range s.Sets {
		w.set(s, first, set)
	}
	if isAdapted(s) {
		return w.wrapsNotNil(s, w.adapt(value, r))
	}
	return value
}

// isAdapted reports whether what a call makes is kept, and then adapted.
func isAdapted(s plan.Make) bool { return s.Call.Result.Adapt != bound.AdaptNone && !isPlain(s) }

// isAlone reports whether what a call returns can be used at once: nothing else is
// to be looked at before.
func (w *writer) isAlone(s plan.Make) bool {
	r := s.Call.Result
	return !r.Error && r.Cleanup == bound.NoCleanup && !w.late && !w.deferred()
}

// isKept reports whether the variable of a step holds all of what made returns.
func (w *writer) isKept(s plan.Make) bool {
	return !isAdapted(s) && (s.NilAt == nil || w.isAlone(s) || len(s.Sets) > 0)
}

// notNil refuses what a factory made if that is nil, and a filter also if what it
// makes of an app is:
//
//	must.Make(site.New("a"), places.MainApp)
//	must.Wrap(site.Log(), places.LogFilter)
func (w *writer) notNil(s plan.Make, made *jen.Statement) *jen.Statement {
	switch {
	case s.NilAt == nil:
		return made
	case makesMiddleware(s) && s.Call.Result.Adapt == bound.AdaptNone:
		return w.runtime(plan.PkgMust, "Wrap").Call(made, w.at(s.NilAt))
	}
	return w.runtime(plan.PkgMust, "Make").Call(made, w.at(s.NilAt))
}

// wrapsNotNil refuses what a filter makes of an app, where notNil was for what the
// filter is an adaptation of.
func (w *writer) wrapsNotNil(s plan.Make, wrap *jen.Statement) *jen.Statement {
	if s.NilAt == nil || !makesMiddleware(s) {
		return wrap
	}
	return w.runtime(plan.PkgMust, "Wrap").Call(wrap, w.at(s.NilAt))
}

func makesMiddleware(s plan.Make) bool {
	return s.Call.Result.Role == bound.FilterRole && !s.Call.Result.Wraps
}

// atPath calls a factory that returns an app with its path, and returns what
// serves just that path:
//
//	h := http.NewServeMux()
//	h.Handle(site.NewHandler())
func (w *writer) atPath(s plan.Make) *jen.Statement {
	method := "Handle"
	if s.Call.Result.Adapt == bound.AdaptHandlerFunc {
		method = "HandleFunc"
	}
	handled := []jen.Code{w.factory(s)}
	if s.Path != nil {
		w.called(s, handled[0], "made")
		for _, set := range s.Sets {
			w.set(s, "made", set)
		}
		handled = []jen.Code{jen.Id(s.Path.Name), jen.Id("made")}
	}
	w.assign(jen.Qual("net/http", "NewServeMux").Call(), s.Var.Name)
	w.add(jen.Id(s.Var.Name).Dot(method).Call(handled...))
	return jen.Id(s.Var.Name)
}

// called keeps the results of a call: a value, a clean-up function and an error.
func (w *writer) called(s plan.Make, call jen.Code, v string) {
	r := s.Call.Result
	vars := []string{v}
	if s.Path != nil {
		vars = []string{s.Path.Name, v}
	}
	if s.Stop != nil {
		vars = append(vars, s.Stop.Name)
	}
	if r.Error {
		w.assign(call, append(vars, "err")...)
		if r.Told {
			w.check(jen.Err())
		} else {
			w.check(w.errorAt(s.Where))
		}
	} else {
		w.assign(call, vars...)
	}
	switch {
	case s.Stop != nil:
		w.add(jen.Id("closers").Dot("Add").Call(cleanup(jen.Id(s.Stop.Name), r.Cleanup)))
	case r.Closer != "":
		w.add(jen.Id("closers").Dot("Add").Call(cleanup(jen.Id(v).Dot(r.Closer), r.Cleanup)))
	}
	if r.Role != bound.ValueRole { // else it is made for the call that may apply filters
		w.checkLate()
	}
}

// isPlain reports whether what a call makes is used just as it is.
func isPlain(s plan.Make) bool {
	r := s.Call.Result
	return !r.Error && r.Cleanup == bound.NoCleanup && len(s.Sets) == 0 && !once(r.Adapt) && !r.Path
}

// deferred reports whether the factory gets a loader whose filters may fail
// when they are applied.
func (w *writer) deferred() bool { return w.f.Loader != nil && w.f.Loader.Deferred }

// checkLate returns early if filters failed when the factory applied them.
func (w *writer) checkLate() {
	if w.deferred() {
		w.add(jen.If(jen.Id("l").Dot("err").Op("!=").Nil()).Block(w.fail(jen.Id("l").Dot("err"))))
	}
	if w.late {
		w.add(jen.If(jen.Id("late").Op("!=").Nil()).Block(w.fail(jen.Id("late"))))
	}
}

// errorAt is err with the place that it comes from:
// fmt.Errorf("%s: %w", places.MainApp, err).
func (w *writer) errorAt(where *plan.Place) *jen.Statement {
	return jen.Qual("fmt", "Errorf").Call(jen.Lit("%s: %w"), w.at(where), jen.Err())
}
