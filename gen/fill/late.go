package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// lates makes arguments of what is known only when the program starts.
type lates struct{ *filler }

// atStart makes the argument of a setting that depends on variables. Their
// defaults are read now, for what may be wrong with them.
func (f *lates) atStart(p param, r *reading, s parse.Setting, in value.Input) (bound.Arg, []misread) {
	if pointed := f.pointed(r); pointed != nil {
		a, bad := f.atStart(p, pointed, s, in)
		if a != nil {
			a = bound.Pointer{Type: pointed.typ, Value: a, Name: words.LastName(p.key)}
		}
		return a, bad
	}
	by := f.converter(r, p.tag.Comma, in)
	if by == nil {
		return nil, notYet(r.typ, "only texts, numbers and what is read from text may depend on variables").of(s.Word())
	}
	var bad []misread
	if byDefault, ok := f.env.byDefault(s); ok {
		_, bad = f.reader.parts(p, r, byDefault)
	}
	return bound.Late{Type: r.typ, Setting: s, By: *by}, bad
}

// pointed returns how what a type points to is read, if that is made when the
// program starts; nil if not.
func (f *lates) pointed(r *reading) *reading {
	if r.text == nil || r.text.Pointed() == nil {
		return nil
	}
	return f.env.reads.of(r.text.Pointed().Type())
}

// converter returns what reads the same when the program starts, nil if nothing
// does.
func (f *lates) converter(r *reading, comma bool, in value.Input) *bound.Converter {
	if r.text != nil {
		return r.text.Late(in)
	}
	if _, isSlice := r.typ.Underlying().(*types.Slice); !isSlice || r.item == nil {
		return nil
	}
	item := f.converter(r.item, comma, in)
	switch {
	case item == nil:
		return nil
	case comma:
		return &bound.Converter{Func: "AsCommas", Item: item}
	}
	return &bound.Converter{Func: "AsList", Item: item}
}
