package own

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// Python is what [pastegen] python and [pastegen:python] say of the sections that
// stay in Python. The zero Python is that of a file in which none may.
type Python struct {
	// Program is the interpreter: a path from the file's folder, or a name without
	// "/" that is looked for in $PATH; empty for none.
	Program string
	Keep    []parse.Word // modules, eggs and sections that stay in Python though Go has them
	Path    []string     // folders where modules are looked for first, from the file's own
	Init    []parse.Word // MODULE:FUNCTION, called before anything is built
	// PostFork are functions likewise, which each worker that is forked calls.
	PostFork []parse.Word
	Env      []PythonVariable
	Cwd      string // the folder that Python runs in, from the file's own; empty for the program's
	// Tuning are the settings that say how many processes and threads there
	// are, and when they are replaced.
	Tuning []parse.Setting
}

// PythonVariable is a variable in the environment of Python.
type PythonVariable struct{ Name, Value string }

// pythonKeys are the keys of [pastegen:python].
func pythonKeys() []string {
	return append([]string{"keep", "path", "init", "post_fork", "env", "cwd"}, tuningKeys()...)
}

// tuningKeys are those of Tuning.
func tuningKeys() []string {
	return []string{"workers", "threads", "timeout", "max_requests", "max_requests_jitter", "memory_limit", "queue", "preload", "watch", "touch_reload"}
}

// read reads [pastegen:python].
func (p *Python) read(c *parse.Config) diag.List {
	settings, problems := Table(c, PythonSection)
	for _, s := range settings {
		switch s.Key {
		case "keep":
			p.Keep = s.Words()
		case "path":
			p.Path = append(p.Path, paths(s)...)
		case "init":
			p.Init = s.Words()
			problems.Add(badCalls(s)...)
		case "post_fork":
			p.PostFork = s.Words()
			problems.Add(badCalls(s)...)
		case "env":
			vars, ds := environment(s)
			p.Env = vars
			problems.Add(ds...)
		case "cwd":
			dir, ds := folder(s)
			p.Cwd = dir
			problems.Add(ds...)
		default:
			if !slices.Contains(tuningKeys(), s.Key) {
				problems.Add(unknownSetting(PythonSection, s, pythonKeys()...))
				continue
			}
			p.Tuning = append(p.Tuning, s)
		}
	}
	return problems
}

// paths returns the folders that a setting names.
func paths(s parse.Setting) []string {
	var out []string
	for _, w := range s.Words() {
		dir := string(w.Text)
		if below, ok := strings.CutPrefix(dir, parse.HereMark); ok {
			dir = "." + below
		}
		out = append(out, dir)
	}
	return out
}

// badCalls reports the words of a setting that do not name a function.
func badCalls(s parse.Setting) diag.List {
	var problems diag.List
	for _, w := range s.Words() {
		if pythonCall.MatchString(string(w.Text)) {
			continue
		}
		d := diag.Errorf(codePython, w.Span, "expected MODULE:FUNCTION, found %q", diag.Excerpt(w.Shown()))
		d.Hint = "name a function without arguments, as in: " + s.Key + " = mysite.config:load"
		problems.Add(d)
	}
	return problems
}

var pythonCall = regexp.MustCompile(`^[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)*:[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)*$`)

// environment reads NAME=VALUE: one on each line, or words on one line.
func environment(s parse.Setting) ([]PythonVariable, diag.List) {
	var vars []PythonVariable
	var problems diag.List
	items := strings.Split(strings.TrimSpace(string(s.Value)), "\n")
	if len(items) == 1 {
		items = strings.Fields(items[0])
	}
	for _, item := range items {
		name, value, ok := strings.Cut(strings.TrimSpace(item), "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			d := diag.Errorf(codePython, s.Span, "expected NAME=VALUE, found %q", diag.Excerpt(item))
			d.Hint = "write one variable on each line, as in: env = TZ=UTC"
			problems.Add(d)
			continue
		}
		vars = append(vars, PythonVariable{name, strings.TrimSpace(value)})
	}
	return vars, problems
}
