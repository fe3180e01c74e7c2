package tell

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// Misread is what is wrong with a word that stands under a key. It says nothing of
// the place that the word is for: whoever reads for that place tells it.
type Misread struct {
	value.Misfit
	Typ types.Type // what the word was to become; nil if that is not the point

	Severity diag.Severity
	Code     diag.Code
	Related  []diag.Related
	Problems diag.List // what there is to tell, where that is more than a Misfit

	word parse.Word // which the reader knows
}

// Misfit is a text that does not convert to a type; nil for one that does.
func Misfit(t types.Type, bad *value.Misfit) *Misread {
	if bad == nil {
		return nil
	}
	return &Misread{Misfit: *bad, Typ: t, Code: problem.Convert}
}

// NotYet is a text that is known too late.
func NotYet(t types.Type, hint string) *Misread { return Misfit(t, value.NotYet(hint)) }

// Of says which word it is that is wrong; none if nothing is.
func (m *Misread) Of(w parse.Word) []Misread {
	if m == nil {
		return nil
	}
	m.word = w
	return []Misread{*m}
}
