package bind

import (
	"cmp"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// declaredHere points to the Go declaration of the factory, and says what it is.
func (f *filler) declaredHere() []diag.Related {
	span := f.b.pkgs.Declared(f.object)
	if !span.IsValid() {
		return nil
	}
	return []diag.Related{{Span: span, Note: "declared here as " + f.describe()}}
}

// describe says what the Go object is: "func(string) error", "type Server struct".
func (f *filler) describe() string {
	t := f.object.Type()
	if _, ok := f.object.Object.(*types.TypeName); ok {
		if !f.u.IsHandler(types.NewPointer(t)) {
			return "a type without the method ServeHTTP"
		}
		return "a type over " + f.typeString(t.Underlying())
	}
	return f.typeString(t)
}

// typeString writes a type as messages do.
func (f *filler) typeString(t types.Type) string { return f.b.values.Name(t) }

func pathOf(o types.Object) string {
	if o.Pkg() == nil {
		return ""
	}
	return o.Pkg().Path()
}

// roleName is what a factory for a role makes, with its article.
func roleName(r bound.Role) string {
	switch r {
	case bound.FilterRole:
		return "a filter"
	case bound.ServerRole:
		return "a server"
	case bound.ValueRole:
		return "a resource"
	}
	return "an app"
}

// fits says what a factory for a role looks like.
func fits(r bound.Role) string {
	switch r {
	case bound.FilterRole:
		return "a filter's factory takes or returns the handler to wrap: func(next http.Handler, ...) http.Handler, " +
			"or func(global, local map[string]string) func(http.Handler) http.Handler, say"
	case bound.ServerRole:
		return "a server takes the handler and runs: func(ctx context.Context, h http.Handler, ...) error, " +
			"or a function that returns such a one"
	case bound.ValueRole:
		return "a resource's factory returns a value of an exported type, perhaps with a clean-up function and an error: " +
			"func(driverName, dataSourceName string) (*sql.DB, error), say"
	}
	return "an app's factory returns an http.Handler, perhaps with a clean-up function and an error: " +
		"func(global, local map[string]string) (http.Handler, error), say"
}

// wrongShape reports a factory that its section cannot use whatever it makes,
// and returns false for its caller to return.
func (f *filler) wrongShape() bool {
	f.report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.object.GoName() + " has the wrong shape",
		Span:    f.j.factory.Span,
		Label:   "used here as " + roleName(f.j.role),
		Related: f.declaredHere(),
		Hint:    cmp.Or(f.memberHint(), f.wsgiHint(), fits(f.j.role)),
	})
	return false
}

// memberHint names the methods of what the object is or makes that would do in
// its place; empty if there are none.
func (f *filler) memberHint() string {
	made := f.object.Type()
	if _, isType := f.object.Object.(*types.TypeName); isType && gopkg.IsNil(made) {
		return ""
	}
	if sig := f.object.Signature(); sig != nil {
		r := f.u.Split(sig.Results())
		if r.Value == nil || r.More {
			return ""
		}
		made = r.Value
	}
	_, name, _ := strings.Cut(f.object.GoName(), ".") // behind the package's
	var members []string
	for _, m := range gopkg.MethodsOf(made) {
		if f.makesRole(m.Type()) {
			members = append(members, name+"."+m.Name())
		}
	}
	if len(members) == 0 {
		return ""
	}
	return "a method of its value does: write " + words.List(members, "or")
}

// makesRole reports whether a value of the type is what the section needs.
func (f *filler) makesRole(t types.Type) (ok bool) {
	switch f.j.role {
	case bound.FilterRole:
		_, ok = f.u.MakesFilter(t)
	case bound.ServerRole:
		ok = f.u.MakesServer(t)
	case bound.AppRole:
		_, ok = f.u.MakesApp(t)
	}
	return ok
}

// wrongRole reports a factory that makes something else than is needed, and
// returns false as wrongShape does.
func (f *filler) wrongRole(makes bound.Role) bool {
	hint := fits(f.j.role)
	if makes == bound.FilterRole {
		hint = "make it a [filter:...], and name that in a pipeline or with \"filter-with\""
	}
	f.report(diag.Diagnostic{
		Code:    problem.Role,
		Message: f.object.GoName() + " makes " + roleName(makes) + ", not " + roleName(f.j.role),
		Span:    f.j.factory.Span,
		Label:   "used here as " + roleName(f.j.role),
		Related: f.declaredHere(),
		Hint:    hint,
	})
	return false
}

func (f *filler) manyHandlers(handlers handlers) bool {
	var names []string
	for _, v := range handlers.all {
		names = append(names, v.Name())
	}
	f.report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.object.GoName() + " takes " + words.List(names, "and") + ", so it is not clear which handler it wraps",
		Span:    f.j.factory.Span,
		Label:   "used here as a filter",
		Related: f.declaredHere(),
		Hint:    "name sections for all but one of them: " + words.Written(handlers.all[1].Name()) + " = ...",
	})
	return false
}

// what describes a parameter: "parameter timeout (time.Duration) of middleware.Timeout".
func (f *filler) what(p param) string {
	if f.object.Alias != "" && p.key != "" {
		return "key " + words.Quote(words.Written(p.key)) + " (" + f.typeString(p.typ) + ") of " + f.object.Alias
	}
	_, literal := f.object.Object.(*types.TypeName)
	kind := "parameter " + p.Name()
	switch {
	case p.IsField() && literal:
		kind = "field " + p.Name()
	case p.IsField():
		kind = "option " + p.Name()
	case p.Name() == "":
		kind = "an unnamed parameter"
	}
	return kind + " (" + f.typeString(p.typ) + ") of " + cmp.Or(p.of, f.object.GoName())
}

func (f *filler) unsupported(p param) {
	d := diag.Diagnostic{
		Code:    problem.Unsupported,
		Message: f.what(p) + " is of a type that no key can fill",
		Span:    f.j.factory.Span,
		Related: f.declaredHere(),
		Hint:    "write a function that takes strings, numbers or durations and calls this one",
	}
	if all := f.keys.get(p); len(all) > 0 && p.IsField() {
		d.Span = all[0].KeySpan
	}
	f.report(d)
}

func (f *filler) unknownKey(s parse.Setting, near string) {
	d := diag.Diagnostic{
		Code:    problem.UnknownKey,
		Message: "nothing in " + f.object.GoName() + " takes the key " + words.Quote(s.Key),
		Span:    s.KeySpan,
		Related: f.declaredHere(),
	}
	names := f.keys.names()
	for _, name := range f.known {
		if !slices.Contains(names, name) {
			names = append(names[:len(names):len(names)], name)
		}
	}
	switch {
	case near != "":
		d.Hint = "did you mean " + words.Quote(near) + "?"
	case len(names) == 0:
		d.Hint = "it takes no keys"
	default:
		d.Hint = "it takes " + words.List(names, "and")
	}
	f.report(d)
}

func (f *filler) nothingFills(p param) {
	d := diag.Diagnostic{
		Code:    problem.Missing,
		Message: "nothing fills " + f.what(p),
		Span:    f.j.factory.Span,
		Related: f.declaredHere(),
		Hint:    f.missingHint(p),
	}
	if s, ok := f.inGlobal(p); ok {
		d.Hint = words.Quote(s.Key) + " is in the global configuration, and Paste gives such a key to no section's own, " +
			"even if the section repeats it; write " + words.Quote("get "+words.Written(p.key)+" = "+s.Key) + " into the section, which takes it from there"
		if s.KeySpan.IsValid() {
			d.Related = append(d.Related, diag.Related{Span: s.KeySpan, Note: words.Quote(s.Key) + " is set here"})
		}
	}
	if doc := words.Sentence(f.b.pkgs.Doc(f.object)); doc != "" {
		d.Hint += "\n" + f.object.GoName() + ": " + doc
	}
	f.report(d)
}

// inGlobal looks for a parameter's key in the global configuration. Paste hands
// a key that is in [DEFAULT] to the factory there only, whether the section
// repeats it or not; that surprises people.
func (f *filler) inGlobal(p param) (parse.Setting, bool) {
	for _, s := range f.j.node.Context().Global {
		if p.key != "" && words.Normal(s.Key) == words.Normal(p.key) {
			return s, true
		}
	}
	return parse.Setting{}, false
}

// missingHint says how to fill a parameter.
func (f *filler) missingHint(p param) string {
	key := words.Written(p.key)
	switch {
	case p.key == "":
		return "the parameter has no name, so no key can"
	case f.isMap(p):
		return "add keys that begin with " + words.Quote(key+".")
	case f.isSection(p.typ):
		return "add a key with the name of an app's section: " + key + " = ..."
	case f.isFilterSection(p.typ):
		return "add a key with the name of a filter's section: " + key + " = ..."
	case f.conversion(p.typ) == nil && f.isReference(p.typ):
		return "add a key with the name of a Go object that is or makes a " + f.typeString(p.typ) + ": " + key + " = PACKAGE:NAME"
	}
	return "add a key: " + key + " = ..."
}

func (f *filler) noConversion(p param, t types.Type, w parse.Word, bad value.Misfit) {
	if bad.Wrong != nil {
		d := f.wrongSetting(bad.Wrong, parse.Setting{Span: w.Span})
		d.Message = w.Conceal(d.Message)
		f.report(d)
		return
	}
	shown := w.Shown()
	if !w.Text.IsConst() && w.Span.IsValid() {
		shown = w.Span.Shown()
	}
	d := diag.Diagnostic{
		Code:    problem.Convert,
		Message: cmp.Or(w.Conceal(bad.Whole), words.Quote(shown)+" "+w.Conceal(bad.Is)),
		Span:    w.Span,
		Label:   "needed as " + f.typeString(t),
		Related: f.declaredHere(),
		Hint:    f.what(p) + ": " + w.Conceal(bad.Hint),
	}
	if f.object.Alias != "" {
		d.Hint = strings.Trim(w.Conceal(bad.Hint)+"\n"+f.keyDoc(p), "\n")
	}
	if p.tag.hasDefault && len(f.keys.get(p)) == 0 {
		d.Code, d.Span = problem.Tag, f.b.pkgs.Declared(p.Var)
	}
	f.report(at(d, f.j.factory.Span))
}

func (f *filler) sameKey(p param, all []parse.Setting) {
	f.report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "keys " + words.Quote(all[0].Key) + " and " + words.Quote(all[1].Key) + " both mean " + f.what(p),
		Span:    all[1].KeySpan,
		Related: []diag.Related{{Span: all[0].KeySpan, Note: "the other one"}},
		Hint:    "case, \"_\", \"-\" and \".\" do not matter in keys; keep one of them",
	})
}

func (f *filler) twoReadings(s parse.Setting, takers []param) {
	f.report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "key " + words.Quote(s.Key) + " may mean " + f.what(takers[0]) + " or " + f.what(takers[1]),
		Span:    s.KeySpan,
		Related: f.declaredHere(),
		Hint:    tellApart(takers),
	})
}

// tellApart says how to name just one of the parameters that take a key: fields
// of different structs by the names of the parameters too.
func tellApart(takers []param) string {
	var names []string
	for _, p := range takers {
		if len(p.also) == 0 || !strings.Contains(p.also[0], ".") {
			return "give the parameters names that differ in more than case and \"_\""
		}
		outer, field := words.CutLast(p.also[0], ".")
		names = append(names, words.Written(outer)+"."+words.Written(field))
	}
	return "write " + strings.Join(names, " or ")
}

// checkMapKeys reports keys that look like entries of Paste's two maps, when
// these have other names.
func (f *filler) checkMapKeys(maps ...*types.Var) {
	for _, v := range maps {
		for _, s := range f.keys.under(v.Name()) {
			f.report(diag.Diagnostic{
				Code:    problem.TwoKeys,
				Message: "key " + words.Quote(s.Key) + " may be an entry of " + v.Name() + ", or one of Paste's local configuration",
				Span:    s.KeySpan,
				Related: f.declaredHere(),
				Hint:    "two maps of strings are Paste's global and local configuration; name them so, or take a struct with the maps as fields",
			})
		}
	}
}

// noSection reports a parameter that takes a section where none can be had.
func (f *filler) noSection(p param, span source.Span) {
	d := diag.Diagnostic{
		Code:    problem.NoSection,
		Message: f.what(p) + " takes a section, but a server may refer to none",
		Span:    span,
		Related: f.declaredHere(),
		Hint:    "it serves the app that it is given",
	}
	switch {
	case f.j.role == bound.ServerRole:
	case f.j.role == bound.ValueRole:
		d.Message = f.what(p) + " takes a section, but a resource may refer to none"
		d.Hint = "resources are made before all sections that take them"
	case f.j.node.Context().Section == nil:
		d.Message = f.what(p) + " takes a section, but what a URI names may refer to none"
		d.Hint = "write a section that uses the URI, and name that"
	default:
		d.Message = f.what(p) + " loads sections by name, which only a composite may do"
		d.Hint = "make the section a [composite:...], with \"use = call:\" or \"paste.composite_factory =\""
	}
	f.report(d)
}

// wrongLength reports a list with too few or too many words for an array.
func (f *filler) wrongLength(p param, s parse.Setting, got, want int) {
	f.report(at(diag.Diagnostic{
		Code:    problem.Convert,
		Message: words.Count(got, "value") + " for " + f.what(p) + ", which takes " + strconv.Itoa(want),
		Span:    s.Span,
		Related: f.declaredHere(),
		Hint:    "values are separated by white space",
	}, f.j.factory.Span))
}

// checkCommas warns of commas that end up in the words of a list.
func (f *filler) checkCommas(p param, elem types.Type, all []parse.Word) {
	for _, w := range all {
		if w.Span.IsValid() && len(all) > 1 && f.b.values.IsText(elem) && strings.HasSuffix(string(w.Text), ",") {
			f.report(diag.Diagnostic{
				Severity: diag.Warning,
				Code:     problem.Comma,
				Message:  "the comma is part of " + words.Quote(w.Shown()),
				Span:     w.Span,
				Hint:     f.what(p) + ": values are separated by white space; the field's tag may say otherwise: `paste:\",comma\"`",
			})
			return
		}
	}
}

// eitherType warns of a URI that a loader cannot give.
func (f *filler) eitherType(w parse.Word) {
	f.report(diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.NoSection,
		Message:  words.Quote(w.Shown()) + " may be an app or a filter, so the loader does not give it",
		Span:     w.Span,
		Hint:     "write a section for it and name that",
	})
}

// tagHint tells what a tag may be.
const tagHint = `a tag is paste:"key,required,remain,comma,global,ignored,secret,octal,unit=minute,zero=...,default=..."; all parts may be left out`

// noEffect warns of keys that the factory takes and makes nothing of.
func (f *filler) noEffect(idle []parse.Setting) {
	if len(idle) == 0 {
		return
	}
	var names, why []string
	for _, s := range idle {
		names = append(names, s.Key)
		if doc := f.keyDoc(f.keys.takers(s)[0]); doc != "" {
			why = append(why, doc)
		}
	}
	verb := " has no effect in Go"
	if len(names) > 1 {
		verb = " have no effect in Go"
	}
	f.report(diag.Diagnostic{
		Severity: diag.Warning, Code: problem.NoEffect, Span: idle[0].KeySpan,
		Message: words.List(names, "and") + verb,
		Hint:    strings.Join(why, "\n"),
	})
}

// keyDoc is what the comment of a parameter or field says of its key, on one line.
func (f *filler) keyDoc(p param) string { return words.Sentence(f.comment(p)) }

// comment is the comment of a parameter or field. That of a part's begins with the
// key where it has the name of the field.
func (f *filler) comment(p param) string {
	doc := f.b.pkgs.Comment(p.Var, f.object)
	if rest, ok := strings.CutPrefix(doc, p.Name()+" "); ok && f.object.Alias != "" {
		return words.Written(p.key) + " " + rest
	}
	return doc
}

// checkTag reports words of a paste tag that mean nothing.
func (f *filler) checkTag(p param) {
	d := diag.Diagnostic{Code: problem.Tag, Span: f.b.pkgs.Declared(p.Var), Hint: tagHint}
	switch {
	case p.tag.unknown != "":
		d.Message = "unknown word " + words.Quote(p.tag.unknown) + " in the paste tag of " + f.what(p)
	case p.tag.remain && !f.isMap(p):
		d.Message = "paste tag \"remain\" on " + f.what(p) + ", which is no map that keys fill"
	default:
		return
	}
	f.report(at(d, f.j.factory.Span))
}
