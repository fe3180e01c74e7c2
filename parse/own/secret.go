package own

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/secret"
)

// Secrets warns of values that look like secrets and are written in the entry
// file, so that they would stand in the generated program: in sections that
// Paste can be asked for, in resources and in [DEFAULT].
func Secrets(c *parse.Config) diag.List {
	var problems diag.List
	for _, s := range append([]*ini.Section{c.File.Defaults}, c.File.Sections...) {
		prefix, name, bare := parse.SplitName(s.Name)
		if s != c.File.Defaults && (bare || !parse.IsPrefix(prefix) && prefix != "resource") {
			continue
		}
		for _, e := range s.Entries {
			key := strings.TrimSpace(strings.TrimPrefix(e.Key, "set "))
			if !strings.Contains(e.Value.Raw, "%(") && secret.Name(key) && mayBeSecret(e.Value.Raw) {
				problems.Add(writtenSecret(e, key, name))
			}
		}
	}
	return problems
}

// mayBeSecret reports whether a value is none of those that surely are not: a
// truth value, a file, a place that another tool fills.
func mayBeSecret(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "yes", "on", "y", "t", "1", "false", "no", "off", "n", "f", "0", "none":
		return false
	}
	return !slices.ContainsFunc([]string{"/", "./", "../", "$", "%"}, func(start string) bool { return strings.HasPrefix(value, start) })
}

func writtenSecret(e *ini.Entry, key, section string) diag.Diagnostic {
	words := secret.Words(key)
	if len(words) == 1 && section != "" && section != "main" {
		words = append(secret.Words(section), words...)
	}
	name := strings.ToUpper(strings.Join(words, "_"))
	d := diag.Warningf(codeSecret, e.Value.Whole(), "the value of %q looks like a secret, which the generated program would show to everybody who can read it", key)
	d.Hint = "to have it read when the server starts, put \"" + name + " =\" into [" + parse.VariablesSection + "] and here \"%(" + name + ")s\""
	return d
}
