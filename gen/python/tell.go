package python

import (
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// UnknownServer warns of a server that there is in Python only: a program serves
// by itself.
func UnknownServer(f *parse.Factory) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Warning, Code: problem.PythonServer, Span: f.Span,
		Message: words.Quote(f.String()) + " is not used: what serves a program is Go, also where apps stay in Python",
		Hint:    "name a server that is built in, such as egg:waitress; \"pastegen list\" shows them",
	}
}

// NoInterpreter reports a section that there is for Python only, in a program
// that has none.
func NoInterpreter(f *parse.Factory) diag.Diagnostic {
	return diag.Diagnostic{
		Code: problem.NoEgg, Span: f.Span,
		Message: words.Quote(f.String()) + " serves a WSGI application of Python, and no interpreter is named",
		Hint:    "name one with --python PROGRAM, or with python = PROGRAM in the section [pastegen]",
	}
}

// Check reports what is wrong with a node that stays in Python.
func Check(n parse.Node) diag.List {
	f := parse.FactoryOf(n)
	if !IsCallable(f) {
		return nil
	}
	var problems diag.List
	found := false
	for _, s := range n.Context().Local {
		if s.Key != applicationKey {
			problems.Add(diag.Diagnostic{Code: problem.UnknownKey, Span: s.KeySpan, Message: "nothing takes the key " + words.Quote(s.Key),
				Hint: "a section that uses egg:pastegen#wsgi has no key but " + applicationKey})
			continue
		}
		if found = true; !applicationName.MatchString(application(n.Context())) {
			problems.Add(badApplication(s))
		}
	}
	if !found {
		problems.Add(diag.Diagnostic{Code: problem.Missing, Span: f.Span, Message: "the section does not name the WSGI application",
			Hint: "add a key such as: application = mysite.wsgi:application"})
	}
	return problems
}

var applicationName = regexp.MustCompile(`^[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)*:[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)*(\(\))?$`)

func badApplication(s parse.Setting) diag.Diagnostic {
	hint := "name the WSGI application, or the function without arguments that makes it"
	if strings.Contains(s.Shown(), "/") {
		hint = "a script is not found by its path: name a module, such as site_wsgi:application, in whose file stands\n" +
			"import runpy; application = runpy.run_path(" + words.Quote(s.Shown()) + ")[\"application\"]"
	}
	return diag.Diagnostic{
		Code: problem.Convert, Span: s.Span,
		Message: "expected MODULE:NAME or MODULE:NAME(), found " + words.Quote(diag.Excerpt(s.Shown())),
		Hint:    hint,
	}
}
