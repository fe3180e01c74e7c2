package parse

import (
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// diagnostic says what is wrong with a value. Section is where it was asked
// for, nil for [DEFAULT]. It does not say who asked, so that one mistake in a
// value of [DEFAULT] is one problem.
func (f *fault) diagnostic(l *configLoader, section *ini.Section) diag.Diagnostic {
	if f.kind == tooDeep {
		return f.tooDeep(l, section)
	}
	d := problem(codeTooMuch, f.span(), "the value of %q is longer than %d bytes", f.of.key, maxSize)
	switch f.kind {
	case undefinedOption:
		d = problem(codeUndefined, f.span(), "there is no key %q to put here", f.name)
		d.Hint = l.similarOption(section, f.name)
	case badPercent:
		d = f.percent()
	}
	switch f.in.setting.Origin {
	case FromLauncher:
		d.Message += fmt.Sprintf(" in %q on the command line", f.in.key+"="+f.in.raw.String())
	case FromSeed:
		d.Message += " in the name of the file, which Paste interpolates as well"
		d.Hint = "rename the file"
	}
	for i := len(f.chain) - 1; i >= 0 && len(d.Related) < maxChain; i-- {
		d.Related = append(d.Related, diag.Related{Span: f.chain[i].span(), Note: "put in here"})
	}
	return d
}

// percent is the diagnostic of a "%" that starts no reference.
func (f *fault) percent() diag.Diagnostic {
	if f.end-f.start == len("%") {
		d := problem(codePercent, f.span(), `expected "%%%%" or "%%(name)s", found a lone "%%"`)
		d.Hint = `write "%%" for the character`
		return d
	}
	d := problem(codePercent, f.span(), `expected "%%(name)s", found %q`, short(f.in.raw[f.start:].String()))
	d.Hint = `a reference ends with ")s"; write "%%" for the character alone`
	return d
}

// short returns the beginning of a text.
func short(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}

// tooDeep is the diagnostic of references that go on beyond what Python allows:
// because they lead around in a circle, or because there are too many.
func (f *fault) tooDeep(l *configLoader, section *ini.Section) diag.Diagnostic {
	all := append(f.chain[:len(f.chain):len(f.chain)], f.step)
	for i, s := range all {
		first := slices.IndexFunc(all[:i+1], func(before step) bool { return before.in.key == s.name })
		if first >= 0 {
			return selfReference(all[first:i+1], l, section)
		}
	}
	d := problem(codeTooDeep, all[0].span(), "values may be nested %d deep, the one of %q is nested deeper", maxDepth, f.of.key)
	d.Related = []diag.Related{{Span: f.span(), Note: "this one is too deep"}}
	return d
}

// selfReference describes references each of which leads to the next and the
// last to the start again. It always starts with the last one in the file.
func selfReference(around []step, l *configLoader, section *ini.Section) diag.Diagnostic {
	last := 0
	for i, s := range around {
		if later(s.span(), around[last].span()) {
			last = i
		}
	}
	around = append(around[last+1:len(around):len(around)], around[:last+1]...)
	end := around[len(around)-1]
	chain := end.name
	d := problem(codeSelfReference, end.span(), "")
	for _, s := range around {
		chain += " -> " + s.name
		if s.span() != d.Span {
			d.Related = append(d.Related, diag.Related{Span: s.span(), Note: fmt.Sprintf("refers to %q", s.name)})
		}
	}
	d.Message = fmt.Sprintf("the value of %q refers to itself: %s", end.name, chain)
	if _, hidden := l.index[end.name]; hidden && section != nil && section.Entry(end.name) != nil {
		d.Hint = fmt.Sprintf("the section's own %q hides the one in [DEFAULT]", end.name)
	}
	return d
}

// similarOption is a hint about the keys that a name may be a misspelling of.
func (l *configLoader) similarOption(section *ini.Section, name string) string {
	var names []string
	if section != nil {
		for _, e := range section.Entries {
			names = append(names, e.Key)
		}
	}
	for _, o := range l.options {
		names = append(names, o.key)
	}
	for _, v := range l.config.variables {
		names = append(names, v.Key)
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return hint
	}
	return fmt.Sprintf("set %q in the section, in [DEFAULT] or on the command line", name)
}
