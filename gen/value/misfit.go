package value

import (
	"errors"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/convert"
	"github.com/pastegen/pastegen/templates/setting"
)

// Misfit says why a text does not convert, and what would.
type Misfit struct {
	Is, Hint string
	Whole    string         // says both what the text is and what is wrong; empty for Is
	Wrong    *setting.Error // what a part says of it; nil for none
}

// NotYet is what is wrong with a text that is known too late.
func NotYet(hint string) *Misfit { return unfit("is not known before the server starts", hint) }

func unfit(is, hint string) *Misfit { return &Misfit{Is: is, Hint: hint} }

// mismatch is what a shared converter says is wrong.
func mismatch(err error) *Misfit {
	var m *convert.Misfit
	if !errors.As(err, &m) {
		return &Misfit{Is: err.Error()}
	}
	return unfit(m.Is, m.Hint)
}

// refusal is what a part tells of a text.
func refusal(err error, text string) *Misfit {
	var wrong *setting.Error
	if errors.As(err, &wrong) {
		return &Misfit{Is: wrong.Is, Hint: wrong.Hint, Wrong: wrong}
	}
	if strings.Contains(err.Error(), strconv.Quote(text)) {
		return &Misfit{Whole: err.Error()}
	}
	return &Misfit{Is: "does not fit: " + err.Error()}
}
