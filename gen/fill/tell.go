package fill

import (
	"cmp"
	"errors"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/setting"
)

// teller says what is wrong with the keys and values of a section.
type teller struct{ *filler }

// checkDeprecated warns of a key for a field, an option or a method that a
// comment calls deprecated.
func (f *teller) checkDeprecated(s parse.Setting, p keys.Param) {
	why := f.env.Pkgs.DeprecationIn(p.Var, func() string { return f.env.Pkgs.Comment(p.Var, f.object) })
	if why == "" {
		return
	}
	name := f.what(p)
	if !p.IsField() && p.Of != "" {
		name = p.Of // an option's constructor, a method
	}
	f.report(isDeprecated(name, why, s.KeySpan))
}

// typeString writes a type as messages do.
func (f *teller) typeString(t types.Type) string { return f.env.Values.Name(t) }

// what describes a parameter: "parameter timeout (time.Duration) of
// middleware.Timeout".
func (f *teller) what(p keys.Param) string {
	if f.object.Alias != "" && p.Key != "" {
		return "key " + words.Quote(words.Written(p.Key)) + " (" + f.typeString(p.Typ) + ") of " + f.object.Alias
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
	return kind + " (" + f.typeString(p.Typ) + ") of " + cmp.Or(p.Of, f.object.GoName())
}

func (f *teller) unsupported(p keys.Param) {
	d := diag.Diagnostic{
		Code:    problem.Unsupported,
		Message: f.what(p) + " is of a type that no key can fill",
		Span:    f.j.Factory.Span,
		Related: f.refuse.declaredHere(),
		Hint:    "write a function that takes strings, numbers or durations and calls this one",
	}
	all := append(f.keys.Get(p), keys.SettingsOf(f.keys.Under(p.Names()...))...)
	if len(all) > 0 && p.IsField() {
		d.Span = all[0].KeySpan
	}
	f.report(d)
}

func (f *teller) unknownKey(s parse.Setting, near string) {
	d := diag.Diagnostic{
		Code:    problem.UnknownKey,
		Message: "nothing in " + f.object.GoName() + " takes the key " + words.Quote(s.Key),
		Span:    s.KeySpan,
		Related: f.refuse.declaredHere(),
	}
	names := f.keys.Names()
	for _, name := range f.attach.known {
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

func (f *teller) nothingFills(p keys.Param) {
	d := diag.Diagnostic{
		Code:    problem.Missing,
		Message: "nothing fills " + f.what(p),
		Span:    f.j.Factory.Span,
		Related: f.refuse.declaredHere(),
		Hint:    f.missingHint(p),
	}
	if s, ok := f.inGlobal(p); ok {
		d.Hint = words.Quote(s.Key) + " is in the global configuration, and Paste gives such a key to no section's own, " +
			"even if the section repeats it; write " + words.Quote("get "+words.Written(p.Key)+" = "+s.Key) + " into the section, which takes it from there"
		if s.KeySpan.IsValid() {
			d.Related = append(d.Related, diag.Related{Span: s.KeySpan, Note: words.Quote(s.Key) + " is set here"})
		}
	}
	if doc := words.Sentence(f.env.Pkgs.Doc(f.object)); doc != "" {
		d.Hint += "\n" + f.object.GoName() + ": " + doc
	}
	f.report(d)
}

// inGlobal looks for a parameter's key in the global configuration. Paste hands
// a key that is in [DEFAULT] to the factory there only, whether the section
// repeats it or not; that surprises people. "__file__", which is always there,
// is nobody's "file".
func (f *teller) inGlobal(p keys.Param) (parse.Setting, bool) {
	for _, s := range f.j.Node.Context().Global {
		if p.Key != "" && !strings.HasPrefix(s.Key, "__") && words.Normal(s.Key) == words.Normal(p.Key) {
			return s, true
		}
	}
	return parse.Setting{}, false
}

// missingHint says how to fill a parameter.
func (f *teller) missingHint(p keys.Param) string {
	key := words.Written(p.Key)
	switch {
	case p.Key == "":
		return "the parameter has no name, so no key can"
	case f.maps.isMap(p):
		return "add keys that begin with " + words.Quote(key+".")
	case f.u.IsApp(p.Typ):
		return "add a key with the name of an app's section: " + key + " = ..."
	case f.u.IsFilter(p.Typ):
		return "add a key with the name of a filter's section: " + key + " = ..."
	case f.env.Values.For(p.Typ) == nil && f.env.reads.IsObject(p.Typ):
		return "add a key with the name of a Go object that is or makes a " + f.typeString(p.Typ) + ": " + key + " = PACKAGE:NAME"
	}
	return "add a key: " + key + " = ..."
}

// misread tells what is wrong with a word that stands for a parameter.
func (f *teller) misread(p keys.Param, m misread) {
	if m.code.ID != "" {
		f.report(At(f.misfit(p, m), f.j.Factory.Span))
	}
	for _, d := range m.problems {
		if !d.Span.IsValid() {
			d.Span = m.word.Span
		}
		f.report(d)
	}
}

// misfit tells of a word that does not become what the parameter needs. Secrets in
// it are not shown.
func (f *teller) misfit(p keys.Param, m misread) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: m.severity, Code: m.code, Span: m.word.Span,
		Message: cmp.Or(m.Whole, words.Quote(m.word.Written())+" "+m.Is),
		Hint:    m.Hint,
	}
	if what := f.what(p); !strings.Contains(m.Whole, what) {
		d.Hint = what + ": " + m.Hint
	}
	if m.severity != diag.Warning {
		d.Related = append(f.refuse.declaredHere(), m.related...)
	}
	if m.typ != nil {
		d.Label = "needed as " + f.typeString(m.typ)
	}
	switch {
	case m.Wrong != nil:
		d = f.wrongSetting(m.Wrong, parse.Setting{Span: d.Span})
	case f.object.Alias != "":
		d.Hint = strings.Trim(m.Hint+"\n"+f.keyDoc(p), "\n")
	}
	if m.Wrong == nil && p.Tag.HasDefault && len(f.keys.Get(p)) == 0 {
		d.Code, d.Span = problem.Tag, f.env.Pkgs.Declared(p.Var)
	}
	d.Message, d.Hint = m.word.Conceal(d.Message), m.word.Conceal(d.Hint)
	return d
}

func (f *teller) sameKey(p keys.Param, all []parse.Setting) {
	f.report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "keys " + words.Quote(all[0].Key) + " and " + words.Quote(all[1].Key) + " both mean " + f.what(p),
		Span:    all[1].KeySpan,
		Related: []diag.Related{{Span: all[0].KeySpan, Note: "the other one"}},
		Hint:    "case, \"_\", \"-\" and \".\" do not matter in keys; keep one of them",
	})
}

func (f *teller) twoReadings(s parse.Setting, takers []keys.Param) {
	f.report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "key " + words.Quote(s.Key) + " may mean " + f.what(takers[0]) + " or " + f.what(takers[1]),
		Span:    s.KeySpan,
		Related: f.refuse.declaredHere(),
		Hint:    tellApart(takers),
	})
}

// checkMapKeys reports keys that look like entries of Paste's two maps, when
// these have other names.
func (f *teller) checkMapKeys(maps ...*types.Var) {
	for _, v := range maps {
		for _, s := range f.keys.Under(v.Name()) {
			f.report(diag.Diagnostic{
				Code:    problem.TwoKeys,
				Message: "key " + words.Quote(s.Key) + " may be an entry of " + v.Name() + ", or one of Paste's local configuration",
				Span:    s.KeySpan,
				Related: f.refuse.declaredHere(),
				Hint:    "two maps of strings are Paste's global and local configuration; name them so, or take a struct with the maps as fields",
			})
		}
	}
}

// noSection is told of a parameter that takes a section where none can be had. The
// place is still to be said.
func (f *teller) noSection(p keys.Param) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    problem.NoSection,
		Message: f.what(p) + " takes a section, but a server may refer to none",
		Related: f.refuse.declaredHere(),
		Hint:    "it serves the app that it is given",
	}
	switch {
	case f.j.Role == bound.ServerRole:
	case f.j.Role == bound.ValueRole:
		d.Message = f.what(p) + " takes a section, but a resource may refer to none"
		d.Hint = "resources are made before all sections that take them"
	case f.j.Node.Context().Section == nil:
		d.Message = f.what(p) + " takes a section, but what a URI names may refer to none"
		d.Hint = "write a section that uses the URI, and name that"
	default:
		d.Message = f.what(p) + " loads sections by name, which only a composite may do"
		d.Hint = "make the section a [composite:...], with \"use = call:\" or \"paste.composite_factory =\""
	}
	return d
}

// eitherType warns of a URI that a loader cannot give.
func (f *teller) eitherType(w parse.Word) {
	f.report(diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.NoSection,
		Message:  words.Quote(w.Shown()) + " may be an app or a filter, so the loader does not give it",
		Span:     w.Span,
		Hint:     "write a section for it and name that",
	})
}

// noEffect warns of keys that the factory takes and makes nothing of.
func (f *teller) noEffect(idle []parse.Setting) {
	idle = slices.DeleteFunc(slices.Clone(idle), func(s parse.Setting) bool { return f.j.Elsewhere != nil && f.j.Elsewhere(s.Key) })
	if len(idle) == 0 {
		return
	}
	var names, why []string
	for _, s := range idle {
		names = append(names, s.Key)
		if doc := f.keyDoc(f.keys.Takers(s)[0]); doc != "" {
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
func (f *teller) keyDoc(p keys.Param) string { return words.Sentence(f.comment(p)) }

// comment is the comment of a parameter or field. That of a part's begins with the
// key where it has the name of the field.
func (f *teller) comment(p keys.Param) string {
	doc := f.env.Pkgs.Comment(p.Var, f.object)
	if rest, ok := strings.CutPrefix(doc, p.Name()+" "); ok && f.object.Alias != "" {
		return words.Written(p.Key) + " " + rest
	}
	return doc
}

// checkTag reports words of a paste tag that mean nothing.
func (f *teller) checkTag(p keys.Param) {
	d := diag.Diagnostic{Code: problem.Tag, Span: f.env.Pkgs.Declared(p.Var), Hint: tagHint}
	switch {
	case p.Tag.Unknown != "":
		d.Message = "unknown word " + words.Quote(p.Tag.Unknown) + " in the paste tag of " + f.what(p)
	case p.Tag.Remain && !f.maps.isMap(p):
		d.Message = "paste tag \"remain\" on " + f.what(p) + ", which is no map that keys fill"
	default:
		return
	}
	f.report(At(d, f.j.Factory.Span))
}

func (f *teller) manyResources(p keys.Param, found []*Resource) {
	var names []string
	d := diag.Diagnostic{Code: problem.ManyResources, Span: f.j.Factory.Span, Related: f.refuse.declaredHere()}
	for _, r := range found {
		names = append(names, r.Node.Name)
		d.Related = append(d.Related, diag.Related{Span: r.Node.Section.Header, Note: "makes " + f.typeString(r.Type)})
	}
	d.Message = "resources " + words.List(names, "and") + " all fit " + f.what(p)
	if len(names) == 2 {
		d.Message = "resources " + words.List(names, "and") + " both fit " + f.what(p)
	}
	d.Hint = "say which one with a key: " + words.Written(p.Key) + " = " + names[0]
	f.report(d)
}

func (f *teller) noResource(p keys.Param, r *Resource) {
	f.report(diag.Diagnostic{
		Code: problem.NoSection, Span: f.j.Factory.Span,
		Message: "a server cannot take the resource " + words.Quote(r.Node.Name),
		Related: f.refuse.declaredHere(),
		Hint:    f.what(p) + ": give it to the app",
	})
}

// invalid reports what options say of themselves.
func (f *teller) invalid(err error) {
	d := diag.Diagnostic{Code: problem.Convert, Message: f.object.Alias + ": " + err.Error(), Span: f.j.Factory.Span}
	var wrong *setting.Error
	if errors.As(err, &wrong) {
		d = f.wrongSetting(wrong, parse.Setting{})
	}
	f.report(d)
}

// wrongSetting is the problem that a part tells of its settings: of the one
// that it names, or the given one, or of the section.
func (f *teller) wrongSetting(wrong *setting.Error, s parse.Setting) diag.Diagnostic {
	d := diag.Diagnostic{Code: problem.Convert, Message: wrong.Is, Span: s.Span, Hint: wrong.Hint}
	if f.j.Role == bound.ServerRole {
		d.Code = problem.Address
	}
	if key, ok := f.keyed(wrong.Key); ok {
		d.Span = key.Span
		if wrong.Other != "" {
			d.Span = key.KeySpan
		}
	} else if !d.Span.IsValid() {
		d.Span = f.j.Factory.Span
		d.Message = contract.RoleName(f.j.Role)[2:] + " " + f.object.Alias + " " + wrong.Is
	}
	if other, ok := f.keyed(wrong.Other); ok && wrong.Other != "" {
		d.Related = append(d.Related, diag.Related{Span: other.KeySpan, Note: wrong.Note})
	}
	return d
}

// keyed returns the section's setting of a key.
func (f *teller) keyed(key string) (parse.Setting, bool) {
	i := slices.IndexFunc(f.keys.Settings, func(s parse.Setting) bool { return words.Normal(s.Key) == words.Normal(key) })
	if i < 0 {
		return parse.Setting{}, false
	}
	return f.keys.Settings[i], true
}

func isDeprecated(name, why string, span source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.Deprecated,
		Message:  name + " is deprecated: " + why,
		Span:     span,
	}
}

// tellApart says how to name just one of the parameters that take a key: fields
// of different structs by the names of the parameters too.
func tellApart(takers []keys.Param) string {
	var names []string
	for _, p := range takers {
		if len(p.Also) == 0 || !strings.Contains(p.Also[0], ".") {
			return "give the parameters names that differ in more than case and \"_\""
		}
		outer, field := words.CutLast(p.Also[0], ".")
		names = append(names, words.Written(outer)+"."+words.Written(field))
	}
	return "write " + strings.Join(names, " or ")
}

// tagHint tells what a tag may be.
const tagHint = `a tag is paste:"key,required,remain,comma,global,ignored,secret,octal,folder,unit=minute,embed=KEY,egg=KEY,zero=...,default=..."; all parts may be left out`
