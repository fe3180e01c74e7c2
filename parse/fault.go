package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/interpolate"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
)

// fault is an interpolation that failed, in a section.
type fault struct {
	*interpolate.Fault[conf.Option]
	section string
}

// interpolated returns the value of an option of a section, where lookup finds
// those that it refers to.
func interpolated(o conf.Option, section string, origin conf.Origin, lookup func(string) (conf.Option, bool)) (conf.Setting, *fault) {
	s, f := o.Expand(origin, lookup)
	if f != nil {
		return conf.Setting{}, &fault{f, section}
	}
	return s, nil
}

// span is the place of a reference.
func span(s interpolate.Step[conf.Option]) source.Span { return s.In.Span(s.Start, s.End) }

// rest is what Python cannot read of the value.
func (f *fault) rest() quoted {
	q := quotedOption(f.In)
	if q.text == q.shown {
		q.shown = q.shown[f.Start:]
	}
	q.text = q.text[f.Start:]
	return q
}

// exception is what Python raises, as NicerConfigParser words it.
func (f *fault) exception(file Text) *exception {
	about := "option " + pytext.Repr(Text(f.Of.Key)) + " in section " + pytext.Repr(Text(f.section))
	prefix := "Error in file " + file.String() + ": "
	switch f.What {
	case interpolate.Undefined:
		return raise("InterpolationMissingOptionError",
			"%sBad value substitution: %s contains an interpolation key %s which is not a valid option name. Raw value: %s",
			prefix, about, pytext.Repr(Text(f.Name)), quotedOption(f.Of))
	case interpolate.BadPercent:
		if strings.HasPrefix(string(f.In.Text[f.Start:]), "%(") {
			return raise("InterpolationSyntaxError", "%sbad interpolation variable reference %s", prefix, f.rest())
		}
		return raise("InterpolationSyntaxError", "%s'%%' must be followed by '%%' or '(', found: %s", prefix, f.rest())
	case interpolate.TooDeep:
		return raise("InterpolationDepthError",
			"%sRecursion limit exceeded in value substitution: %s contains an interpolation key which cannot be substituted in %d steps. Raw value: %s",
			prefix, about, interpolate.MaxDepth, quotedOption(f.Of))
	}
	return raise("MemoryError", "")
}

// diagnostic says what is wrong with a value. Section is where it was asked
// for, nil for [DEFAULT]. It does not say who asked, so that one mistake in a
// value of [DEFAULT] is one problem.
func (f *fault) diagnostic(l *configLoader, section *ini.Section) diag.Diagnostic {
	if f.What == interpolate.TooDeep {
		return f.tooDeep(l, section)
	}
	d := diag.Errorf(codeTooMuch, span(f.Step), "the value of %q is longer than %d bytes", f.Of.Key, interpolate.MaxSize)
	switch f.What {
	case interpolate.Undefined:
		d = diag.Errorf(CodeUndefined, span(f.Step), "there is no key %q to put here", f.Name)
		d.Hint = similarOption(l, section, f.Name)
	case interpolate.BadPercent:
		d = f.percent()
	}
	switch f.In.Setting.Origin {
	case conf.FromLauncher:
		d.Message += fmt.Sprintf(" in %q on the command line", f.In.Key+"="+f.In.Shown().String())
	case conf.FromSeed:
		d.Message += " in the name of the file, which Paste interpolates as well"
		d.Hint = "rename the file"
	}
	for i := len(f.Chain) - 1; i >= 0 && len(d.Related) < maxChain; i-- {
		d.Related = append(d.Related, diag.Related{Span: span(f.Chain[i]), Note: "put in here"})
	}
	return d
}

// percent is the diagnostic of a "%" that starts no reference.
func (f *fault) percent() diag.Diagnostic {
	if f.End-f.Start == len("%") {
		d := diag.Errorf(codePercent, span(f.Step), `expected "%%%%" or "%%(name)s", found a lone "%%"`)
		d.Hint = `write "%%" for the character`
		return d
	}
	d := diag.Errorf(codePercent, span(f.Step), `expected "%%(name)s", found %q`, diag.Excerpt(f.rest().shown.String()))
	d.Hint = `a reference ends with ")s"; write "%%" for the character alone`
	return d
}

// tooDeep is the diagnostic of references that go on beyond what Python allows:
// because they lead around in a circle, or because there are too many.
func (f *fault) tooDeep(l *configLoader, section *ini.Section) diag.Diagnostic {
	all := append(f.Chain[:len(f.Chain):len(f.Chain)], f.Step)
	for i, s := range all {
		first := slices.IndexFunc(all[:i+1], func(before interpolate.Step[conf.Option]) bool { return before.In.Key == s.Name })
		if first >= 0 {
			return selfReference(all[first:i+1], l, section)
		}
	}
	d := diag.Errorf(codeTooDeep, span(all[0]), "values may be nested %d deep, the one of %q is nested deeper", interpolate.MaxDepth, f.Of.Key)
	d.Related = []diag.Related{{Span: span(f.Step), Note: "this one is too deep"}}
	return d
}
