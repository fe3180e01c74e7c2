package parse

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Secrets returns the parts of the value that must not be shown: all of it if
// the key is named like a secret, or it was concealed; what comes from a
// setting that is; and what looks like one.
func (s Setting) Secrets() []secret.Range {
	switch {
	case s.Value == "":
		return nil
	case (s.concealed || secret.Name(s.Key)) && !isPlain(s.Value):
		return []secret.Range{{Start: 0, End: len(s.Value)}}
	}
	return secret.Merge(append(secret.Find(string(s.Value)), s.derived...))
}

// isPlain reports whether a value is no secret though its key is named so: a
// reference, such as "call:apps:Validate" of a key validate_token, or a truth
// value, as of debug_authorization.
func isPlain(t Text) bool {
	switch strings.ToLower(string(pytext.Strip(t))) {
	case "true", "false", "yes", "no", "on", "off", "none":
		return true
	}
	return isScheme(Scheme(t))
}

// Conceal says that a setting, of the node's or not, is a secret whatever its
// key is called: from then on it is shown nowhere. It returns the setting as
// one.
func (c *Common) Conceal(s Setting) Setting {
	if s.concealed {
		return s
	}
	s.concealed = true
	for _, settings := range [][]Setting{c.Local, c.Global} {
		for i, own := range settings {
			if own.Key == s.Key && own.Span == s.Span {
				settings[i].concealed = true
			}
		}
	}
	if s.Span.IsValid() && s.LooksSecret() && !onlyVariables(s.Value) {
		s.Span.File.Hide(func() []source.Span { return []source.Span{s.Span} })
	}
	return s
}

// LooksSecret reports whether part of the value must not be shown.
func (s Setting) LooksSecret() bool { return len(s.Secrets()) > 0 }

// Masked returns the value with secret.Mask in place of its secrets. A variable
// by itself stays: the value says where the secret is, not what it is.
func (s Setting) Masked() Text { return s.masked(0, len(s.Value)) }

// masked is Masked for Value[start:end].
func (s Setting) masked(start, end int) Text {
	var within []secret.Range
	for _, r := range s.Secrets() {
		r.Start, r.End = max(r.Start, start), min(r.End, end)
		if r.Start < r.End && !onlyVariables(s.Value[r.Start:r.End]) {
			within = append(within, secret.Range{Start: r.Start - start, End: r.End - start})
		}
	}
	return Text(secret.Replace(string(s.Value[start:end]), within))
}

func onlyVariables(t Text) bool {
	return !slices.ContainsFunc(t.Segments(), func(s pytext.Segment) bool { return s.Env == "" })
}

// Shown returns the value for people to read, without its secrets.
func (s Setting) Shown() string { return s.Masked().String() }

// usedAsSecrets returns the names of the variables, the keys of [DEFAULT] and the
// launcher's that a key which is named like a secret refers to, directly or not:
// what they hold is a secret, whatever they are called. The folder of a file that
// holds a secret is none.
func usedAsSecrets(f *file) map[string]bool {
	used := map[string]bool{}
	for _, s := range append(slices.Clone(f.ini.Sections), f.ini.Defaults) {
		met := map[string]bool{}
		var follow func(raw string)
		follow = func(raw string) {
			for name := range references(raw) {
				if met[name] || name == "here" || name == "__file__" {
					continue
				}
				met[name] = true
				if e := s.Entry(name); e != nil && s != f.ini.Defaults {
					follow(e.Value.Raw)
					continue
				}
				used[name] = true
				if e := f.ini.Defaults.Entry(name); e != nil {
					follow(e.Value.Raw)
				}
			}
		}
		for _, e := range s.Entries {
			if key, isGet := strings.CutPrefix(e.Key, "get "); isGet && secret.Name(key) {
				follow("%(" + e.Value.Raw + ")s")
			}
			for _, part := range secretParts(e.Key, e.Value.Raw) {
				raw := e.Value.Raw[part.Start:part.End]
				if !strings.Contains(reference.ReplaceAllString(raw, ""), "/") { // else it is the path of a file
					follow(raw)
				}
			}
		}
	}
	return used
}

// secretParts returns the secrets in a value as written.
func secretParts(key, raw string) []secret.Range {
	key, isGet := strings.CutPrefix(key, "get ")
	switch {
	case raw == "" || isGet:
		return nil
	case secret.Name(strings.TrimPrefix(key, "set ")) && !isPlain(Text(raw)):
		return []secret.Range{{Start: 0, End: len(raw)}}
	}
	return secret.Find(raw)
}

// reference is %(name)s, or "%%".
var reference = regexp.MustCompile(`%%|%\(([^)]+)\)s`)

// references returns the names that a value refers to.
func references(raw string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !strings.Contains(raw, "%(") {
			return
		}
		for _, m := range reference.FindAllStringSubmatch(raw, -1) {
			if m[1] != "" && !yield(m[1]) {
				return
			}
		}
	}
}

// WrittenSecret is a secret, or part of one, that stands in a file.
type WrittenSecret struct {
	Section      *ini.Section
	Entry        *ini.Entry
	secret.Range // of Entry.Value.Raw
}

// Literal returns what is written there without the references in it.
func (w WrittenSecret) Literal() string {
	return reference.ReplaceAllString(w.Entry.Value.Raw[w.Start:w.End], "")
}

// Span returns where it stands.
func (w WrittenSecret) Span() source.Span { return w.Entry.Value.Span(w.Start, w.End) }

// writtenSecrets returns the secrets among the values of a file, but for those
// that stand elsewhere.
func writtenSecrets(f *file) []WrittenSecret {
	var found []WrittenSecret
	for _, s := range append([]*ini.Section{f.ini.Defaults}, f.ini.Sections...) {
		for _, e := range s.Entries {
			parts := secretParts(e.Key, e.Value.Raw)
			if (s == f.ini.Defaults || s.Name == VariablesSection) && f.used[e.Key] && e.Value.Raw != "" {
				parts = []secret.Range{{Start: 0, End: len(e.Value.Raw)}}
			}
			for _, p := range parts {
				if w := (WrittenSecret{s, e, p}); pytext.Strip(Text(w.Literal())) != "" {
					found = append(found, w)
				}
			}
		}
	}
	return found
}

// hiddenIn returns the parts of a file that must not be shown because of the keys
// that they belong to. Package ini knows of others.
func hiddenIn(f *file) []source.Span {
	var hidden []source.Span
	for _, w := range writtenSecrets(f) {
		hidden = append(hidden, w.Span())
	}
	return hidden
}
