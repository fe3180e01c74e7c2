package bind

import (
	"go/types"
	"strings"
	"time"

	"github.com/pastegen/pastegen/parse"
)

// Converter is a function of template piece convert that makes a value of a
// text when the program starts, as a conversion does with a text that is known
// before.
type Converter struct {
	Func string        // "asInt"
	Type types.Type    // its type argument; nil for none
	Unit time.Duration // what asDuration takes
	Item *Converter    // what asList takes
}

// lateBy is the converter of that name for each type.
func lateBy(name string) func(types.Type) Converter {
	return func(t types.Type) Converter { return Converter{Func: name, Type: t} }
}

// isLate reports whether a setting must be converted when the program starts.
// Texts need no conversion then either: they are put together where they are
// used.
func (f *filler) isLate(t types.Type, s parse.Setting) bool {
	return len(s.Value.Variables()) > 0 && !isText(t)
}

// late makes the argument of a setting that depends on variables. Their
// defaults are converted now, for what may be wrong with them.
func (f *filler) late(p param, t types.Type, s parse.Setting) Arg {
	c := f.converter(t)
	if c == nil {
		f.noConversion(p, t, parse.Word{Text: s.Value, Span: s.Span},
			misfit{"is not known before the server starts", "the name of a section must be known when the server is generated"})
		return nil
	}
	if byDefault, ok := f.b.byDefault(s); ok && f.value(p, t, byDefault) == nil {
		return nil
	}
	return Late{Type: t, Setting: s, By: *c}
}

// converter returns what converts to a type, nil for that of a section.
func (f *filler) converter(t types.Type) *Converter {
	if f.isSection(t) {
		return nil
	}
	if isText(t) {
		return &Converter{Func: "asText", Type: t}
	}
	if c := f.conversion(t); c != nil {
		late := c.late(t)
		return &late
	}
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return nil
	}
	item := f.converter(s.Elem())
	if item == nil {
		return nil
	}
	return &Converter{Func: "asList", Item: item}
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
