package bind

import (
	"context"
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// List describes every factory of a package that sections of c can use, in the
// order of their names; but not what resources could be made of, which is nearly
// everything. The package is written as in "call:PACKAGE:NAME".
func List(ctx context.Context, c *parse.Config, module string, opts Options) ([]*Description, diag.List) {
	b := newDescriber(c, opts)
	b.shared.add(c)
	b.shared.findTypes(ctx)
	f := &parse.Factory{Kind: parse.CallFactory, Module: module}
	t, d := b.Refs.Target(f)
	if d != nil {
		return nil, asErrors(diag.List{*d})
	}
	pkg, ds := b.read(ctx, f, t.Pattern)
	if pkg == nil {
		return nil, asErrors(ds)
	}
	var out []*Description
	for _, o := range pkg.Objects() {
		out = append(out, b.listed(ctx, module, o)...)
	}
	return out, asErrors(ds)
}

// registers reports whether a function that could be a server takes a handler
// and says nothing more: it, or the function it returns, will keep the handler
// and not serve it.
func (t trial) registers() bool {
	r := t.Call().Result
	if r.Settings {
		return false
	}
	if r.Role != bound.ServerRole || r.Error && r.Wraps || slices.Contains(t.Call().Args, bound.Arg(bound.Ctx{})) {
		return false
	}
	if r.Wraps {
		return true
	}
	sig, ok := r.Type.Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 1 && sig.Results().Len() == 0
}
