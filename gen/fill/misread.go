package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// misread is what is wrong with a word that stands under a key. It says nothing of
// the place that the word is for: whoever reads for that place tells it.
type misread struct {
	value.Misfit
	word parse.Word // which the reader knows
	typ  types.Type // what the word was to become; nil if that is not the point

	severity diag.Severity
	code     diag.Code
	related  []diag.Related
	problems diag.List // what there is to tell, where that is more than a Misfit
}

// misfit is a text that does not convert to a type; nil for one that does.
func misfit(t types.Type, bad *value.Misfit) *misread {
	if bad == nil {
		return nil
	}
	return &misread{Misfit: *bad, typ: t, code: problem.Convert}
}

// notYet is a text that is known too late.
func notYet(t types.Type, hint string) *misread { return misfit(t, value.NotYet(hint)) }

// onlyTexts is what may be known only when the program starts, beside what is
// converted then.
const onlyTexts = "only texts may depend on %(here)s"

// of says which word it is that is wrong; none if nothing is.
func (m *misread) of(w parse.Word) []misread {
	if m == nil {
		return nil
	}
	m.word = w
	return []misread{*m}
}
