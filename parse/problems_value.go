package parse

import (
	"fmt"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// diagnostic says what is wrong with a value. Section is where it was asked
// for, nil for [DEFAULT].
func (f *fault) diagnostic(l *configLoader, section *ini.Section) diag.Diagnostic {
	at := f.in.span(f.start, f.end)
	d := problem(codeTooMuch, at, "the value of %q is longer than %d bytes", f.of.key, maxSteps)
	switch f.kind {
	case undefinedOption:
		d = problem(codeUndefined, at, "there is no %q to put here", f.name)
		d.Hint = l.similarOption(section, f.name)
	case badPercent:
		d = f.percent()
	case tooDeep:
		d = problem(codeSelfReference, at, "the value of %q refers to itself through %q", f.of.key, f.name)
		if f.name == f.of.key {
			d.Message = fmt.Sprintf("the value of %q refers to itself", f.of.key)
		}
		d.Hint = f.hiding(l, section)
	}
	for i := len(f.chain) - 1; i >= 0; i-- {
		if f.kind != tooDeep && f.chain[i].IsValid() && len(d.Related) < maxChain {
			d.Related = append(d.Related, diag.Related{Span: f.chain[i], Note: "put in here"})
		}
	}
	return d
}

// percent is the diagnostic of a "%" that starts no reference.
func (f *fault) percent() diag.Diagnostic {
	found := string(f.in.raw[f.start:])
	d := problem(codePercent, f.in.span(f.start, f.end), `expected "%%%%" or "%%(name)s", found a lone "%%"`)
	d.Hint = `write "%%" for the character`
	if f.end-f.start > 1 {
		d.Message = fmt.Sprintf(`expected "%%(name)s", found %q`, short(found))
		d.Hint = `a reference ends with ")s"; write "%%" for the character alone`
	}
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
	if hint := diag.DidYouMean(name, names); hint != "" {
		return hint
	}
	return fmt.Sprintf("set it in the section, in [DEFAULT] or on the command line: %s=...", name)
}

// hiding is a hint for "port = %(port)s", which does not reach [DEFAULT].
func (f *fault) hiding(l *configLoader, section *ini.Section) string {
	if _, ok := l.index[f.name]; ok && section != nil && section.Entry(f.name) != nil {
		return fmt.Sprintf("the section's own %q hides the one in [DEFAULT]", f.name)
	}
	return ""
}
