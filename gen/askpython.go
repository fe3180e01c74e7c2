package gen

import (
	"cmp"
	"context"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/source"
)

// Questions returns what there is to ask Python of a file, sorted: the factories
// that stay there. ok is false if the file names no interpreter.
func Questions(ctx context.Context, c *parse.Config, opts Options) (questions []record.Question, ok bool) {
	b, _ := bindAll(ctx, c, opts)
	return b.questions(), b.python != nil
}

// Interpreter returns how a file wants Python to be run, with the interpreter
// that is asked for by other means, if that is not empty.
func Interpreter(c *parse.Config, program string) own.Python {
	settings, _ := own.Read(c)
	if program != "" {
		settings.Python.Program = program
	}
	return settings.Python
}

// BadInit reports a function that is called before anything is built, and that
// cannot be.
func BadInit(c *parse.Config, f record.Failure) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: problem.PythonInit, Span: start(c),
		Message: words.Quote(f.Use) + " cannot be called: " + f.Text,
	}
	for _, w := range Interpreter(c, "").Init {
		if string(w.Text) == f.Use && w.Span.IsValid() {
			d.Span = w.Span
		}
	}
	_, name, _ := strings.Cut(f.Use, ":")
	if d.Hint = diag.DidYouMean(name, f.Names); f.Missing != "" {
		d.Hint = "install " + words.Quote(f.Missing) + ", or name the folder that it is in: path = FOLDER in [pastegen:python]"
	}
	if f.Place.IsValid() {
		d.Related = append(d.Related, diag.Related{Span: f.Place, Note: "here"})
	}
	return d
}

// NoPython reports that the interpreter of a file cannot be asked.
func NoPython(c *parse.Config, program string, err error) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error, Code: problem.PythonInit, Span: programSpan(c),
		Message: words.Quote(program) + " cannot be asked: " + err.Error(),
		Hint:    "--python PROGRAM names another interpreter, and $PASTE_PYTHON does",
	}
}

// NoInterpreter reports that a file names no interpreter to ask.
func NoInterpreter(c *parse.Config) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error, Code: problem.PythonInit, Span: start(c),
		Message: "there is no Python to ask: neither the file nor the command line names an interpreter",
		Hint:    "name one with --python PROGRAM, or with python = PROGRAM in the section [pastegen]",
	}
}

// NothingToAsk reports a reference that names nothing of Python.
func NothingToAsk(c *parse.Config, ref string) diag.Diagnostic {
	var names []string
	all, _ := c.Loadables()
	for _, l := range all {
		names = append(names, l.Section.Name)
	}
	return diag.Diagnostic{
		Severity: diag.Error, Code: problem.PythonName, Span: start(c),
		Message: words.Quote(ref) + " names no factory of Python",
		Hint:    cmp.Or(diag.DidYouMean(ref, names), "name a section, egg:DISTRIBUTION#NAME or MODULE:NAME"),
	}
}

// NotTold reports what Python has found wrong with the factory of a section, or
// with one that no section names.
func NotTold(c *parse.Config, program string, n parse.Node, known *record.Record) diag.List {
	settings, _ := own.Read(c)
	if rules := python.NewRules(c, settings, program); n != nil && rules != nil {
		rules.Known = known
		return rules.Mismatches(n)
	}
	var problems diag.List
	for _, f := range known.Failures[:min(1, len(known.Failures))] {
		d := diag.Errorf(problem.PythonName, f.Place, "%s: %s", f.Use, f.Text)
		_, name, _ := strings.Cut(f.Use, ":")
		d.Hint = diag.DidYouMean(name, f.Names)
		problems.Add(d)
	}
	return problems
}

// NotKept reports that what Python has told could not be written down.
func NotKept(c *parse.Config, err error) diag.Diagnostic {
	return diag.Warningf(problem.PythonInit, start(c), "what Python has told could not be kept: %v", err)
}

// programSpan is where the file names its interpreter, else its start.
func programSpan(c *parse.Config) source.Span {
	settings, _ := own.Table(c, "pastegen")
	for _, s := range settings {
		if s.Key == "python" && s.Span.IsValid() {
			return s.Span
		}
	}
	return start(c)
}

func start(c *parse.Config) source.Span {
	if c.File == nil || c.File.Source == nil {
		return source.Span{}
	}
	return c.File.Source.Span(0, 0)
}
