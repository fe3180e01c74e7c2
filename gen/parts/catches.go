package parts

import (
	"slices"

	"github.com/pastegen/pastegen/templates"
)

const (
	// errorPages is the package of what all parts have in common that answer for
	// panics with a page.
	errorPages = "errorpage"
	// keyErrors is that of errors which name keys.
	keyErrors = "setting"
)

// Catches reports whether a built-in part catches panics and shows which section
// they come from.
func Catches(part string) bool { return uses(part, errorPages) }

// NamesKeys reports whether errors of a built-in part may name the key that is
// wrong.
func NamesKeys(part string) bool { return uses(part, keyErrors) }

func uses(part, other string) bool { return slices.Contains(templates.Closure([]string{part}), other) }
