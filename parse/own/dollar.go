package own

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// dollar is how shells refer to an environment variable.
var dollar = regexp.MustCompile(`\$\{([A-Z_][A-Z0-9_]*)(?:(:?-)([^}]*))?\}`)

// Dollars warns of ${NAME} in values of the entry file, which nothing replaces.
func Dollars(c *parse.Config) diag.List {
	var problems diag.List
	for _, s := range append([]*ini.Section{c.File.Defaults}, c.File.Sections...) {
		if !reachesProgram(s) {
			continue
		}
		for _, e := range s.Entries {
			for _, m := range dollar.FindAllStringSubmatchIndex(e.Value.Raw, -1) {
				part := func(i int) string {
					if m[2*i] < 0 {
						return ""
					}
					return e.Value.Raw[m[2*i]:m[2*i+1]]
				}
				d := diag.Warningf(codeDollar, e.Value.Span(m[0], m[1]), "%q stays as it is: Paste has %%(name)s", part(0))
				entry := strings.TrimRight(part(1)+" = "+part(3), " ")
				d.Hint = fmt.Sprintf("to have it read from the environment when the server starts, put %q into [%s] and here %q",
					entry, parse.VariablesSection, "%("+part(1)+")s")
				problems.Add(d)
			}
		}
	}
	return problems
}
