package parse

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/pytext"
)

// cascade is paste.cascade.make_cascade.
func cascade(g grower, c *context) *Cascade {
	local := c.local.clone()
	out := &Cascade{}
	readCatch(g, out, local)
	for _, s := range local.items {
		if !strings.HasPrefix(s.Key, "app") {
			g.report(badCascadeKey(s))
			out.Bad = append(out.Bad, Mount{s, failed(AppType, refTo(s), raise("ValueError",
				"Bad configuration key %s (=%s); all configuration keys must start with 'app'",
				pytext.Repr(Text(s.Key)), quotedValue(s)))})
			continue
		}
		out.Apps = append(out.Apps, Mount{s, g.child(c, s)})
	}
	slices.SortFunc(out.Apps, func(a, b Mount) int { return cmp.Compare(a.Key.Key, b.Key.Key) })
	return out
}

// readCatch takes the key of that name: the status codes after which the next app
// is tried.
func readCatch(g grower, out *Cascade, local *conf) {
	s, ok := local.pop("catch")
	if !ok {
		out.Catch = []int{404}
		return
	}
	codes := []int{}
	for _, w := range s.Words() {
		code, ok := pytext.ParseInt(w.Text)
		if !ok {
			g.report(badCatch(w))
			out.BadCatch = failed(AppType, outside(w.Text, w.Span),
				raise("ValueError", "invalid literal for int() with base 10: %s", w.quoted()))
			return
		}
		codes = append(codes, code)
	}
	out.Catch = codes
}
