package bind

import (
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// deprecated warns of a factory that its doc comment calls deprecated, or that
// of a function whose result has it.
func (b *binder) deprecated(j *job, o gopkg.Object) {
	for of := &o; of != nil; of = of.Of {
		if why := b.pkgs.Deprecation(*of); why != "" {
			b.report(j, isDeprecated(of.GoName(), why, j.factory.AttrSpan))
		}
	}
}

func isDeprecated(name, why string, span source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.Deprecated,
		Message:  name + " is deprecated: " + why,
		Span:     span,
	}
}

// checkDeprecated warns of a key for a field, an option or a method that a
// comment calls deprecated.
func (f *filler) checkDeprecated(s parse.Setting, p param) {
	why := f.b.pkgs.DeprecationIn(p.Var, func() string { return f.b.pkgs.Comment(p.Var, f.object) })
	if why == "" {
		return
	}
	name := f.what(p)
	if !p.IsField() && p.of != "" {
		name = p.of // an option's constructor, a method
	}
	f.report(isDeprecated(name, why, s.KeySpan))
}
