package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

// making writes a call of a user's factory with what must be done before and behind.
type making struct{ expr }

// keep calls a user's factory and keeps what its section needs of the result:
//
//	h, stop, err := site.New("a")
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainApp, err)
//	}
//	closers.Add(stop)
func (m making) keep() {
	r := m.make.Call.Result
	if made := m.made(); !r.Path && !m.isKept() {
		m.assign(made, m.make.Var.Name)
	}
	if r.Role == bound.AppRole || r.Wraps {
		m.next, m.kind, m.concrete = m.make.Var.Name, plan.KindOf(r), true
	}
}

// made calls a user's factory and returns what its section needs of the result:
// the variable that holds it, or what is made of that.
func (m making) made() *jen.Statement {
	r := m.make.Call.Result
	first := m.make.Var.Name
	if isAdapted(m.make) {
		first = "made"
	}
	if m.deferred() {
		m.add(jen.Id("l").Op(":=").Add(loaderLiteral(m.f.Loader)))
	}
	if r.Path {
		return m.atPath()
	}
	expr := m.factory()
	if m.isAlone() {
		expr = m.notNil(expr)
	}
	if !isAdapted(m.make) {
		expr = m.adapt(expr, r)
	}
	m.called(expr, first)
	value := jen.Id(first)
	if !m.isAlone() && m.make.NilAt != nil {
		value = m.notNil(value)
		if len(m.make.Sets) > 0 {
			m.assign(value, first)
			value = jen.Id(first)
		}
	}
	for _, set := range m.make.Sets {
		m.set(first, set)
	}
	if isAdapted(m.make) {
		return m.wrapsNotNil(m.adapt(value, r))
	}
	return value
}

// isAdapted reports whether what a call makes is kept, and then adapted.
func isAdapted(s plan.Make) bool { return s.Call.Result.Adapt != bound.AdaptNone && !isPlain(s) }

// isAlone reports whether what a call returns can be used at once: nothing else is
// to be looked at before.
func (m making) isAlone() bool {
	r := m.make.Call.Result
	return !r.Error && r.Cleanup == bound.NoCleanup && !m.late && !m.deferred()
}

// isKept reports whether the variable of a step holds all of what made returns.
func (m making) isKept() bool {
	return !isAdapted(m.make) && (m.make.NilAt == nil || m.isAlone() || len(m.make.Sets) > 0)
}

// notNil refuses what a factory made if that is nil, and a filter also if what it
// makes of an app is:
//
//	must.Make(site.New("a"), places.MainApp)
//	must.Wrap(site.Log(), places.LogFilter)
func (m making) notNil(made *jen.Statement) *jen.Statement {
	switch {
	case m.make.NilAt == nil:
		return made
	case makesMiddleware(m.make) && m.make.Call.Result.Adapt == bound.AdaptNone:
		return m.runtime(plan.PkgMust, "Wrap").Call(made, m.at(m.make.NilAt))
	}
	return m.runtime(plan.PkgMust, "Make").Call(made, m.at(m.make.NilAt))
}

// wrapsNotNil refuses what a filter makes of an app, where notNil was for what the
// filter is an adaptation of:
//
//	made := must.Make(site.Log(), places.LogFilter)
//	return must.Wrap(func(next http.Handler) http.Handler { return http.HandlerFunc(made(next)) }, places.LogFilter)
func (m making) wrapsNotNil(wrap *jen.Statement) *jen.Statement {
	if m.make.NilAt == nil || !makesMiddleware(m.make) {
		return wrap
	}
	return m.runtime(plan.PkgMust, "Wrap").Call(wrap, m.at(m.make.NilAt))
}

func makesMiddleware(s plan.Make) bool {
	return s.Call.Result.Role == bound.FilterRole && !s.Call.Result.Wraps
}

// atPath calls a factory that returns an app with its path, and returns what
// serves just that path:
//
//	h := http.NewServeMux()
//	h.Handle(site.NewHandler())
func (m making) atPath() *jen.Statement {
	method := "Handle"
	if m.make.Call.Result.Adapt == bound.AdaptHandlerFunc {
		method = "HandleFunc"
	}
	handled := []jen.Code{m.factory()}
	if m.make.Path != nil {
		m.called(handled[0], "made")
		for _, set := range m.make.Sets {
			m.set("made", set)
		}
		handled = []jen.Code{jen.Id(m.make.Path.Name), jen.Id("made")}
	}
	m.assign(jen.Qual("net/http", "NewServeMux").Call(), m.make.Var.Name)
	m.add(jen.Id(m.make.Var.Name).Dot(method).Call(handled...))
	return jen.Id(m.make.Var.Name)
}

// called keeps the results of a call: a value, a clean-up function and an error.
//
//	h, stop, err := site.New("a")
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainApp, err)
//	}
//	closers.Add(stop)
func (m making) called(call jen.Code, v string) {
	r := m.make.Call.Result
	vars := []string{v}
	if m.make.Path != nil {
		vars = []string{m.make.Path.Name, v}
	}
	if m.make.Stop != nil {
		vars = append(vars, m.make.Stop.Name)
	}
	if r.Error {
		m.assign(call, append(vars, "err")...)
		if r.Told {
			m.check(jen.Err())
		} else {
			m.check(m.failed())
		}
	} else {
		m.assign(call, vars...)
	}
	switch {
	case m.make.Stop != nil:
		m.add(jen.Id("closers").Dot("Add").Call(cleanup(jen.Id(m.make.Stop.Name), r.Cleanup)))
	case r.Closer != "":
		m.add(jen.Id("closers").Dot("Add").Call(cleanup(jen.Id(v).Dot(r.Closer), r.Cleanup)))
	}
	if r.Role != bound.ValueRole { // else it is made for the call that may apply filters
		m.checkLate()
	}
}

// failed is the error of a call with the place that it comes from: of the key that
// it names, where its value is known only at the start.
//
//	setting.Place(err, places.MainApp, "port", places.MainAppPort)
func (m making) failed() jen.Code {
	if len(m.make.Keys) == 0 {
		return m.errorAt(m.make.Where)
	}
	args := []jen.Code{jen.Err(), m.at(m.make.Where)}
	for _, k := range m.make.Keys {
		args = append(args, jen.Lit(k.Key), m.at(k.Where))
	}
	return m.runtime(plan.PkgSetting, "Place").Call(args...)
}

// isPlain reports whether what a call makes is used just as it is.
func isPlain(s plan.Make) bool {
	r := s.Call.Result
	return !r.Error && r.Cleanup == bound.NoCleanup && len(s.Sets) == 0 && !once(r.Adapt) && !r.Path
}

// checkLate returns early if filters failed when the factory applied them.
//
//	if l.err != nil {
//		return nil, l.err
//	}
func (m making) checkLate() {
	if m.deferred() {
		m.add(jen.If(jen.Id("l").Dot("err").Op("!=").Nil()).Block(m.fail(jen.Id("l").Dot("err"))))
	}
	if m.late {
		m.add(jen.If(jen.Id("late").Op("!=").Nil()).Block(m.fail(jen.Id("late"))))
	}
}

// set sets a field of what a call made, or calls a method of it:
//
//	h.Cookie.Name = "sid"
//	h.AddRule("a")
//	h = h.WithRule("a")
func (m making) set(object string, set plan.Set) {
	member := jen.Id(object)
	for _, name := range strings.Split(set.Name, ".") {
		member.Dot(name)
	}
	args := func() []jen.Code { return m.callArgs([]bound.Arg{set.Value}) }
	switch {
	case !set.Method:
		m.add(member.Op("=").Add(m.arg(set.Value)))
	case set.Chain && set.Where != nil:
		m.assign(member.Call(args()...), object, "err")
		m.check(m.errorAt(set.Where))
	case set.Chain:
		m.assign(member.Call(args()...), object)
	case set.Where != nil:
		m.try(member.Call(args()...), set.Where)
	default:
		m.add(member.Call(args()...))
	}
}
