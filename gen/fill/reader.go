package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// reader makes arguments of what stands under keys.
type reader struct{ *filler }

func (f *reader) offerKey(p param) { f.keys.offer(p) }

// fillKey makes the argument of the one setting that is for a parameter.
func (f *reader) fillKey(p param) bound.Arg {
	s, ok := f.setting(p)
	if !ok {
		return nil
	}
	return f.value(p, f.reading(p), s)
}

// reading returns how a parameter is read from what stands under its key; nil if it
// cannot be.
func (f *reader) reading(p param) *reading {
	if p.variadic {
		return f.env.reads.several(p.typ)
	}
	return f.env.reads.of(p.typ)
}

// value reads a setting: as one value, or word by word.
func (f *reader) value(p param, r *reading, s parse.Setting) bound.Arg {
	switch {
	case r.waits(s.Value):
		return f.late(p, r, s)
	case r.item != nil:
		return f.items(p, r, s)
	}
	return f.word(p, r, s.Word(), s.Key)
}

// items reads each word of a setting; if the parameter's tag says so, what stands
// between commas.
func (f *reader) items(p param, r *reading, s parse.Setting) bound.Arg {
	all := s.Words()
	if p.tag.comma {
		all = s.Items()
	}
	out := bound.Slice{Type: r.typ}
	for _, w := range all {
		if a := f.word(p, r.item, w, s.Key); a != nil {
			out.Items = append(out.Items, a)
		}
	}
	switch array, ok := r.typ.Underlying().(*types.Array); {
	case ok && len(all) != int(array.Len()):
		f.tell.wrongLength(p, s, len(all), int(array.Len()))
	case !p.tag.comma:
		f.tell.checkCommas(p, r.item.typ, all)
	}
	return out
}

// word reads one piece of text that stands under a key. It reports what does not
// convert.
func (f *reader) word(p param, r *reading, w parse.Word, key string) bound.Arg {
	switch {
	case r.app:
		return f.sections.section(p, r.typ, w)
	case r.filter:
		return f.sections.filterSection(p, r.typ, w)
	case r.text == nil:
		return f.refer.refer(p, r.typ, w, key)
	}
	a, bad := r.text.Convert(p.input(w, key))
	if bad != nil {
		f.tell.noConversion(p, r.typ, w, *bad)
		return nil
	}
	return a
}

// late makes the argument of a setting that depends on variables. Their
// defaults are read now, for what may be wrong with them.
func (f *reader) late(p param, r *reading, s parse.Setting) bound.Arg {
	if r.text != nil && r.text.Pointed() != nil {
		elem := r.text.Pointed().Type()
		a := f.late(p, f.env.reads.of(elem), s)
		if a == nil {
			return nil
		}
		return bound.Pointer{Type: elem, Value: a, Name: words.LastName(p.key)}
	}
	c := f.converter(p, r, s.Key)
	if c == nil {
		f.tell.noConversion(p, r.typ, s.Word(),
			*value.NotYet("only texts, numbers and what is read from text may depend on variables"))
		return nil
	}
	if byDefault, ok := f.env.byDefault(s); ok && f.value(p, r, byDefault) == nil {
		return nil
	}
	return bound.Late{Type: r.typ, Setting: s, Name: value.WithoutUnit(s.Key), By: *c}
}

// converter returns what reads the same when the program starts, nil if nothing
// does.
func (f *reader) converter(p param, r *reading, key string) *bound.Converter {
	if r.text != nil {
		return r.text.Late(p.input(parse.Word{}, key))
	}
	if _, isSlice := r.typ.Underlying().(*types.Slice); !isSlice || r.item == nil {
		return nil
	}
	item := f.converter(p, r.item, key)
	switch {
	case item == nil:
		return nil
	case p.tag.comma:
		return &bound.Converter{Func: "AsCommas", Item: item}
	}
	return &bound.Converter{Func: "AsList", Item: item}
}

// setting returns the one setting that fills a parameter: its key's, or what the
// global configuration has in its place, or the default of its tag.
func (f *reader) setting(p param) (parse.Setting, bool) {
	all := f.keys.get(p)
	if len(all) > 1 {
		f.tell.sameKey(p, all)
		return parse.Setting{}, false
	}
	if len(all) == 1 {
		return all[0], true
	}
	if s, ok := f.fromGlobal(p); ok {
		return s, true
	}
	switch {
	case p.tag.hasDefault:
		return parse.Setting{Key: p.key, Value: parse.Text(p.tag.value)}, true
	case !p.optional:
		f.missing = append(f.missing, p)
	}
	return parse.Setting{}, false
}

// fromGlobal returns the first setting of the global configuration that may fill a
// parameter.
func (f *reader) fromGlobal(p param) (parse.Setting, bool) {
	for _, name := range p.tag.globals(p.names()) {
		for _, s := range f.j.Node.Context().Global {
			if words.Normal(s.Key) == words.Normal(name) {
				return s, true
			}
		}
	}
	return parse.Setting{}, false
}

// onlyTexts is what may be known only when the program starts, beside what is
// converted then.
const onlyTexts = "only texts may depend on %(here)s"
