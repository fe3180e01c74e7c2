package python

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// call is how Paste calls a factory of Python.
type call struct {
	node parse.Node
	told record.Factory
	name string // of the factory, as the file has it
	lead []string
}

func newCall(n parse.Node, told record.Factory) *call {
	return &call{node: n, told: told, name: nameOf(n), lead: lead(told, Protocol(n, told))}
}

// lead are the arguments that a factory gets by their places.
func lead(told record.Factory, protocol string) []string {
	switch {
	case told.Kind == record.Application && strings.HasSuffix(told.Use, "()"):
		return nil
	case told.Kind == record.Application:
		return []string{"environ", "start_response"}
	case strings.HasPrefix(protocol, "paste.composit"):
		return []string{"loader", "global_conf"}
	case protocol == "paste.filter_app_factory":
		return []string{"app", "global_conf"}
	}
	return []string{"global_conf"}
}

// nameOf is what the file calls the factory of a node, or the application.
func nameOf(n parse.Node) string {
	if f := parse.FactoryOf(n); !IsCallable(f) {
		return f.String()
	}
	return application(n.Context())
}

// span is where the file names that.
func span(n parse.Node) source.Span {
	f := parse.FactoryOf(n)
	for _, s := range n.Context().Local {
		if IsCallable(f) && s.Key == applicationKey && s.Span.IsValid() {
			return s.Span
		}
	}
	return f.Span
}

// problems are those of the call.
func (c *call) problems() diag.List {
	places, open := c.places()
	if other := c.otherKind(); other != "" {
		return diag.List{c.defined(diag.Diagnostic{
			Severity: diag.Error, Code: problem.PythonShape, Span: span(c.node),
			Message: fmt.Sprintf("%s is called with %s, and looks as if it wanted %s", words.Quote(c.name), strings.Join(c.lead, ", "), c.wants()),
			Hint:    other,
		})}
	}
	if places < len(c.lead) && !open {
		return diag.List{c.wrongShape(places)}
	}
	if c.told.Kind == record.Application {
		return c.missing(nil)
	}
	settings := c.node.Context().Local
	return append(c.untaken(settings), c.missing(settings)...)
}

// wants are the names of the parameters that must be passed by place.
func (c *call) wants() string {
	var names []string
	for _, p := range c.told.Parameters {
		if p.Required() && (p.Form == record.ByAny || p.Form == record.ByPlace) {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}

// otherKind says what to do with a factory whose parameters have the names that
// those of another kind have by custom; empty if they have not.
func (c *call) otherKind() string {
	switch wants := strings.Split(c.wants(), ", "); {
	case len(wants) < 2 || c.told.Kind == record.Application:
		return ""
	case wants[0] == "environ" && wants[1] == "start_response":
		return "an application as it stands is served by: use = egg:pastegen#wsgi, application = " + c.told.Use
	case wants[0] == "loader" && c.lead[0] != "loader":
		return "call it in a section [composite:...], or by paste.composite_factory = " + c.told.Use
	case isApp(wants[0]) && strings.Contains(wants[1], "conf") && c.lead[0] != "app":
		return "call it by paste.filter_app_factory = " + c.told.Use
	}
	return ""
}

// places is how many arguments may be passed by place; open: any number.
func (c *call) places() (n int, open bool) {
	for _, p := range c.told.Parameters {
		switch p.Form {
		case record.ByAny, record.ByPlace:
			n++
		case record.MorePlaces:
			open = true
		}
	}
	return n, open
}

// Keys returns the parameters of a factory that is called by that protocol which
// the keys of a section fill, and whether it takes all others besides.
func Keys(told record.Factory, protocol string) (keys []record.Parameter, any bool) {
	return (&call{told: told, lead: lead(told, protocol)}).keys()
}

func (c *call) keys() (keys []record.Parameter, any bool) {
	place := 0
	for _, p := range c.told.Parameters {
		switch p.Form {
		case record.ByAny, record.ByPlace:
			if place++; place > len(c.lead) && p.Form == record.ByAny {
				keys = append(keys, p)
			}
		case record.ByName:
			keys = append(keys, p)
		case record.MoreNames:
			any = true
		}
	}
	return keys, any
}

// leading are the names of the parameters that Paste fills by their places.
func (c *call) leading() []string {
	var names []string
	for _, p := range c.told.Parameters {
		if len(names) < len(c.lead) && p.Form == record.ByAny {
			names = append(names, p.Name)
		}
	}
	return names
}

// untaken reports the keys that the factory does not take.
func (c *call) untaken(settings []parse.Setting) diag.List {
	keys, any := c.keys()
	var names []string
	for _, k := range keys {
		names = append(names, k.Name)
	}
	var problems diag.List
	for _, s := range settings {
		switch {
		case slices.Contains(c.leading(), s.Key):
			problems.Add(c.about(problem.PythonKey, s, fmt.Sprintf("the key %s is %s gets from Paste already", words.Quote(s.Key), "an argument that "+words.Quote(c.name)),
				"call the key something else"))
		case !any && !slices.Contains(names, s.Key):
			problems.Add(c.about(problem.PythonKey, s, words.Quote(c.name)+" does not take the key "+words.Quote(s.Key), takes(s.Key, names)))
		}
	}
	return problems
}

func takes(key string, names []string) string {
	switch hint := diag.DidYouMean(key, names); {
	case hint != "":
		return hint
	case len(names) == 0:
		return "it takes no keys"
	}
	return "it takes " + strings.Join(names, ", ")
}

func (c *call) about(code diag.Code, s parse.Setting, message, hint string) diag.Diagnostic {
	at := s.KeySpan
	if !at.IsValid() {
		at = span(c.node)
	}
	return c.defined(diag.Diagnostic{Severity: diag.Error, Code: code, Span: at, Message: message, Hint: hint})
}

// missing reports the parameters that nothing fills.
func (c *call) missing(settings []parse.Setting) diag.List {
	lacks := "the section lacks"
	if c.node.Context().Section == nil {
		lacks = "a URI cannot give"
	}
	var problems diag.List
	place := 0
	for _, p := range c.told.Parameters {
		byPlace := p.Form == record.ByAny || p.Form == record.ByPlace
		if byPlace {
			place++
		}
		leads := byPlace && place <= len(c.lead)
		given := p.Form != record.ByPlace && slices.ContainsFunc(settings, func(s parse.Setting) bool { return s.Key == p.Name })
		if leads || given || !p.Required() {
			continue
		}
		problems.Add(c.defined(diag.Diagnostic{
			Severity: diag.Error, Code: problem.PythonMissing, Span: span(c.node),
			Message: words.Quote(c.name) + " needs " + words.Quote(p.Name) + ", which " + lacks,
			Hint:    c.fill(p),
		}))
	}
	return problems
}

func (c *call) fill(p record.Parameter) string {
	if c.told.Kind == record.Application || p.Form == record.ByPlace {
		return "give the parameter a default in Python"
	}
	if c.node.Context().Section == nil {
		return "write a section that uses it, with a line such as " + p.Name + " = ..., and name that"
	}
	return "add a line such as: " + p.Name + " = ..."
}

// wrongShape reports a factory that cannot be called as Paste does.
func (c *call) wrongShape(places int) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: problem.PythonShape, Span: span(c.node),
		Message: fmt.Sprintf("%s is called with %s, and takes %s", words.Quote(c.name), strings.Join(c.lead, ", "), arguments(places)),
		Hint:    "a factory of that kind begins as def " + shortName(c.told.Name) + "(" + strings.Join(c.lead, ", ") + ", **local_conf)",
	}
	if c.told.Kind == record.Application {
		d.Hint = "name the application itself, or with () behind it the function that makes it"
	}
	return c.defined(d)
}

func shortName(name string) string {
	if name == "" {
		return "make"
	}
	return name
}

func arguments(n int) string {
	switch n {
	case 0:
		return "no argument by place"
	case 1:
		return "one argument by place"
	}
	return fmt.Sprintf("%d arguments by place", n)
}

// defined adds where the factory is defined.
func (c *call) defined(d diag.Diagnostic) diag.Diagnostic {
	if c.told.Place.IsValid() {
		d.Related = append(d.Related, diag.Related{Span: c.told.Place, Note: "it is defined here"})
	}
	return d
}
