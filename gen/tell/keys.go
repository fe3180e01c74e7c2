package tell

import (
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/setting"
)

// Keys says what is wrong with the keys and values of a section.
type Keys struct{ *About }

// CheckDeprecated warns of a key for a field, an option or a method that a
// comment calls deprecated.
func (k *Keys) CheckDeprecated(s parse.Setting, p keys.Param) {
	why := k.Pkgs.DeprecationIn(p.Var, func() string { return k.Pkgs.Comment(p.Var, k.Object) })
	if why == "" {
		return
	}
	name := k.What(p)
	if !p.IsField() && p.Of != "" {
		name = p.Of // an option's constructor, a method
	}
	k.Report(deprecated(name, why, s.KeySpan))
}

// What describes a parameter: "parameter timeout (time.Duration) of
// middleware.Timeout".
func (k *Keys) What(p keys.Param) string {
	if k.Object.Alias != "" && p.Key != "" {
		return "key " + words.Quote(words.Written(p.Key)) + " (" + k.TypeString(p.Typ) + ") of " + k.Object.Alias
	}
	_, literal := k.Object.Object.(*types.TypeName)
	kind := "parameter " + p.Name()
	switch {
	case p.IsField() && literal:
		kind = "field " + p.Name()
	case p.IsField():
		kind = "option " + p.Name()
	case p.Name() == "":
		kind = "an unnamed parameter"
	}
	return kind + " (" + k.TypeString(p.Typ) + ") of " + cmp.Or(p.Of, k.Object.GoName())
}

// Unsupported reports a parameter that no key can fill.
func (k *Keys) Unsupported(p keys.Param) {
	d := diag.Diagnostic{
		Code:    problem.Unsupported,
		Message: k.What(p) + " is of a type that no key can fill",
		Span:    k.Factory.Span,
		Related: k.DeclaredHere(),
		Hint:    "write a function that takes strings, numbers or durations and calls this one",
	}
	all := append(k.Keys.Get(p), keys.SettingsOf(k.Keys.Under(p.Names()...))...)
	if len(all) > 0 && p.IsField() {
		d.Span = all[0].KeySpan
	}
	k.Report(d)
}

// mostNamed is how many keys a hint has at most: nobody reads more of them.
const mostNamed = 30

// UnknownKey reports a key that nothing takes. near is the one that was probably
// meant, empty if none is like it; names are all that there might be.
func (k *Keys) UnknownKey(s parse.Setting, near string, names []string) {
	d := k.unknown(s, "")
	instead := ""
	if k.Object.Alias != "" {
		instead = parts.InsteadOfKey("egg:"+k.Factory.Dist+"#"+k.Factory.Entry, s.Key)
	}
	below := k.belowHint(s, names)
	switch {
	case instead != "":
		d.Hint = instead
	case below != "":
		d.Hint = below
	case near != "":
		d.Hint = "did you mean " + words.Quote(near) + "?"
	case len(names) == 0:
		d.Hint = "it takes no keys"
	case len(names) > mostNamed:
		d.Hint = fmt.Sprintf("it takes %d keys, which are shown by: pastegen describe %s", len(names), k.Factory)
	default:
		d.Hint = "it takes " + words.List(names, "and")
	}
	k.Report(d)
}

// NothingBelow reports a key below one that has a single value.
func (k *Keys) NothingBelow(s parse.Setting, p keys.Param) {
	key, what := words.Written(p.Key), "a value"
	switch {
	case k.Types.IsApp(p.Typ):
		what = "the name of an app's section"
	case k.Types.IsFilter(p.Typ):
		what = "the name of a filter's section"
	case k.Values.For(p.Typ) == nil && k.Reads.IsObject(p.Typ):
		what = "the name of a Go object that is or makes a " + k.TypeString(p.Typ)
	}
	k.Report(k.unknown(s, words.Quote(key)+" takes "+what+", and no keys below it: "+key+" = ..."))
}

// unknown is a key that nothing takes.
func (k *Keys) unknown(s parse.Setting, hint string) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    problem.UnknownKey,
		Message: "nothing in " + k.Object.GoName() + " takes the key " + words.Quote(s.Key),
		Span:    s.KeySpan,
		Related: k.DeclaredHere(),
		Hint:    hint,
	}
}

// belowHint names the keys that are taken below one that nothing takes; empty for
// none.
func (k *Keys) belowHint(s parse.Setting, names []string) string {
	below := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasPrefix(name, words.Written(s.Key)+".") })
	if len(below) == 0 {
		return ""
	}
	hint := "keys below its name are taken: " + words.List(below[:min(len(below), mostNamed)], "and")
	if p, ok := k.Keys.MapOf(s); ok {
		if m, ok := p.Typ.Underlying().(*types.Map); ok && types.Identical(m.Elem(), types.Typ[types.Bool]) {
			hint += "; a map[" + k.TypeString(m.Key()) + "]struct{} would take words"
		}
	}
	return hint
}

// NothingFills reports a parameter that lacks its key.
func (k *Keys) NothingFills(p keys.Param) {
	d := diag.Diagnostic{
		Code:    problem.Missing,
		Message: "nothing fills " + k.What(p),
		Span:    k.Factory.Span,
		Related: k.DeclaredHere(),
		Hint:    k.missingHint(p),
	}
	if s, ok := k.inGlobal(p); ok {
		d.Hint = words.Quote(s.Key) + " is in the global configuration, and Paste gives such a key to no section's own, " +
			"even if the section repeats it; write " + words.Quote("get "+words.Written(p.Key)+" = "+s.Key) + " into the section, which takes it from there"
		if s.KeySpan.IsValid() {
			d.Related = append(d.Related, diag.Related{Span: s.KeySpan, Note: words.Quote(s.Key) + " is set here"})
		}
	}
	if doc := words.Sentence(k.Pkgs.Doc(k.Object)); doc != "" {
		d.Hint += "\n" + k.Object.GoName() + ": " + doc
	}
	k.Report(d)
}

// inGlobal looks for a parameter's key in the global configuration. Paste hands
// a key that is in [DEFAULT] to the factory there only, whether the section
// repeats it or not; that surprises people. "__file__", which is always there,
// is nobody's "file".
func (k *Keys) inGlobal(p keys.Param) (parse.Setting, bool) {
	for _, s := range k.Node.Context().Global {
		if p.Key != "" && !strings.HasPrefix(s.Key, "__") && words.Normal(s.Key) == words.Normal(p.Key) {
			return s, true
		}
	}
	return parse.Setting{}, false
}

// missingHint says how to fill a parameter.
func (k *Keys) missingHint(p keys.Param) string {
	key := words.Written(p.Key)
	_, isMap := p.Typ.Underlying().(*types.Map)
	_, isSlice := p.Typ.Underlying().(*types.Slice)
	switch {
	case p.Key == "":
		return "the parameter has no name, so no key can: give it one"
	case k.Reads.IsMap(p.Typ), isMap && k.Reads.Of(p.Typ) == nil:
		return "add keys that begin with " + words.Quote(key+".")
	case isSlice && k.Reads.Of(p.Typ) == nil:
		return "add keys that begin with " + words.Quote(key+".0.")
	case k.Types.IsApp(p.Typ):
		return "add a key with the name of an app's section: " + key + " = ..."
	case k.Types.IsFilter(p.Typ):
		return "add a key with the name of a filter's section: " + key + " = ..."
	case k.Values.For(p.Typ) == nil && k.Reads.IsObject(p.Typ):
		return "add a key with the name of a Go object that is or makes a " + k.TypeString(p.Typ) + ": " + key + " = PACKAGE:NAME"
	}
	return "add a key: " + key + " = ..."
}

// Misread tells what is wrong with words that stand for a parameter.
func (k *Keys) Misread(p keys.Param, all ...Misread) {
	for _, m := range all {
		if m.Code.ID != "" {
			k.Report(k.misfit(p, m).At(k.Factory.Span))
		}
		for _, d := range m.Problems {
			if !d.Span.IsValid() {
				d.Span = m.word.Span
			}
			k.Report(d)
		}
	}
}

// misfit tells of a word that does not become what the parameter needs. Secrets in
// it are not shown.
func (k *Keys) misfit(p keys.Param, m Misread) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: m.Severity, Code: m.Code, Span: m.word.Span,
		Message: cmp.Or(m.Whole, words.Quote(m.word.Written())+" "+m.Is),
		Hint:    m.Hint,
	}
	if what := k.What(p); !strings.Contains(m.Whole, what) {
		d.Hint = what + ": " + m.Hint
	}
	if m.Severity != diag.Warning {
		d.Related = append(k.DeclaredHere(), m.Related...)
	}
	if m.Typ != nil {
		d.Label = "needed as " + k.TypeString(m.Typ)
	}
	switch {
	case m.Wrong != nil:
		d = k.wrongSetting(m.Wrong, parse.Setting{Span: d.Span})
	case k.Object.Alias != "":
		d.Hint = strings.Trim(m.Hint+"\n"+k.keyDoc(p), "\n")
	}
	if m.Wrong == nil && p.Tag.HasDefault && len(k.Keys.Get(p)) == 0 {
		d.Code, d.Span = problem.Tag, k.Pkgs.Declared(p.Var)
	}
	d.Message, d.Hint = m.word.Conceal(d.Message), m.word.Conceal(d.Hint)
	return d
}

// SameKey reports settings that are all for one parameter.
func (k *Keys) SameKey(p keys.Param, all []parse.Setting) {
	k.Report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "keys " + words.Quote(all[0].Key) + " and " + words.Quote(all[1].Key) + " both mean " + k.What(p),
		Span:    all[1].KeySpan,
		Related: []diag.Related{{Span: all[0].KeySpan, Note: "the other one"}},
		Hint:    "case, \"_\", \"-\" and \".\" do not matter in keys; keep one of them",
	})
}

// SameEntry reports settings with two names for one entry of a map.
func (k *Keys) SameEntry(p keys.Param, a, b parse.Setting) {
	k.Report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "keys " + words.Quote(a.Key) + " and " + words.Quote(b.Key) + " write the name of one entry of " + k.What(p) + " in two ways",
		Span:    b.KeySpan,
		Related: []diag.Related{{Span: a.KeySpan, Note: "the other one"}},
		Hint:    "write it alike in all keys of the entry; entries need names that differ in more than case, \"_\" and \"-\"",
	})
}

// TwoReadings reports a key that several parameters take.
func (k *Keys) TwoReadings(s parse.Setting, takers []keys.Param) {
	k.Report(diag.Diagnostic{
		Code:    problem.TwoKeys,
		Message: "key " + words.Quote(s.Key) + " may mean " + k.What(takers[0]) + " or " + k.What(takers[1]),
		Span:    s.KeySpan,
		Related: k.DeclaredHere(),
		Hint:    tellApart(takers),
	})
}

// CheckMapKeys reports keys that look like entries of Paste's two maps, when
// these have other names.
func (k *Keys) CheckMapKeys(maps ...*types.Var) {
	for _, v := range maps {
		for _, s := range k.Keys.Under(v.Name()) {
			k.Report(diag.Diagnostic{
				Code:    problem.TwoKeys,
				Message: "key " + words.Quote(s.Key) + " may be an entry of " + v.Name() + ", or one of Paste's local configuration",
				Span:    s.KeySpan,
				Related: k.DeclaredHere(),
				Hint:    "two maps of strings are Paste's global and local configuration; name them so, or take a struct with the maps as fields",
			})
		}
	}
}

// NoSection is told of a parameter that takes a section where none can be had. The
// place is still to be said.
func (k *Keys) NoSection(p keys.Param) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    problem.NoSection,
		Message: k.What(p) + " takes a section, but a server may refer to none",
		Related: k.DeclaredHere(),
		Hint:    "it serves the app that it is given",
	}
	switch {
	case k.Role == bound.ServerRole:
	case k.Role == bound.ValueRole:
		d.Message = k.What(p) + " takes a section, but a resource may refer to none"
		d.Hint = "resources are made before all sections that take them"
	case k.Node.Context().Section == nil:
		d.Message = k.What(p) + " takes a section, but what a URI names may refer to none"
		d.Hint = "write a section that uses the URI, and name that"
	default:
		d.Message = k.What(p) + " loads sections by name, which only a composite may do"
		d.Hint = "make the section a [composite:...], with \"use = call:\" or \"paste.composite_factory =\""
	}
	return d
}

// EitherType warns of a URI that a loader cannot give.
func (k *Keys) EitherType(w parse.Word) {
	k.Report(diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.NoSection,
		Message:  words.Quote(w.Shown()) + " may be an app or a filter, so the loader does not give it",
		Span:     w.Span,
		Hint:     "write a section for it and name that",
	})
}

// NoEffect warns of keys that the factory takes and makes nothing of.
func (k *Keys) NoEffect(idle []parse.Setting) {
	idle = slices.DeleteFunc(slices.Clone(idle), func(s parse.Setting) bool { return k.Elsewhere != nil && k.Elsewhere(s.Key) })
	if len(idle) == 0 {
		return
	}
	var names, why []string
	for _, s := range idle {
		names = append(names, s.Key)
		if doc := k.keyDoc(k.Keys.Takers(s)[0]); doc != "" {
			why = append(why, doc)
		}
	}
	verb := " has no effect in Go"
	if len(names) > 1 {
		verb = " have no effect in Go"
	}
	k.Report(diag.Diagnostic{
		Severity: diag.Warning, Code: problem.NoEffect, Span: idle[0].KeySpan,
		Message: words.List(names, "and") + verb,
		Hint:    strings.Join(why, "\n"),
	})
}

// Moved warns of keys that say where a server listens, where it does not.
func (k *Keys) Moved(all []parse.Setting) {
	for _, s := range all {
		k.Report(diag.Diagnostic{
			Severity: diag.Warning, Code: problem.NoEffect, Span: s.KeySpan,
			Message: words.Quote(s.Key) + " has no effect: the program listens where \"serve\" in [pastegen] says",
			Hint:    "leave out one of them",
		})
	}
}

// keyDoc is what the comment of a parameter or field says of its key, on one line.
func (k *Keys) keyDoc(p keys.Param) string { return words.Sentence(k.Comment(p)) }

// Comment is the comment of a parameter or field. That of a part's begins with the
// key where it has the name of the field.
func (k *Keys) Comment(p keys.Param) string {
	doc := k.Pkgs.Comment(p.Var, k.Object)
	if rest, ok := strings.CutPrefix(doc, p.Name()+" "); ok && k.Object.Alias != "" {
		return words.Written(p.Key) + " " + rest
	}
	return doc
}

// CheckTag reports words of a paste tag that mean nothing.
func (k *Keys) CheckTag(p keys.Param) {
	d := diag.Diagnostic{Code: problem.Tag, Span: k.Pkgs.Declared(p.Var), Hint: tagHint}
	switch {
	case p.Tag.Unknown != "":
		d.Message = "unknown word " + words.Quote(p.Tag.Unknown) + " in the paste tag of " + k.What(p)
	case p.Tag.Remain && !k.Reads.IsMap(p.Typ):
		d.Message = "paste tag \"remain\" on " + k.What(p) + ", which is no map that keys fill"
	default:
		return
	}
	k.Report(d.At(k.Factory.Span))
}

// Invalid reports what options say of themselves.
func (k *Keys) Invalid(err error) {
	d := diag.Diagnostic{Code: problem.Convert, Message: k.Object.Alias + ": " + err.Error(), Span: k.Factory.Span}
	var wrong *setting.Error
	if errors.As(err, &wrong) {
		d = k.wrongSetting(wrong, parse.Setting{})
	}
	k.Report(d)
}

// IsKnown reports whether an error of a part is of keys that depend on no variable
// of the environment.
func (k *Keys) IsKnown(err error) bool {
	known := func(key string) bool {
		s, ok := k.Setting(key)
		return !ok || !s.Value.UsesEnv()
	}
	var wrong *setting.Error
	return errors.As(err, &wrong) && wrong.Key != "" && known(wrong.Key) && known(wrong.Other)
}

// wrongSetting is the problem that a part tells of its settings: of the one
// that it names, or the given one, or of the section.
func (k *Keys) wrongSetting(wrong *setting.Error, s parse.Setting) diag.Diagnostic {
	d := diag.Diagnostic{Code: problem.Convert, Message: wrong.Is, Span: s.Span, Hint: wrong.Hint}
	switch {
	case wrong.Idle:
		d.Severity, d.Code = diag.Warning, problem.NoEffect
	case k.Role == bound.ServerRole:
		d.Code = problem.Address
	}
	if key, ok := k.Setting(wrong.Key); ok {
		d.Span = key.Span
		if wrong.Other != "" || wrong.Idle {
			d.Span = key.KeySpan
		}
	} else if !d.Span.IsValid() {
		d.Span = k.Factory.Span
		d.Message = contract.RoleName(k.Role)[2:] + " " + k.Object.Alias
		if wrong.Key != "" {
			d.Message += ":"
		}
		d.Message += " " + wrong.Is
	}
	if other, ok := k.Setting(wrong.Other); ok && wrong.Other != "" {
		d.Related = append(d.Related, diag.Related{Span: other.KeySpan, Note: wrong.Note})
	}
	return d
}

// Setting returns the section's setting of a key, which may stand below a prefix:
// session.type for "type".
func (k *Keys) Setting(key string) (parse.Setting, bool) {
	if key = words.Normal(key); key == "" {
		return parse.Setting{}, false
	}
	i := slices.IndexFunc(k.Keys.Settings, func(s parse.Setting) bool { return words.Normal(s.Key) == key })
	if i < 0 {
		i = slices.IndexFunc(k.Keys.Settings, func(s parse.Setting) bool {
			return words.Normal(s.Key[strings.LastIndexByte(s.Key, '.')+1:]) == key
		})
	}
	if i < 0 {
		return parse.Setting{}, false
	}
	return k.Keys.Settings[i], true
}

func deprecated(name, why string, span source.Span) diag.Diagnostic {
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
const tagHint = `a tag is paste:"key,required,remain,comma,global,ignored,secret,octal,folder,file,address,unit=minute,embed=KEY,egg=KEY,zero=...,default=..."; all parts may be left out`
