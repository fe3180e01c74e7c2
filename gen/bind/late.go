package bind

import (
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// isLate reports whether a setting must be converted when the program starts.
func (f *filler) isLate(t types.Type, s parse.Setting) bool {
	if len(s.Value.Variables()) == 0 {
		return false
	}
	c := f.conversion(t)
	return c == nil || c.Waits()
}

// late makes the argument of a setting that depends on variables. Their
// defaults are converted now, for what may be wrong with them.
func (f *filler) late(p param, t types.Type, s parse.Setting) bound.Arg {
	if c := f.conversion(t); c != nil && c.Pointed() != nil {
		elem := c.Pointed().Type()
		a := f.late(p, elem, s)
		if a == nil {
			return nil
		}
		return bound.Pointer{Type: elem, Value: a, Name: words.LastName(p.key)}
	}
	c := f.converter(p, t, s.Key)
	if c == nil {
		f.noConversion(p, t, s.Word(),
			*value.NotYet("only texts, numbers and what is read from text may depend on variables"))
		return nil
	}
	if byDefault, ok := f.b.byDefault(s); ok && f.value(p, t, byDefault) == nil {
		return nil
	}
	return bound.Late{Type: t, Setting: s, Name: value.WithoutUnit(s.Key), By: *c}
}

// converter returns what converts to a type when the program starts, nil if
// nothing does.
func (f *filler) converter(p param, t types.Type, key string) *bound.Converter {
	if c := f.conversion(t); c != nil {
		if late := c.Late(p.input(parse.Word{}, key)); late != nil {
			return late
		}
	}
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return nil
	}
	item := f.converter(p, s.Elem(), key)
	switch {
	case item == nil:
		return nil
	case p.tag.comma:
		return &bound.Converter{Func: "AsCommas", Item: item}
	}
	return &bound.Converter{Func: "AsList", Item: item}
}

// byDefault returns a setting with the defaults of all its variables in place,
// if they have some that are known. It stands where the default does, if it is
// nothing else.
func (b *binder) byDefault(s parse.Setting) (parse.Setting, bool) {
	var text strings.Builder
	segments := s.Value.Segments()
	out := parse.Setting{Key: s.Key, KeySpan: s.KeySpan, Span: s.Span}
	for _, part := range segments {
		v, isVariable := b.variables[part.Env]
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

// onlyTexts is what may be known only when the program starts, beside what is
// converted then.
const onlyTexts = "only texts may depend on %(here)s"
