package bind

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// lintTarget is what egg:Paste#lint is in Python.
const lintTarget = "paste.lint:make_middleware"

func isLint(f *parse.Factory) bool { return f.Module+":"+f.Attr == lintTarget }

// isBuiltin reports whether a factory is pastegen's own.
func isBuiltin(f *parse.Factory) bool { return isLint(f) || serverOf(f) != nil }

// bindLint makes the Call of the checker that is built in. It takes no keys.
func (b *binder) bindLint(j *job) {
	if j.role != bound.FilterRole {
		b.report(j, diag.Diagnostic{
			Code:    problem.Role,
			Message: words.Quote(j.factory.Span.Shown()) + " makes a filter, not " + roleName(j.role),
			Span:    j.factory.Span,
		})
		return
	}
	for _, s := range j.node.Context().Local {
		b.report(j, diag.Diagnostic{
			Code:    problem.UnknownKey,
			Message: "nothing in " + words.Quote(j.factory.Span.Shown()) + " takes the key " + words.Quote(s.Key),
			Span:    s.KeySpan,
			Hint:    "it takes no keys",
		})
	}
	b.program.Calls[j.node] = &bound.Call{Lint: true, Result: bound.Result{Role: bound.FilterRole, Wraps: true}}
}
