package fill

import (
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/reading"
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

// reading returns how a parameter is read from what stands under its key; nil
// if it cannot be.
func (f *reader) reading(p param) *reading.Reading {
	if p.variadic {
		return f.env.reads.Several(p.typ)
	}
	return f.env.reads.Of(p.typ)
}

// value reads a setting, and tells what is wrong with it.
func (f *reader) value(p param, r *reading.Reading, s parse.Setting) bound.Arg {
	s = f.concealed(p, s)
	a, bad := f.parts(p, r, s)
	return f.told(p, a, bad)
}

// one reads a single word that stands under a key, and tells what is wrong with
// it.
func (f *reader) one(p param, r *reading.Reading, w parse.Word, key string) bound.Arg {
	a, bad := f.word(p, r, w, p.input(key))
	return f.told(p, a, bad)
}

// told returns an argument when what is wrong with its words has been told.
func (f *reader) told(p param, a bound.Arg, bad []misread) bound.Arg {
	for _, m := range bad {
		f.tell.misread(p, m)
	}
	return a
}

// parts reads a setting: as one value, or word by word, now or when the program
// starts.
func (f *reader) parts(p param, r *reading.Reading, s parse.Setting) (bound.Arg, []misread) {
	in := p.input(s.Key)
	switch {
	case r.Waits(s.Value):
		return f.late.atStart(p, r, s, in)
	case r.Item != nil:
		return f.list(p, r, s, in)
	}
	return f.word(p, r, s.Word(), in)
}

// list reads each word of a setting; if the parameter's tag says so, what stands
// between commas.
func (f *reader) list(p param, r *reading.Reading, s parse.Setting, in value.Input) (bound.Arg, []misread) {
	all := s.Split(p.tag.Comma)
	bad := f.checkList(p, r, s.Word(), all)
	out := bound.Slice{Type: r.Type}
	for _, w := range all {
		a, wrong := f.word(p, r.Item, w, in)
		bad = append(bad, wrong...)
		if a != nil {
			out.Items = append(out.Items, a)
		}
	}
	return out, bad
}

// checkList returns what is wrong with words together: too few or too many for an
// array, and commas that end up in them.
func (f *reader) checkList(p param, r *reading.Reading, whole parse.Word, all []parse.Word) []misread {
	if array, ok := r.Type.Underlying().(*types.Array); ok && len(all) != int(array.Len()) {
		return wrongLength(f.tell.what(p), len(all), int(array.Len())).of(whole)
	}
	if p.tag.Comma || len(all) < 2 || !f.env.Values.IsText(r.Item.Type) {
		return nil
	}
	for _, w := range all {
		if w.Span.IsValid() && strings.HasSuffix(string(w.Text), ",") {
			return commaInside(w.Text.String()).of(w)
		}
	}
	return nil
}

// word reads one piece of text that stands under a key.
func (f *reader) word(p param, r *reading.Reading, w parse.Word, in value.Input) (bound.Arg, []misread) {
	a, bad := f.arg(p, r, w, in)
	return a, bad.of(w)
}

func (f *reader) arg(p param, r *reading.Reading, w parse.Word, in value.Input) (bound.Arg, *misread) {
	in.Text, in.From.Span = w.Text, w.Span
	switch {
	case (r.App || r.Filter) && !f.sections.isMember(r, w):
		return f.sections.section(p, r, w)
	case r.Text == nil:
		return f.refer.refer(p, r.Type, w, in)
	}
	a, bad := r.Text.Convert(in)
	if bad == nil {
		return a, f.noFolder(p, r, w)
	}
	return a, misfit(r.Type, bad)
}

// setting returns the one setting that fills a parameter: its key's, or what the
// global configuration has in its place, or the default of its tag.
func (f *reader) setting(p param) (parse.Setting, bool) {
	s, ok := f.given(p)
	return f.concealed(p, s), ok
}

// concealed returns a setting as what it is: a secret, if the parameter's tag
// says so.
func (f *reader) concealed(p param, s parse.Setting) parse.Setting {
	if !p.tag.Secret {
		return s
	}
	return f.j.Node.Context().Conceal(s)
}

func (f *reader) given(p param) (parse.Setting, bool) {
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
	case p.tag.HasDefault:
		return parse.Setting{Key: p.key, Value: parse.Text(p.tag.Value)}, true
	case !p.optional:
		f.missing = append(f.missing, p)
	}
	return parse.Setting{}, false
}

// fromGlobal returns the first setting of the global configuration that may fill a
// parameter.
func (f *reader) fromGlobal(p param) (parse.Setting, bool) {
	for _, name := range p.tag.Globals(p.names()) {
		for _, s := range f.j.Node.Context().Global {
			if words.Normal(s.Key) == words.Normal(name) {
				return s, true
			}
		}
	}
	return parse.Setting{}, false
}
