// Package own reads the sections that are pastegen's own, which Paste ignores:
// [pastegen] and the tables [pastegen:...], and [resource:...]; and it says
// which values of the others are secrets. The names of [pastegen:env] are read
// by package parse, since values refer to them.
package own

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// The sections that are pastegen's.
const (
	settingsSection = "pastegen"
	PackagesTable   = "pastegen:packages" // Go packages by the names of Python modules
	EggsTable       = parse.EggsSection   // Go packages by the names of distributions
	PythonSection   = "pastegen:python"   // how the sections that stay in Python are run
	ShadowSection   = "pastegen:shadow"   // which sections are compared with Python's
)

// names are those of all of them.
func names() []string {
	return []string{settingsSection, PackagesTable, EggsTable, PythonSection, ShadowSection, parse.VariablesSection}
}

// Table returns the entries of one of pastegen's tables: interpolated, without
// [DEFAULT]'s keys. The section may be absent.
func Table(c *parse.Config, section string) ([]parse.Setting, diag.List) {
	s := c.File.Section(section)
	if s == nil {
		return nil, nil
	}
	return c.Constants(s)
}

// Settings is what [pastegen] says. The zero Settings is that of a file without
// the section.
type Settings struct {
	Serve   []parse.Word // APP=ADDRESS
	Imports []parse.Word // packages that are imported for what they do on their own
	Dir     string       // the folder to generate into, from the INI file's own; empty for that
	Python  Python       // what runs the sections that stay in Python
	Shadow  *Shadow      // which sections are compared with Python's; nil for none
}

// Read reads [pastegen], and reports sections whose names are like those of
// pastegen's own.
func Read(c *parse.Config) (Settings, diag.List) {
	settings, problems := Table(c, settingsSection)
	problems.Add(unknownSections(c)...)
	var own Settings
	for _, s := range settings {
		switch s.Key {
		case "serve":
			own.Serve = s.Words()
		case "import":
			own.Imports = s.Words()
		case "dir":
			dir, d := folder(s)
			own.Dir = dir
			problems.Add(d...)
		case "python":
			program, d := folder(s)
			own.Python.Program = program
			problems.Add(d...)
		default:
			problems.Add(unknownSetting(settingsSection, s, "serve", "import", "dir", "python"))
		}
	}
	problems.Add(own.Python.read(c)...)
	shadow, more := readShadow(c)
	own.Shadow = shadow
	problems.Add(more...)
	return own, problems
}

// folder returns the folder that a setting names, from the file's own, which
// %(here)s may stand for.
func folder(s parse.Setting) (string, diag.List) {
	dir := strings.TrimSpace(string(s.Value))
	if below, ok := strings.CutPrefix(dir, parse.HereMark); ok {
		dir = "." + below
	}
	if dir == "" || strings.Contains(dir, parse.HereMark) {
		d := diag.Errorf(codeFolder, s.KeySpan, "%q names no %s", s.Key, pathKind(s.Key))
		d.Hint = "write a path from the folder of this file, such as " + examplePath(s.Key)
		return "", diag.List{d}
	}
	return dir, nil
}

// pathKind says what the path of a setting is one of.
func pathKind(key string) string {
	if key == "python" {
		return "program"
	}
	return "folder"
}

func examplePath(key string) string {
	if key == "python" {
		return ".venv/bin/python"
	}
	return "cmd/prod"
}

// unknownSetting is the diagnostic of a setting that is none of those of a section.
func unknownSetting(section string, s parse.Setting, known ...string) diag.Diagnostic {
	d := diag.Errorf(codeSetting, s.KeySpan, "[%s] has no setting %q", section, s.Key)
	if d.Hint = diag.DidYouMean(s.Key, known); d.Hint == "" {
		d.Hint = "it has " + strings.Join(known, ", ")
	}
	return d
}

func unknownSections(c *parse.Config) diag.List {
	var problems diag.List
	for _, s := range c.File.Sections {
		if !strings.HasPrefix(s.Name, "pastegen:") || slices.Contains(names(), s.Name) {
			continue
		}
		d := diag.Errorf(codeSetting, s.Header, "pastegen has no section %q of its own", s.Name)
		d.Hint = diag.DidYouMean(s.Name, names())
		problems.Add(d)
	}
	return problems
}
