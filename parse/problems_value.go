package parse

import (
	"fmt"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// selfReference describes references each of which leads to the next and the
// last to the start again. It always starts with the last one in the file.
func selfReference(around []step, l *configLoader, section *ini.Section) diag.Diagnostic {
	last := 0
	for i, s := range around {
		if later(s.span(), around[last].span()) {
			last = i
		}
	}
	around = append(around[last+1:len(around):len(around)], around[:last+1]...)
	end := around[len(around)-1]
	chain := end.name
	d := diag.Errorf(codeSelfReference, end.span(), "")
	for _, s := range around {
		chain += " -> " + s.name
		if s.span() != d.Span {
			d.Related = append(d.Related, diag.Related{Span: s.span(), Note: fmt.Sprintf("refers to %q", s.name)})
		}
	}
	d.Message = fmt.Sprintf("the value of %q refers to itself: %s", end.name, chain)
	if _, hidden := l.index[end.name]; hidden && section != nil && section.Entry(end.name) != nil {
		d.Hint = fmt.Sprintf("the section's own %q hides the one in [DEFAULT]", end.name)
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
		names = append(names, o.key)
	}
	for _, v := range l.config.variables.list {
		names = append(names, v.Key)
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return hint
	}
	if s := l.config.File.Section(VariablesSection); s != nil && s.Entry(name) != nil {
		return "the default of a variable may refer to no other one: neither is known yet"
	}
	if variable, isEnv := strings.CutPrefix(name, "ENV_"); variableName.MatchString(variable) && strings.ToUpper(name) == name {
		hint := fmt.Sprintf("to have it read from the environment when the server starts, put %q into [%s]", variable+" =", VariablesSection)
		if isEnv {
			hint += fmt.Sprintf(" and write %q here", "%("+variable+")s")
		}
		return hint
	}
	return fmt.Sprintf("set %q in the section, in [DEFAULT] or on the command line", name)
}
