package whoconfig

import (
	"fmt"
	"strings"
)

// section is a section of the file.
type section struct {
	name  string
	line  int
	keys  map[string]string // in small letters
	lines map[string]int
}

// parse reads the dialect of INI that Python's ConfigParser has: comments with
// # and ; at the beginning of a line, values that go on in lines that are
// indented, %(here)s and %%. here is the folder of the main file.
func parse(text, here string) (map[string]*section, error) {
	sections := map[string]*section{}
	var current *section
	key := ""
	for n, raw := range strings.Split(text, "\n") {
		line := strings.TrimSpace(raw)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case (raw[0] == ' ' || raw[0] == '\t') && key != "":
			current.keys[key] += "\n" + line
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			name := line[1 : len(line)-1]
			if sections[name] != nil {
				return nil, fmt.Errorf("line %d: [%s] is there twice", n+1, name)
			}
			current, key = &section{name, n + 1, map[string]string{}, map[string]int{}}, ""
			sections[name] = current
		case current == nil:
			return nil, fmt.Errorf("line %d: no section has begun", n+1)
		default:
			at := strings.IndexAny(line, "=:")
			if at < 1 {
				return nil, fmt.Errorf("line %d: %q is neither a section nor a key", n+1, line)
			}
			key = strings.ToLower(strings.TrimSpace(line[:at]))
			current.keys[key], current.lines[key] = strings.TrimSpace(line[at+1:]), n+1
		}
	}
	for _, s := range sections {
		for key, value := range s.keys {
			plain, err := interpolate(value, here)
			if err != nil {
				return nil, fmt.Errorf("line %d: %s: %w", s.lines[key], key, err)
			}
			s.keys[key] = plain
		}
	}
	return sections, nil
}

// interpolate replaces %(here)s, the only name that repoze.who gives, and %%.
func interpolate(value, here string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(value, "%")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if rest, ok := strings.CutPrefix(after, "(here)s"); ok {
			b.WriteString(here)
			value = rest
		} else if rest, ok := strings.CutPrefix(after, "%"); ok {
			b.WriteByte('%')
			value = rest
		} else {
			return "", fmt.Errorf("%q: there is only %%(here)s", "%"+after)
		}
	}
}

// at says where a key is, for errors.
func (s *section) at(key string) string {
	line := s.line
	if l, ok := s.lines[key]; ok {
		line = l
	}
	return fmt.Sprintf("line %d: [%s]", line, s.name)
}
