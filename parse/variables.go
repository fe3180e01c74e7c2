package parse

import (
	"regexp"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/templates/secret"
)

// VariablesSection names the values that are known only when the server starts.
// Paste ignores it.
const VariablesSection = "pastegen:env"

// Variable is an entry of [pastegen:env]. %(NAME)s stands for it where neither
// the section nor [DEFAULT] nor the launcher has a key of that name: what Paste
// would take for undefined, unless the launcher is given NAME=value.
type Variable struct {
	conf.Setting // Key is its name, Value the default
	// Required: it has no default, the entry's value is empty.
	Required bool

	secret bool // a key that is named so refers to it
}

// LooksSecret reports whether the variable's text must not be shown, whatever it
// is: it is named like a secret, its default is one, or a key that is named so
// refers to it.
func (v Variable) LooksSecret() bool {
	return v.secret || secret.Name(v.Key) || v.Setting.LooksSecret()
}

// IsVariableName reports whether [pastegen:env] may have the name.
func IsVariableName(name string) bool { return variableName.MatchString(name) }

// variableName is what the operating system and the shell take for a name.
var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// variables are the entries of [pastegen:env].
type variables struct {
	list  []Variable
	named map[string]bool
}

// readVariables reads [pastegen:env]. A default may refer to [DEFAULT], but to
// no other variable: those are not known yet.
func readVariables(c *Config) (variables, diag.List) {
	s := c.File.Section(VariablesSection)
	if s == nil {
		return variables{}, nil
	}
	var problems reporter
	all := variables{named: map[string]bool{}}
	for _, e := range s.Entries {
		if !variableName.MatchString(e.Key) {
			problems.report(badVariable(e))
			continue
		}
		o := conf.EntryOption(e)
		o.Used = c.entry.used[e.Key]
		value, fault := interpolated(o, s.Name, conf.FromLocal, c.main.lookup(nil))
		if fault != nil {
			problems.report(fault.diagnostic(c.main, nil))
			continue
		}
		if d := c.File.Defaults.Entry(e.Key); d != nil {
			problems.report(hiddenVariable(e, d))
		}
		all.named[e.Key] = true
		all.list = append(all.list, Variable{value, value.Value == "", o.Used})
	}
	return all, problems.list
}

func (v variables) has(name string) bool { return v.named[name] }

// option returns what %(name)s stands for if nothing in the file defines it.
func (v variables) option(name string) (conf.Option, bool) {
	return conf.Option{Key: name, Text: pytext.Env(name)}, v.has(name)
}

func badVariable(e *ini.Entry) diag.Diagnostic {
	d := diag.Errorf(codeVariable, e.KeySpan, "%q is not a name of an environment variable", e.Key)
	d.Hint = "a name has letters, digits and \"_\" only, and does not start with a digit"
	return d
}

func hiddenVariable(e, hiding *ini.Entry) diag.Diagnostic {
	d := diag.Warningf(codeHiddenVariable, e.KeySpan, "%%(%s)s never is the variable, since [DEFAULT] has a key of that name", e.Key)
	d.Related = []diag.Related{{Span: hiding.KeySpan, Note: "this counts, as in Paste"}}
	d.Hint = "remove the key from [DEFAULT], and give its value to the variable as the default"
	return d
}

// lateReference is the diagnostic of a reference that depends on a variable:
// what a server is made of is settled when it is generated.
func lateReference(name ref) diag.Diagnostic {
	d := diag.Errorf(codeLate, name.span(), "%q is not known before the server starts, but a reference must be", name.shown())
	d.Hint = "choose between apps with -app when the server starts, or with --set when it is generated"
	return d
}

// lateSetting is the same for a setting of pastegen's own.
func lateSetting(s conf.Setting) diag.Diagnostic {
	d := diag.Errorf(codeLate, s.Span, "the value of %q is not known before the server starts, but it must be when it is generated", s.Key)
	d.Hint = "write the value here, or give it to pastegen with --set"
	return d
}
