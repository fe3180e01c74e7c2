package fill

import (
	"cmp"
	"go/constant"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/own"
)

// reader makes arguments of what stands under keys.
type reader struct{ *filler }

func (f *reader) offerKey(p keys.Param) { f.keys.Offer(p) }

// fillKey makes the argument of the one setting that is for a parameter.
func (f *reader) fillKey(p keys.Param) bound.Arg {
	s, ok := f.setting(p)
	if !ok {
		return nil
	}
	return f.value(p, f.reading(p), s)
}

// reading returns how a parameter is read from what stands under its key; nil
// if it cannot be.
func (f *reader) reading(p keys.Param) *reading.Reading {
	if p.Variadic {
		return f.env.reads.Several(p.Typ)
	}
	return f.env.reads.Of(p.Typ)
}

// value reads a setting that is concealed if it has to be, now or when the program
// starts, and tells what is wrong with it.
func (f *reader) value(p keys.Param, r *reading.Reading, s parse.Setting) bound.Arg {
	in := f.input(p, s.Key)
	var a bound.Arg
	var bad []tell.Misread
	if r.Waits(s.Value) {
		a, bad = f.late.atStart(p, r, s, in)
	} else {
		a, bad = f.parts(p, r, s, in)
	}
	f.tell.Misread(p, bad...)
	return a
}

// input is what texts under a key are converted with.
func (f *reader) input(p keys.Param, key string) value.Input {
	return value.Input{
		Name: words.LastName(p.Key), From: bound.Origin{Key: key},
		Unit: p.Tag.Unit, Octal: p.Tag.Octal,
	}
}

// one reads a single word that stands under a key, and tells what is wrong with
// it.
func (f *reader) one(p keys.Param, r *reading.Reading, w parse.Word, key string) bound.Arg {
	in := f.input(p, key)
	a, bad := f.word(p, r, w, in)
	f.tell.Misread(p, bad.Of(w)...)
	return a
}

// isOn reads a truth value that must be known now, since of what it decides.
func (f *reader) isOn(p keys.Param, s parse.Setting, since string) bool {
	if s.Value.UsesEnv() {
		f.tell.Misread(p, tell.NotYet(p.Typ, since).Of(s.Word())...)
		return false
	}
	c, ok := f.value(p, f.reading(p), s).(bound.Const)
	return ok && constant.BoolVal(c.Value)
}

// parts reads a setting word by word; if the parameter's tag says so, what stands
// between commas. A single value is one word.
func (f *reader) parts(p keys.Param, r *reading.Reading, s parse.Setting, in value.Input) (bound.Arg, []tell.Misread) {
	all := []parse.Word{s.Word()}
	var bad []tell.Misread
	if r.Item != nil {
		all = f.lists.split(p, r, s)
		bad = f.lists.check(p, r, s, all)
	}
	out := bound.Slice{Type: r.Type}
	for _, w := range all {
		a, wrong := f.word(p, cmp.Or(r.Item, r), w, in)
		bad = append(bad, wrong.Of(w)...)
		if a != nil {
			out.Items = append(out.Items, a)
		}
	}
	switch {
	case value.IsSet(r.Type):
		return setOf(out), append(bad, f.lists.twice(p, out, all)...)
	case r.Item != nil:
		return out, bad
	case len(out.Items) == 0:
		return nil, bad
	}
	return out.Items[0], bad
}

// word reads one piece of text that stands under a key.
func (f *reader) word(p keys.Param, r *reading.Reading, w parse.Word, in value.Input) (bound.Arg, *tell.Misread) {
	in.Text, in.From.Span = w.Text, w.Span
	switch {
	case r.App || r.Filter:
		return f.sections.section(p, r, w, in)
	case r.Text == nil || value.MayBeObject(r.Type) && f.refer.isObject(w):
		return f.refer.refer(p, r.Type, w, in)
	}
	a, bad := r.Text.Convert(in)
	if bad != nil {
		return nil, tell.Misfit(r.Type, bad)
	}
	return a, f.onDisk.missing(p, r, w)
}

// setting returns the one setting that fills a parameter: its key's, or what the
// global configuration has in its place, or the default of its tag.
func (f *reader) setting(p keys.Param) (parse.Setting, bool) {
	s, ok := f.given(p)
	return f.concealed(p, s), ok
}

// concealed returns a setting as what it is: a secret, if the parameter's tag
// says so. One that the file shows is warned of.
func (f *reader) concealed(p keys.Param, s parse.Setting) parse.Setting {
	if !p.Tag.Secret {
		return s
	}
	for _, d := range own.Tagged(f.env.config, f.j.Node.Context().Section, s) {
		f.report(d)
	}
	return f.j.Node.Context().Conceal(s)
}

func (f *reader) given(p keys.Param) (parse.Setting, bool) {
	all := f.keys.Get(p)
	if len(all) > 1 {
		f.tell.SameKey(p, all)
		return parse.Setting{}, false
	}
	if len(all) == 1 {
		return all[0], true
	}
	if s, ok := f.fromGlobal(p); ok {
		return s, true
	}
	if p.Tag.HasDefault {
		return parse.Setting{Key: p.Key, Value: parse.Text(p.Tag.Value)}, true
	}
	f.miss(p)
	return parse.Setting{}, false
}

// fromGlobal returns the first setting of the global configuration that may fill a
// parameter.
func (f *reader) fromGlobal(p keys.Param) (parse.Setting, bool) {
	for _, name := range p.Tag.Globals(p.Names()) {
		for _, s := range f.j.Node.Context().Global {
			if words.Normal(s.Key) == words.Normal(name) {
				return s, true
			}
		}
	}
	return parse.Setting{}, false
}
