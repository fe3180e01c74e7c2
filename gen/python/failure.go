package python

import (
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// failure reports a factory that the Python of a program does not find, or cannot
// use.
func failure(n parse.Node, f record.Failure, program string) diag.Diagnostic {
	factory := parse.FactoryOf(n)
	at := factory.ModuleSpan
	if !at.IsValid() || factory.Kind == parse.EggFactory {
		at = span(n)
	}
	module, attr, _ := strings.Cut(strings.TrimPrefix(f.Use, "egg:"), ":")
	d := diag.Diagnostic{Severity: diag.Error, Code: problem.PythonImport, Span: at}
	switch f.Reason {
	case record.NoImport:
		d.Message, d.Hint = "Python cannot import "+words.Quote(module)+": "+f.Text, importHint(module, f, program)
	case record.Ended:
		d.Message = "importing " + words.Quote(module) + " ends the interpreter: " + f.Text
		d.Hint = "a module that is imported must neither exit nor crash"
	case record.Stuck:
		d.Message = "importing " + words.Quote(module) + " takes too long: " + f.Text
		d.Hint = "what takes long belongs into the factory, or into init of [pastegen:python]"
	case record.NoAttribute:
		d.Code, d.Message, d.Hint = problem.PythonName, f.Text, diag.DidYouMean(lastName(attr), f.Names)
		if factory.Kind != parse.EggFactory && factory.AttrSpan.IsValid() && factory.AttrSpan.Start < factory.AttrSpan.End {
			d.Span = factory.AttrSpan
		}
	case record.NoDistribution:
		d.Code, d.Message = problem.PythonName, f.Text+" for "+words.Quote(program)
		d.Hint = orElse(diag.DidYouMean(factory.Dist, f.Names), "install it there")
	case record.NoEntry:
		d.Code, d.Message, d.Hint = problem.PythonName, f.Text, entriesHint(f.Names)
	case record.NoCallable:
		d.Code, d.Message = problem.PythonShape, words.Quote(nameOf(n))+" cannot be called: "+f.Text
	}
	if f.Place.IsValid() {
		d.Related = append(d.Related, diag.Related{Span: f.Place, Note: "here"})
	}
	if d.Code == problem.PythonImport {
		d.Cause = d.Message + "\n" + d.Hint
	}
	return d
}

// importHint says what to do about a module that is not there.
func importHint(module string, f record.Failure, program string) string {
	switch {
	case strings.HasPrefix(f.Text, "SyntaxError") || strings.HasPrefix(f.Text, "IndentationError") || strings.HasPrefix(f.Text, "TabError"):
		return ""
	case f.Missing == "":
		return "what it needs before it is imported can come from env, cwd or init of [pastegen:python]"
	case !strings.HasPrefix(module+".", f.Missing+"."):
		return "it needs " + words.Quote(f.Missing) + ": install that for " + words.Quote(program)
	}
	above, _ := words.CutLast(f.Missing, ".")
	if hint := diag.DidYouMean(f.Missing, f.Names); hint != "" || above != "" {
		return orElse(hint, "the package "+words.Quote(above)+" has "+orElse(listed(f.Names, above+"."), "no modules"))
	}
	return "install it for " + words.Quote(program) + ", or name the folder that it is in: path = FOLDER in [pastegen:python]"
}

// initHint is another line of a hint for a name that is not there: real services
// make some when they start.
func initHint(f record.Failure) string {
	if f.Reason != record.NoAttribute {
		return ""
	}
	return "\nif the service calls something before it loads the file, name that: init = MODULE:FUNCTION in [pastegen:python]"
}

// entriesHint says what there is of a distribution that lacks an entry point.
func entriesHint(names []string) string {
	if len(names) == 0 {
		return "it has no entry points for Paste: install the version that the file is for, or name the function: use = call:MODULE:FUNCTION"
	}
	return "it has " + listed(names, "")
}

// listed lists names without their prefix, as long as they are few.
func listed(names []string, prefix string) string {
	const most = 8
	var out []string
	for _, name := range names[:min(len(names), most)] {
		out = append(out, strings.TrimPrefix(name, prefix))
	}
	text := strings.Join(out, ", ")
	if len(names) > most {
		text += " and others"
	}
	return text
}

func lastName(attr string) string {
	return attr[strings.LastIndex(attr, ".")+1:]
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
