package bind

import (
	"context"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// expectImports notes the packages that are imported for what they do on their
// own, so that they are read with all others.
func (b *binder) expectImports(words []parse.Word) {
	for _, w := range words {
		b.expected = append(b.expected, packageOf(w))
	}
}

// packageOf is a reference to a whole package: what may stand in front of the
// ":" of other references.
func packageOf(w parse.Word) *parse.Factory {
	return &parse.Factory{Kind: parse.CallFactory, Module: w.Text.String(), Span: w.Span, ModuleSpan: w.Span, AttrSpan: w.Span}
}

// imports finds the import paths of these packages.
func (b *binder) imports(ctx context.Context, words []parse.Word) {
	for _, w := range words {
		t, d := b.refs.Target(packageOf(w))
		if d != nil {
			d.Severity = diag.Error
			b.diags.Add(*d)
			continue
		}
		pkg, ds := b.pkgs.Get(ctx, t.Pattern)
		if pkg != nil {
			b.program.Imports = append(b.program.Imports, pkg.Path())
		}
		for _, d := range ds {
			d.Severity = diag.Error
			b.diags.Add(at(d, w.Span))
		}
	}
}
