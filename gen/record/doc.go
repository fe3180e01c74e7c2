package record

import (
	"regexp"
	"strings"
)

// Signature is the factory with its parameters, as Python writes it; empty if they
// are not known.
func (f Factory) Signature() string {
	if f.Opaque {
		return ""
	}
	var params []string
	star, slash := false, false
	for _, p := range f.Parameters {
		if slash = slash || p.Form == ByPlace; slash && p.Form != ByPlace {
			params, slash = append(params, "/"), false
		}
		if p.Form == ByName && !star {
			params = append(params, "*")
		}
		star = star || p.Form == ByName || p.Form == MorePlaces
		text := p.Name
		if p.Form == MorePlaces || p.Form == MoreNames {
			text = string(p.Form) + p.Name
		}
		if p.Type != "" {
			text += "=" + p.Default
		}
		params = append(params, text)
	}
	if slash {
		params = append(params, "/")
	}
	return f.Name + "(" + strings.Join(params, ", ") + ")"
}

// parameterDoc is what docstrings say of one parameter, as Sphinx reads them.
var parameterDoc = regexp.MustCompile(`^\s*:(?:param|arg|keyword)\s+(?:\S+\s+)?(\w+)\s*:\s*(.*)$`)

var fieldLine = regexp.MustCompile(`^\s*:\w+[^:]*:`)

// KeyDocs is what the docstring says of single parameters, by their names.
func (f Factory) KeyDocs() map[string]string {
	docs := map[string]string{}
	name := ""
	for line := range strings.Lines(f.Doc) {
		m := parameterDoc.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		switch {
		case m != nil:
			name = m[1]
			docs[name] = strings.TrimSpace(m[2])
		case fieldLine.MatchString(line) || strings.TrimSpace(line) == "":
			name = ""
		case name != "":
			docs[name] = strings.TrimSpace(docs[name] + " " + strings.TrimSpace(line))
		}
	}
	return docs
}

// Text is the docstring without what it says of single parameters.
func (f Factory) Text() string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(f.Doc) {
		switch {
		case parameterDoc.MatchString(strings.TrimRight(line, "\r\n")):
			inside = true
			continue
		case fieldLine.MatchString(line) || strings.TrimSpace(line) == "":
			inside = false
		}
		if !inside {
			b.WriteString(line)
		}
	}
	return strings.TrimSpace(b.String())
}
