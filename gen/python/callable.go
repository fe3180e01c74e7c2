package python

import (
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/eggs"
)

// The entry point of pastegen's own that serves a WSGI application as it stands.
const (
	ownDist       = "pastegen"
	callableEntry = "wsgi"
)

// IsCallable reports whether a factory is the one whose section names a WSGI
// application itself: use = egg:pastegen#wsgi.
func IsCallable(f *parse.Factory) bool {
	return f != nil && f.Kind == parse.EggFactory && eggs.Normal(f.Dist) == ownDist && f.Entry == callableEntry
}

// application is the callable that such a section names, "module:attr" or
// "module:factory()".
func application(c *parse.Common) string {
	for _, s := range c.Local {
		if s.Key == applicationKey {
			return strings.TrimSpace(string(s.Value))
		}
	}
	return ""
}

const applicationKey = "application"
