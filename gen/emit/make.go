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
	if made := w.made(s); !r.Path && r.Adapt != bound.AdaptNone && !isPlain(s) {
		w.assign(made, s.Var.Name)
	}
	if r.Role == bound.AppRole || r.Wraps {
		w.next, w.kind, w.concrete = s.Var.Name, plan.KindOf(r), true
	}
}

// made calls a user's factory and returns what its section needs of the result:
// the variable that holds it, or an adaptation of that.
func (w *writer) made(s plan.Make) *jen.Statement {
	r := s.Call.Result
	first := s.Var.Name
	adapted := r.Adapt != bound.AdaptNone && !isPlain(s)
	if adapted {
		first = "made"
	}
	if w.deferred() {
		w.add(jen.Id("l").Op(":=").Add(loaderLiteral(w.f.Loader)))
	}
	if r.Path {
		return w.atPath(s)
	}
	expr := w.factory(s)
	if !adapted {
		expr = w.adapt(expr, r)
	}
	w.called(s, expr, first)
	for _, set := range s.Sets {
		w.set(s, first, set)
	}
	if adapted {
		return w.adapt(jen.Id(first), r)
	}
	return jen.Id(first)
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
