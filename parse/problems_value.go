package parse

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/interpolate"
)

// selfReference describes references each of which leads to the next and the
// last to the start again. It always starts with the last one in the file.
func selfReference(around []interpolate.Step[conf.Option], l *configLoader, section *ini.Section) diag.Diagnostic {
	around = toLast(around, span)
	end := around[len(around)-1]
	chain := end.Name
	d := diag.Errorf(codeSelfReference, span(end), "")
	for _, s := range around {
		chain += " -> " + s.Name
		if span(s) != d.Span {
			d.Related = append(d.Related, diag.Related{Span: span(s), Note: fmt.Sprintf("refers to %q", s.Name)})
		}
	}
	d.Message = fmt.Sprintf("the value of %q refers to itself: %s", end.Name, chain)
	if _, hidden := l.index[end.Name]; hidden && section != nil && section.Entry(end.Name) != nil {
		d.Hint = fmt.Sprintf("the section's own %q hides the one in [DEFAULT]", end.Name)
	}
	return d
}

// similarOption is a hint about the keys that a name may be a misspelling of.
func similarOption(l *configLoader, section *ini.Section, name string) string {
	var names []string
	if section != nil {
		for _, e := range section.Entries {
			names = append(names, e.Key)
		}
	}
	for _, o := range l.options {
		names = append(names, o.Key)
	}
	for _, v := range l.config.variables.list {
		names = append(names, v.Key)
	}
	variable := inEnvironment.FindStringSubmatch(name)
	if near := diag.Nearest(name, names); near != "" && (variable == nil || strings.HasPrefix(near, variable[1])) {
		return diag.DidYouMean(name, names)
	}
	if s := l.config.File.Section(VariablesSection); s != nil && s.Entry(name) != nil {
		return "the default of a variable may refer to no other one: neither is known yet"
	}
	switch {
	case variable != nil && l.config.variables.has(variable[2]):
		return fmt.Sprintf("[%s] has the variable %q: write %q here", VariablesSection, variable[2], "%("+variable[2]+")s")
	case variable != nil:
		return l.declareVariable(variable[2]) + fmt.Sprintf(" and write %q here", "%("+variable[2]+")s")
	case variableName.MatchString(name) && strings.ToUpper(name) == name:
		return l.declareVariable(name)
	}
	hint := fmt.Sprintf("set %q in the section, in [DEFAULT] or on the command line", name)
	if len(name) == 1 || strings.HasPrefix(name, "{") { // as the fields of a line that a server logs are called
		hint += fmt.Sprintf("; for what is to be there as it stands, double each %% of the value: %q", "%%("+name+")s")
	}
	return hint
}

// inEnvironment is how other programs that read such files name variables of the
// environment: supervisor %(ENV_HOME)s, others %(env:HOME)s.
var inEnvironment = regexp.MustCompile(`^(ENV_|(?i:env|environ)[.:])([A-Za-z_][A-Za-z0-9_]*)$`)

// declareVariable is a hint for what may be a variable of the environment. The
// table of the entry file counts alone.
func (l *configLoader) declareVariable(name string) string {
	hint := fmt.Sprintf("to have it read from the environment when the server starts, put %q into [%s]", name+" =", VariablesSection)
	if l.file != l.config.entry {
		hint += " of " + l.config.Path
	}
	return hint
}
