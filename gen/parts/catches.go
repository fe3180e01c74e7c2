package parts

import (
	"slices"

	"github.com/pastegen/pastegen/templates"
)

// errorPage is the package of what all parts have in common that answer for
// panics with a page.
const errorPage = "errorpage"

// Catches reports whether a built-in part is one of those.
func Catches(part string) bool { return slices.Contains(templates.Closure([]string{part}), errorPage) }
