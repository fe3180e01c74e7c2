package ini

import (
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// mayBeShown are values that say where a secret is, %(name)s and references to
// what finds it, and truth values.
var mayBeShown = regexp.MustCompile(`^(%\([^)]+\)s)+$|^(?i:call|egg|config):|^(?i:true|false|yes|no|on|off|none)$`)

// namedSecret is what may be a key, with the delimiter behind it.
var namedSecret = regexp.MustCompile(`^[ \t]*[^ \t=:]+[ \t=:]+`)

// hiddenLines returns the parts of a file that must not be shown, as far as each
// line tells, also one that is no entry.
func hiddenLines(f *source.File) []source.Span {
	var hidden []source.Span
	at := 0
	for line := range strings.Lines(f.Text()) {
		if name := namedSecret.FindString(line); name != "" && secret.Name(strings.Trim(name, "=: \t")) {
			if value := strings.TrimSpace(line[len(name):]); mayBeShown.FindString(value) == "" {
				hidden = append(hidden, f.Span(at+len(name), at+len(name)+len(value)))
			}
		}
		for _, r := range secret.Find(line) {
			if mayBeShown.FindString(line[r.Start:r.End]) == "" {
				hidden = append(hidden, f.Span(at+r.Start, at+r.End))
			}
		}
		at += len(line)
	}
	return hidden
}
