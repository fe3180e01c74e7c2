package pylogging

import (
	"fmt"
	"strings"
)

// Parse reads a file. What is nothing that logs stays out, and is a problem. It
// is an error if Python's logging would refuse the file. defaults are what
// %(NAME)s can stand for: here.
func Parse(text string, defaults map[string]string) (Config, []Problem, error) {
	f := &file{sections: readSections(text), defaults: defaults}
	c, all := Read(f)
	var problems []Problem
	for _, p := range all {
		p.Line = f.line(p.Section, p.Key)
		if p.Fatal {
			return c, problems, fmt.Errorf("%v", p)
		}
		problems = append(problems, p)
	}
	return c, problems, nil
}

// file is an INI file as a Source.
type file struct {
	sections map[string]section
	defaults map[string]string
}

// section is a section of an INI file.
type section struct {
	line int
	keys map[string]entry
}

type entry struct {
	text string
	line int
}

// line is where a key of a section is, or the section if there is none.
func (f *file) line(in, key string) int {
	if e, ok := f.entry(in, key); ok {
		return e.line
	}
	return max(1, f.sections[in].line)
}

// entry finds a key in a section or in [DEFAULT].
func (f *file) entry(in, key string) (entry, bool) {
	e, ok := f.sections[in].keys[key]
	if !ok {
		e, ok = f.sections["DEFAULT"].keys[key]
	}
	return e, ok
}

// Has implements Source.
func (f *file) Has(name string) bool {
	_, ok := f.sections[name]
	return ok
}

// Raw implements Source.
func (f *file) Raw(in, key string) (string, bool) {
	e, ok := f.entry(in, key)
	return e.text, ok
}

// Value implements Source.
func (f *file) Value(in, key string) (string, bool, error) {
	e, ok := f.entry(in, key)
	if !ok {
		return "", false, nil
	}
	text, err := f.expand(in, e.text, 0)
	return text, true, err
}

// deepest is how often what %(NAME)s stands for may have another in it, as in
// Python.
const deepest = 10

// expand replaces what %(NAME)s and %% stand for.
func (f *file) expand(in, text string, depth int) (string, error) {
	var out strings.Builder
	for rest := text; ; {
		plain, after, found := strings.Cut(rest, "%")
		out.WriteString(plain)
		if !found {
			return out.String(), nil
		}
		if strings.HasPrefix(after, "%") {
			out.WriteByte('%')
			rest = after[1:]
			continue
		}
		name, tail, ok := strings.Cut(strings.TrimPrefix(after, "("), ")s")
		other, known := f.lookup(in, strings.ToLower(name), name)
		if !ok || !known || !strings.HasPrefix(after, "(") || depth == deepest {
			return "", fmt.Errorf("%q has a %% that stands for nothing", text)
		}
		value, err := f.expand(in, other, depth+1)
		if err != nil {
			return "", err
		}
		out.WriteString(value)
		rest = tail
	}
}

// lookup finds what a name stands for.
func (f *file) lookup(in, key, name string) (string, bool) {
	if e, ok := f.entry(in, key); ok {
		return e.text, true
	}
	text, ok := f.defaults[name]
	return strings.ReplaceAll(text, "%", "%%"), ok
}

// readSections reads an INI file as Python's configparser does, as far as
// sections for logging go.
func readSections(text string) map[string]section {
	all := map[string]section{}
	current, key := section{keys: map[string]entry{}}, ""
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, ";"):
		case trimmed == "":
		case key != "" && (line[0] == ' ' || line[0] == '\t'):
			e := current.keys[key]
			e.text += "\n" + trimmed
			current.keys[key] = e
		case trimmed[0] == '[' && strings.Contains(trimmed, "]"):
			name := trimmed[1:strings.LastIndexByte(trimmed, ']')]
			current, key = section{line: number, keys: map[string]entry{}}, ""
			if before, again := all[name]; again {
				current = before
			}
			all[name] = current
		default:
			at := strings.IndexAny(line, "=:")
			if at < 0 {
				continue
			}
			key = strings.ToLower(strings.TrimSpace(line[:at]))
			current.keys[key] = entry{strings.TrimSpace(line[at+1:]), number}
		}
	}
	return all
}
