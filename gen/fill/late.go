package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// lates makes arguments of what is known only when the program starts.
type lates struct{ *filler }

// atStart makes the argument of a setting that depends on variables. Their
// defaults are read now, for what may be wrong with them.
func (f *lates) atStart(p param, r *reading.Reading, s parse.Setting, in value.Input) (bound.Arg, []misread) {
	if pointed := f.pointed(r); pointed != nil {
		a, bad := f.atStart(p, pointed, s, in)
		if a != nil {
			a = bound.Pointer{Type: pointed.Type, Value: a, Name: words.LastName(p.key)}
		}
		return a, bad
	}
	by := f.converter(r, p.tag.Comma, in)
	if by == nil {
		return nil, notYet(r.Type, "only texts, numbers and what is read from text may depend on variables").of(s.Word())
	}
	var bad []misread
	if byDefault, ok := f.env.byDefault(s); ok {
		_, bad = f.reader.parts(p, r, byDefault)
	}
	return bound.Late{Type: r.Type, Setting: s, By: *by}, bad
}

// pointed returns how what a type points to is read, if that is made when the
// program starts; nil if not.
func (f *lates) pointed(r *reading.Reading) *reading.Reading {
	if r.Text == nil || r.Text.Pointed() == nil {
		return nil
	}
	return f.env.reads.Of(r.Text.Pointed().Type())
}

// converter returns what reads the same when the program starts, nil if nothing
// does.
func (f *lates) converter(r *reading.Reading, comma bool, in value.Input) *bound.Converter {
	if r.Text != nil {
		return r.Text.Late(in)
	}
	if _, isSlice := r.Type.Underlying().(*types.Slice); !isSlice || r.Item == nil {
		return nil
	}
	item := f.converter(r.Item, comma, in)
	switch {
	case item == nil:
		return nil
	case comma:
		return &bound.Converter{Func: "AsCommas", Item: item}
	}
	return &bound.Converter{Func: "AsList", Item: item}
}
