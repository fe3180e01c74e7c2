package own

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Secrets warns of secrets that would stand in the generated program, since they
// stand in the files that were read, or were given on the command line: in
// sections that Paste can be asked for, in resources, in [DEFAULT] and as
// defaults of variables.
func Secrets(c *parse.Config) diag.List {
	var problems diag.List
	for _, s := range c.Set {
		if s.LooksSecret() && mayBeSecret(string(s.Value)) {
			problems.Add(givenSecret(s))
		}
	}
	for _, w := range c.WrittenSecrets() {
		if reachesProgram(w.Section) && mayBeSecret(w.Literal()) && !isUser(w) {
			problems.Add(writtenSecret(c, w))
		}
	}
	return problems
}

// reachesProgram reports whether values of a section may be in a program.
func reachesProgram(s *ini.Section) bool {
	prefix, _, bare := parse.SplitName(s.Name)
	return s.Name == ini.DefaultName || s.Name == parse.VariablesSection || !bare && (parse.IsPrefix(prefix) || prefix == "resource")
}

// isUser reports whether what was found is the user of a URL that has no
// password, and not a token in its place.
func isUser(w parse.WrittenSecret) bool {
	raw := w.Entry.Value.Raw
	return strings.HasSuffix(raw[:w.Start], "://") && !strings.Contains(raw[w.Start:w.End], ":") &&
		(w.End-w.Start < 16 || !strings.ContainsAny(raw[w.Start:w.End], "0123456789"))
}

// mayBeSecret reports whether a text is none of those that surely are not: a
// truth value, a file, a reference, a place that people or another tool fill.
func mayBeSecret(text string) bool {
	text, _, _ = strings.Cut(text, " #") // for people only, though part of the value
	lower := strings.ToLower(strings.TrimSpace(text))
	switch lower {
	case "", "true", "yes", "on", "y", "t", "1", "false", "no", "off", "n", "f", "0", "none", "null", "...":
		return false
	}
	begins := func(start string) bool { return strings.HasPrefix(lower, start) }
	within := func(part string) bool { return strings.Contains(lower, part) }
	switch {
	case slices.ContainsFunc([]string{"/", "./", "../", "~/", "$", "%", "call:", "egg:", "config:"}, begins):
		return false
	case slices.ContainsFunc([]string{
		"{{", "}}", "<%", "${", "change", "replace", "your", "todo", "fixme", "placeholder", "insert", "fill in", "not set",
		"notset", "unset",
	}, within):
		return false
	}
	return !isSlot(strings.TrimSpace(text))
}

// isSlot reports whether a text looks like the name of what it should be, as
// <password>, @PASSWORD@, __TOKEN__, NOVA_PASS and xxxx do.
func isSlot(text string) bool {
	for _, ends := range [][2]string{{"<", ">"}, {"@", "@"}, {"__", "__"}, {"[", "]"}, {"{", "}"}} {
		if strings.HasPrefix(text, ends[0]) && strings.HasSuffix(text, ends[1]) {
			return true
		}
	}
	isUpper := strings.ToUpper(text) == text && strings.ContainsAny(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return isUpper && parse.IsVariableName(text) && secret.Name(text) || strings.Trim(text, text[:1]) == ""
}

// givenSecret warns of a word of the command line.
func givenSecret(s parse.Setting) diag.Diagnostic {
	d := diag.Warningf(codeSecret, source.Span{}, "the value of %q, given on the command line, looks like a secret, which the generated program would show to everybody who can read it", s.Key)
	d.Hint = fmt.Sprintf("leave it to the start of the server: put %q into [%s], and give no value here", s.Key+" =", parse.VariablesSection)
	return d
}

// InArgs warns of a password among the args of something that Python calls.
func InArgs(s parse.Setting) diag.Diagnostic {
	d := diag.Warningf(codeSecret, s.Span, "there is a password in the value of %q, which the generated program would show to everybody who can read it", s.Key)
	d.Hint = fmt.Sprintf("to have it read when the server starts, put %q into [%s] and in its place %q", "SMTP_PASSWORD =", parse.VariablesSection, "%(SMTP_PASSWORD)s")
	return d
}

// Tagged warns of a value in a section of a file that is a secret because what
// takes it says so, and of the defaults of variables in it: of those that Secrets
// does not know by their names and texts.
func Tagged(c *parse.Config, section *ini.Section, s parse.Setting) diag.List {
	var problems diag.List
	for _, v := range c.Variables() {
		if slices.Contains(s.Value.Variables(), v.Key) && !v.LooksSecret() && v.Span.IsValid() && v.Value.IsConst() && mayBeSecret(string(v.Value)) {
			v.Span.File.Hide(func() []source.Span { return []source.Span{v.Span} })
			d := diag.Warningf(codeSecret, v.Span, shownBy, fmt.Sprintf("the default of %q looks like a secret", v.Key))
			d.Hint = withoutDefault(v.Key)
			problems.Add(d)
		}
	}
	if section != nil && !s.LooksSecret() && s.Span.IsValid() && s.Value.IsConst() && mayBeSecret(string(s.Value)) {
		d := diag.Warningf(codeSecret, s.Span, shownBy, fmt.Sprintf("the value of %q looks like a secret", s.Key))
		d.Hint = readLater(c, s.Span, variableFor(c, parse.WrittenSecret{Section: section}, s.Key), "here")
		problems.Add(d)
	}
	return problems
}

// shownBy says why a secret had better not be in a file.
const shownBy = "%s, which the generated program would show to everybody who can read it"

// withoutDefault is the hint to give a variable no default.
func withoutDefault(name string) string {
	return fmt.Sprintf("write %q: the server then does not start without it", name+" =")
}

// readLater is the hint to leave a secret to a variable.
func readLater(c *parse.Config, at source.Span, name, here string) string {
	where := ""
	if at.File != c.File.Source {
		where = " of " + c.Path
	}
	return fmt.Sprintf("to have it read when the server starts, put %q into [%s]%s and %s %q", name+" =", parse.VariablesSection, where, here, "%("+name+")s")
}

// writtenSecret warns of a secret in a file. Its text is not shown.
func writtenSecret(c *parse.Config, w parse.WrittenSecret) diag.Diagnostic {
	key := strings.TrimSpace(strings.TrimPrefix(w.Entry.Key, "set "))
	isWhole := w.Start == 0 && w.End == len(w.Entry.Value.Raw)
	what := fmt.Sprintf("there is a secret in the value of %q", key)
	switch {
	case w.Section.Name == parse.VariablesSection:
		what = fmt.Sprintf("the default of %q looks like a secret", key)
	case isWhole:
		what = fmt.Sprintf("the value of %q looks like a secret", key)
	}
	d := diag.Warningf(codeSecret, w.Span(), shownBy, what)
	if w.Section.Name == parse.VariablesSection {
		d.Hint = withoutDefault(key)
		return d
	}
	name := variableFor(c, w, key)
	here := "here"
	if !isWhole {
		here = "in its place"
	}
	d.Hint = readLater(c, w.Span(), name, here)
	return d
}

// variableFor makes up a name for a variable that nothing has yet.
func variableFor(c *parse.Config, w parse.WrittenSecret, key string) string {
	words := secret.Words(key)
	_, section, _ := parse.SplitName(w.Section.Name)
	switch {
	case !secret.Name(key):
		words = append(withoutURL(words), "password")
	case len(words) == 1 && section != "" && section != "main":
		words = append(secret.Words(section), words...)
	}
	name := strings.ToUpper(strings.Join(words, "_"))
	if !parse.IsVariableName(name) {
		name = "SECRET"
	}
	for isTaken(c, w.Section, name) {
		name = "APP_" + name
	}
	return name
}

// isTaken reports whether a name means something else already where %(name)s
// would stand in a section.
func isTaken(c *parse.Config, in *ini.Section, name string) bool {
	for _, s := range []*ini.Section{c.File.Defaults, c.File.Section(parse.VariablesSection), in} {
		if s != nil && s.Entry(name) != nil {
			return true
		}
	}
	return slices.ContainsFunc(c.Set, func(s parse.Setting) bool { return s.Key == name })
}

// withoutURL returns the words of a key without the last one that says that the
// value is a URL.
func withoutURL(words []string) []string {
	if n := len(words); n > 1 && slices.Contains([]string{"url", "uri", "dsn", "connection", "string"}, words[n-1]) {
		return words[: n-1 : n-1]
	}
	return words
}
