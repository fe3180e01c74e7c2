package bind

import (
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// builtinEggs returns the entry points that need no package of the user's, as
// the user may write them.
func builtinEggs() []string {
	return []string{"Paste#urlmap", "Paste#http", "waitress#main", "gunicorn#main"}
}

// egg resolves egg:Dist#Entry: the user's own table first, then pastegen's own
// servers, then a Dist that is itself an import path.
func (r *references) egg(f *parse.Factory) (target, *diag.Diagnostic) {
	for _, m := range r.eggs {
		if distName(m.name) == distName(f.Dist) {
			pattern := m.value
			if isRelative(pattern) {
				pattern = relative(".", pattern)
			}
			return target{pattern: pattern, attr: f.Entry, egg: true}, nil
		}
	}
	if s := r.server(f); s != nil {
		return target{builtin: s}, nil
	}
	switch {
	case strings.Contains(f.Dist, "/"):
		return target{pattern: f.Dist, attr: f.Entry, egg: true}, nil
	case !f.Assumed:
		return target{}, notBuiltIn(f)
	}
	return target{}, r.noEgg(f)
}

// distName normalises the name of a distribution as PEP 503 and
// importlib.metadata do: lower case, each run of "-", "_" and "." one "-".
func distName(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool {
		return c == '-' || c == '_' || c == '.'
	})
	return strings.Join(fields, "-")
}

func notBuiltIn(f *parse.Factory) *diag.Diagnostic {
	return &diag.Diagnostic{
		Code:    codeNotBuiltIn,
		Message: quote("egg:"+f.Dist+"#"+f.Entry) + " is not built in yet",
		Span:    f.Span,
		Hint: "built in are " + list(builtinEggs(), "and") +
			"; for anything else, name a Go package in [pastegen:eggs]: " + f.Dist + " = import/path",
	}
}

func (r *references) noEgg(f *parse.Factory) *diag.Diagnostic {
	candidates := []string{"Paste", "waitress", "gunicorn"}
	for _, m := range r.eggs {
		candidates = append(candidates, m.name)
	}
	hint := diag.DidYouMean(f.Dist, candidates)
	if hint == "" {
		hint = "say in [pastegen:eggs] which Go package it is: " + f.Dist + " = import/path"
	}
	return &diag.Diagnostic{
		Code:    codeNoEgg,
		Message: "unknown egg " + quote(f.Dist),
		Span:    f.ModuleSpan,
		Hint:    hint,
	}
}
