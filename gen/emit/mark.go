package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// marking writes what tells of which section a panic is.
type marking struct{ *writer }

// app has the app built so far tell where it is from when it panics:
// section.App(places.MainApp, h).
func (w marking) app(s plan.Mark) *jen.Statement {
	function := w.runtime(plan.PkgSection, "App")
	if s.Kind == plan.WSGI {
		function = w.runtime(plan.PkgWSGI, "InSection")
	}
	return function.Call(w.at(s.Where), w.nextAs(s.Kind))
}

// filter has what a middleware makes do so:
// section.Filter(places.LogFilter, wrap).
func (w marking) filter(s plan.MarkFilter) *jen.Statement {
	function := w.runtime(plan.PkgSection, "Filter")
	if s.Kind == plan.WSGI {
		function = w.runtime(plan.PkgWSGI, "FilterInSection")
	}
	return function.Call(w.at(s.Where), jen.Id(s.Var.Name))
}
