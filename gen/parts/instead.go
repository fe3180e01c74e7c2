package parts

import (
	_ "embed" // instead.txt, insteadkeys.txt
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/eggs"
)

//go:embed instead.txt
var instead string

//go:embed insteadkeys.txt
var insteadKeys string

// Instead says what to do in the place of what is of Python alone: an entry
// point of a distribution, or a module, whose entry is empty. It is empty for
// all else.
func Instead(dist, entry string) string {
	whole := ""
	for line := range strings.Lines(instead) {
		name, hint, ok := strings.Cut(strings.TrimSpace(line), "\t")
		of, only, _ := strings.Cut(name, "#")
		switch {
		case !ok || !eggs.Same(of, dist):
		case only == "":
			whole = hint
		case only == entry:
			return hint
		}
	}
	return whole
}

// InsteadOfKey says what to do in the place of a key that the original of a built-in
// server knows, and the part does not; empty for all else. Spelling does not matter.
func InsteadOfKey(use, key string) string {
	key = words.Normal(key)
	for line := range strings.Lines(insteadKeys) {
		whose, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		keys, hint, ok := strings.Cut(rest, "\t")
		is := func(name string) bool { return words.Normal(name) == key }
		if ok && whose == use && slices.ContainsFunc(strings.Fields(keys), is) {
			return hint
		}
	}
	return ""
}
