package python

import (
	"strings"

	"github.com/pastegen/pastegen/gen/record"
)

// Guess returns the protocol that a factory is for, by the names that its first
// parameters have by custom.
func Guess(told record.Factory) string {
	var names []string
	for _, p := range told.Parameters {
		if p.Form == record.ByAny || p.Form == record.ByPlace {
			names = append(names, p.Name)
		}
	}
	switch {
	case len(names) < 2 || !strings.Contains(names[1], "conf"):
		if strings.Contains(told.Name, "filter") || strings.Contains(told.Name, "middleware") {
			return "paste.filter_factory"
		}
		return "paste.app_factory"
	case names[0] == "loader":
		return "paste.composite_factory"
	case isApp(names[0]):
		return "paste.filter_app_factory"
	}
	return "paste.app_factory"
}

// isApp reports whether a parameter is an app by its name.
func isApp(name string) bool { return name == "app" || name == "application" || name == "wsgi_app" }
