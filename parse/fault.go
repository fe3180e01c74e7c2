package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
)

// mistake is what may be wrong with a value's interpolation.
type mistake int

const (
	undefinedOption mistake = iota // configparser.InterpolationMissingOptionError
	badPercent                     // InterpolationSyntaxError
	tooDeep                        // InterpolationDepthError
	tooLong                        // no exception of Python's, which would run out of memory
)

// fault is an interpolation that failed.
type fault struct {
	what    mistake
	section string
	of      option // the option that was asked for
	step           // what failed: a reference, or what looks like one
	chain   []step // the references that led from of to there
}

// step is a reference %(name)s in an option's value, in.raw[start:end].
type step struct {
	in         option
	start, end int
	name       string
}

func (s step) span() source.Span { return s.in.span(s.start, s.end) }

// rest is what Python cannot read of the value.
func (f *fault) rest() quoted {
	q := f.in.quoted()
	if q.text == q.shown {
		q.shown = q.shown[f.start:]
	}
	q.text = q.text[f.start:]
	return q
}

// exception is what Python raises, as NicerConfigParser words it.
func (f *fault) exception(file Text) *exception {
	about := "option " + pytext.Repr(Text(f.of.key)) + " in section " + pytext.Repr(Text(f.section))
	prefix := "Error in file " + file.String() + ": "
	switch f.what {
	case undefinedOption:
		return raise("InterpolationMissingOptionError",
			"%sBad value substitution: %s contains an interpolation key %s which is not a valid option name. Raw value: %s",
			prefix, about, pytext.Repr(Text(f.name)), f.of.quoted())
	case badPercent:
		if strings.HasPrefix(string(f.in.raw[f.start:]), "%(") {
			return raise("InterpolationSyntaxError", "%sbad interpolation variable reference %s", prefix, f.rest())
		}
		return raise("InterpolationSyntaxError", "%s'%%' must be followed by '%%' or '(', found: %s", prefix, f.rest())
	case tooDeep:
		return raise("InterpolationDepthError",
			"%sRecursion limit exceeded in value substitution: %s contains an interpolation key which cannot be substituted in %d steps. Raw value: %s",
			prefix, about, maxDepth, f.of.quoted())
	}
	return raise("MemoryError", "")
}

// diagnostic says what is wrong with a value. Section is where it was asked
// for, nil for [DEFAULT]. It does not say who asked, so that one mistake in a
// value of [DEFAULT] is one problem.
func (f *fault) diagnostic(l *configLoader, section *ini.Section) diag.Diagnostic {
	if f.what == tooDeep {
		return f.tooDeep(l, section)
	}
	d := diag.Errorf(codeTooMuch, f.span(), "the value of %q is longer than %d bytes", f.of.key, maxSize)
	switch f.what {
	case undefinedOption:
		d = diag.Errorf(codeUndefined, f.span(), "there is no key %q to put here", f.name)
		d.Hint = similarOption(l, section, f.name)
	case badPercent:
		d = f.percent()
	}
	switch f.in.setting.Origin {
	case FromLauncher:
		d.Message += fmt.Sprintf(" in %q on the command line", f.in.key+"="+f.in.quoted().shown.String())
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
		d := diag.Errorf(codePercent, f.span(), `expected "%%%%" or "%%(name)s", found a lone "%%"`)
		d.Hint = `write "%%" for the character`
		return d
	}
	d := diag.Errorf(codePercent, f.span(), `expected "%%(name)s", found %q`, diag.Excerpt(f.rest().shown.String()))
	d.Hint = `a reference ends with ")s"; write "%%" for the character alone`
	return d
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
	d := diag.Errorf(codeTooDeep, all[0].span(), "values may be nested %d deep, the one of %q is nested deeper", maxDepth, f.of.key)
	d.Related = []diag.Related{{Span: f.span(), Note: "this one is too deep"}}
	return d
}
