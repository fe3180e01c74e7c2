package parse

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

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
			for _, part := range conf.SecretParts(e.Key, e.Value.Raw) {
				raw := e.Value.Raw[part.Start:part.End]
				if !strings.Contains(reference.ReplaceAllString(raw, ""), "/") { // else it is the path of a file
					follow(raw)
				}
			}
		}
	}
	return used
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
			parts := conf.SecretParts(e.Key, e.Value.Raw)
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
