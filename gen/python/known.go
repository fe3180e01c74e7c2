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

// Question returns what there is to ask Python of a node that stays there; ok is
// false if its section does not say what makes it.
func Question(n parse.Node) (q record.Question, ok bool) {
	f := parse.FactoryOf(n)
	q = record.Question{Kind: record.App}
	switch _, isFilter := n.(*parse.Filter); {
	case IsCallable(f):
		q = record.Question{Use: application(n.Context()), Kind: record.Application}
	case isFilter:
		q.Kind = record.Filter
		fallthrough
	default:
		q.Use = use(f)
	}
	return q, q.Use != ""
}

// Told returns what is known of the factory of a node that stays in Python.
func (r *Rules) Told(n parse.Node) (record.Factory, bool) {
	q, ok := Question(n)
	if r == nil || !ok {
		return record.Factory{}, false
	}
	return r.Known.Factory(q)
}

// Protocol is how the factory of a node is called.
func Protocol(n parse.Node, told record.Factory) string {
	if f := parse.FactoryOf(n); f.Kind == parse.EggFactory && told.Protocol != "" {
		return told.Protocol
	}
	return n.Context().Protocol
}

// IsComposite reports whether a factory of Python is known to ask for other
// sections.
func (r *Rules) IsComposite(n parse.Node) bool {
	told, ok := r.Told(n)
	return ok && IsComposite(n, told)
}

// IsComposite reports whether a factory asks for other sections, by what was told.
func IsComposite(n parse.Node, told record.Factory) bool {
	return strings.HasPrefix(Protocol(n, told), "paste.composit")
}

// Mismatches reports what is known to be wrong with the factory of a node that
// stays in Python, or with its keys. What Python has told some time ago may be
// true no more: then they are warnings.
func (r *Rules) Mismatches(n parse.Node) diag.List {
	q, ok := Question(n)
	if r == nil || !ok {
		return nil
	}
	if f, failed := r.Known.Failure(q); failed {
		d := r.failure(n, f)
		if r.Known.Mild {
			d.Severity = diag.Warning
		}
		return diag.List{d}
	}
	told, known := r.Known.Factory(q)
	if !known || told.Opaque {
		return nil
	}
	c := newCall(n, told)
	problems := c.problems()
	for i := range problems {
		if !r.Known.Fresh || r.Known.Mild || told.Wrapped {
			problems[i].Severity = diag.Warning
		}
		if !r.Known.Fresh {
			problems[i].Hint = strings.TrimPrefix(problems[i].Hint+"\nif the Python has changed, \"pastegen check --python\" asks it again", "\n")
		}
	}
	return problems
}

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
			Message: words.Quote(c.name) + " needs " + words.Quote(p.Name) + ", which the section lacks",
			Hint:    c.fill(p),
		}))
	}
	return problems
}

func (c *call) fill(p record.Parameter) string {
	if c.told.Kind == record.Application || p.Form == record.ByPlace {
		return "give the parameter a default in Python"
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

// failure reports a factory that Python does not find, or cannot use.
func (r *Rules) failure(n parse.Node, f record.Failure) diag.Diagnostic {
	factory := parse.FactoryOf(n)
	at := factory.ModuleSpan
	if !at.IsValid() || factory.Kind == parse.EggFactory {
		at = span(n)
	}
	module, attr, _ := strings.Cut(strings.TrimPrefix(f.Use, "egg:"), ":")
	d := diag.Diagnostic{Severity: diag.Error, Code: problem.PythonImport, Span: at}
	switch f.Reason {
	case record.NoImport:
		d.Message, d.Hint = "Python cannot import "+words.Quote(module)+": "+f.Text, r.importHint(module, f)
	case record.Ended:
		d.Message = "importing " + words.Quote(module) + " ends the interpreter: " + f.Text
		d.Hint = "a module that is imported must neither exit nor crash"
	case record.Stuck:
		d.Message = "importing " + words.Quote(module) + " takes too long: " + f.Text
		d.Hint = "what takes long belongs into the factory, or into init of [pastegen:python]"
	case record.NoAttribute:
		d.Code, d.Message, d.Hint = problem.PythonName, f.Text, diag.DidYouMean(lastName(attr), f.Names)
		if factory.Kind != parse.EggFactory && factory.AttrSpan.IsValid() && factory.AttrSpan.Start < factory.AttrSpan.End {
			d.Span = factory.AttrSpan
		}
	case record.NoDistribution:
		d.Code, d.Message = problem.PythonName, f.Text+" for "+words.Quote(r.Program)
		d.Hint = orElse(diag.DidYouMean(factory.Dist, f.Names), "install it there")
	case record.NoEntry:
		d.Code, d.Message, d.Hint = problem.PythonName, f.Text, entriesHint(f.Names)
	case record.NoCallable:
		d.Code, d.Message = problem.PythonShape, words.Quote(nameOf(n))+" cannot be called: "+f.Text
	}
	if f.Place.IsValid() {
		d.Related = append(d.Related, diag.Related{Span: f.Place, Note: "here"})
	}
	if d.Code == problem.PythonImport {
		d.Cause = d.Message + "\n" + d.Hint
	}
	return d
}

// importHint says what to do about a module that is not there.
func (r *Rules) importHint(module string, f record.Failure) string {
	switch {
	case f.Missing == "":
		return ""
	case !strings.HasPrefix(module+".", f.Missing+"."):
		return "it needs " + words.Quote(f.Missing) + ": install that for " + words.Quote(r.Program)
	}
	above, _ := words.CutLast(f.Missing, ".")
	if hint := diag.DidYouMean(f.Missing, f.Names); hint != "" || above != "" {
		return orElse(hint, "the package "+words.Quote(above)+" has "+orElse(listed(f.Names, above+"."), "no modules"))
	}
	return "install it for " + words.Quote(r.Program) + ", or name the folder that it is in: path = FOLDER in [pastegen:python]"
}

func entriesHint(names []string) string {
	return "it has " + orElse(listed(names, ""), "no entry points for Paste")
}

// listed lists names without their prefix, as long as they are few.
func listed(names []string, prefix string) string {
	const most = 8
	var out []string
	for _, name := range names[:min(len(names), most)] {
		out = append(out, strings.TrimPrefix(name, prefix))
	}
	text := strings.Join(out, ", ")
	if len(names) > most {
		text += " and others"
	}
	return text
}

func lastName(attr string) string {
	return attr[strings.LastIndex(attr, ".")+1:]
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
