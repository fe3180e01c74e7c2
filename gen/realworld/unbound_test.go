package realworld

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// TestUnbound holds that each section of what cannot be wired is told why, and
// nothing else.
func TestUnbound(t *testing.T) {
	const file = "unbound/app.ini"
	c, ds := parse.Load(file, nil)
	ds.Add(gen.Check(context.Background(), c, gen.Options{Bind: bind.Options{Dir: "unbound"}})...)
	all := sections(t, file)
	for _, d := range ds.Sorted() {
		if s := sectionAt(all, d.Span.Position().Line); s == nil || !s.wants(d) {
			t.Errorf("unexpected:\n%s", text(diag.List{d}))
		}
	}
	for _, s := range all {
		for _, want := range s.problems {
			t.Errorf("%s:%d: nothing says of [%s]: %s", file, s.line, s.name, want)
		}
		if !s.checked && strings.HasPrefix(s.name, "filter:") {
			t.Errorf("%s:%d: nothing is wanted of [%s]", file, s.line, s.name)
		}
	}
}

func sectionAt(all []*section, line int) *section {
	var at *section
	for _, s := range all {
		if s.line <= line {
			at = s
		}
	}
	return at
}

// wants reports whether a comment of the section asks for the diagnostic, and
// crosses that comment out.
func (s *section) wants(d diag.Diagnostic) bool {
	i := slices.IndexFunc(s.problems, func(want string) bool {
		code, text, _ := strings.Cut(want, " ")
		return code == d.Code.ID && strings.Contains(d.Message+"\n"+d.Hint, text)
	})
	if i < 0 {
		return false
	}
	s.problems = slices.Delete(s.problems, i, i+1)
	s.checked = true
	return true
}
