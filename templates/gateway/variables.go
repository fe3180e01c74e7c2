package gateway

import (
	"strings"

	"github.com/pastegen/pastegen/templates/field"
)

// AddVariable adds a variable to those of a request. Headers that came several times are joined, as web servers should have
// done; of any other variable the last value counts.
func AddVariable(variables map[string]string, name, value string) {
	if before, again := variables[name]; again && strings.HasPrefix(name, "HTTP_") {
		header := ""
		if name == "HTTP_COOKIE" {
			header = "Cookie"
		}
		value = field.Join(header, before, value)
	}
	variables[name] = value
}
