package fill

import (
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// lates makes arguments of what is known only when the program starts.
type lates struct{ *filler }

// atStart makes the argument of a setting that depends on variables. Their
// defaults are read now, for what may be wrong with them.
func (f *lates) atStart(p keys.Param, r *reading.Reading, s parse.Setting, in value.Input) (bound.Arg, []tell.Misread) {
	if pointed := f.pointed(r); pointed != nil {
		a, bad := f.atStart(p, pointed, s, in)
		if a != nil {
			a = bound.Pointer{Type: pointed.Type, Value: a, Name: words.LastName(p.Key)}
		}
		return a, bad
	}
	by := f.converter(r, p.Tag.Comma, in)
	if by == nil {
		return nil, tell.NotYet(r.Type, "only texts, numbers and what is read from text may depend on variables").Of(s.Word())
	}
	var bad []tell.Misread
	if byDefault, ok := f.byDefault(s); ok {
		_, bad = f.reader.parts(p, r, byDefault, in)
	}
	return bound.Late{Type: r.Type, Setting: s, By: *by}, bad
}

// byDefault returns a setting with the defaults of all its variables in place,
// if they have some that are known. It stands where the default does, if it is
// nothing else.
func (f *lates) byDefault(s parse.Setting) (parse.Setting, bool) {
	var text strings.Builder
	segments := s.Value.Segments()
	out := parse.Setting{Key: s.Key, KeySpan: s.KeySpan, Span: s.Span}
	for _, part := range segments {
		v, isVariable := f.env.Variables[part.Env]
		if part.Here || isVariable && (v.Required || !v.Value.IsConst()) {
			return out, false
		}
		text.WriteString(part.Literal)
		text.WriteString(string(v.Value))
		if len(segments) == 1 {
			out.Span = v.Span
		}
	}
	out.Value = parse.Text(text.String())
	return out, true
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
	_, isSlice := r.Type.Underlying().(*types.Slice)
	isSet := value.IsSet(r.Type)
	if !isSlice && !isSet || r.Item == nil {
		return nil
	}
	item := f.converter(r.Item, comma, in)
	if item == nil {
		return nil
	}
	out := &bound.Converter{Func: "AsList", Item: item}
	switch {
	case comma:
		out.Func = "AsCommas"
	case value.IsAddress(r.Item.Type):
		out.Func = "AsAddresses"
	}
	if isSet {
		out = &bound.Converter{Func: "AsSet", Item: out}
	}
	return out
}
