package bind

import (
	"go/constant"
	"go/types"
	"time"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/convert"
)

// conversion makes an argument of one Go type from text.
type conversion struct {
	fits func(*universe, types.Type) bool
	// convert returns the argument, or else what is wrong.
	convert func(t types.Type, text string) (Arg, *misfit)
	// late is what converts the same when the program starts.
	late func(t types.Type) Converter
}

// misfit says why a text does not convert, and what would.
type misfit struct{ is, hint string }

// conversions lists what a text that is known now converts to. The first that
// fits decides. Strings are not among them: they need no conversion. What is
// said here of a text is what template piece convert says, whose functions late
// names.
func conversions() []conversion {
	return []conversion{
		{isDuration, toDuration, func(t types.Type) Converter {
			return Converter{Func: "asDuration", Type: t, Unit: time.Second}
		}},
		{isBasic(types.IsBoolean), toBool, lateBy("asBool")},
		{isBasic(types.IsUnsigned), toUint, lateBy("asUint")},
		{isBasic(types.IsInteger), toInt, lateBy("asInt")},
		{isBasic(types.IsFloat), toFloat, lateBy("asFloat")},
	}
}

func isDuration(u *universe, t types.Type) bool { return types.Identical(t, u.duration) }

func isBasic(info types.BasicInfo) func(*universe, types.Type) bool {
	return func(_ *universe, t types.Type) bool {
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&info != 0 && b.Kind() != types.Uintptr && b.Kind() != types.UnsafePointer
	}
}

// isText reports whether the type is a string or []byte, or named over one.
func isText(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.String
	case *types.Slice:
		return types.Identical(t.Elem(), types.Typ[types.Byte])
	}
	return false
}

// misfitOf says what a converter said.
func misfitOf(err error) *misfit {
	if err == nil {
		return nil
	}
	is, hint := convert.Explain(err)
	return &misfit{is, hint}
}

// toBool knows the words of paste.deploy.converters.asbool.
func toBool(t types.Type, text string) (Arg, *misfit) {
	v, err := convert.Bool(text)
	return Const{Type: t, Value: constant.MakeBool(v)}, misfitOf(err)
}

// toInt takes what Python's int() takes, and with it asint of
// paste.deploy.converters.
func toInt(t types.Type, text string) (Arg, *misfit) {
	n, err := convert.Int(text, bitsOf(t))
	return Const{Type: t, Value: constant.MakeInt64(n)}, misfitOf(err)
}

func toUint(t types.Type, text string) (Arg, *misfit) {
	n, err := convert.Uint(text, bitsOf(t))
	return Const{Type: t, Value: constant.MakeUint64(n)}, misfitOf(err)
}

// bitsOf returns the size of a number type, int and uint taken to have 64 bits.
func bitsOf(t types.Type) int {
	return int(8 * types.SizesFor("gc", "amd64").Sizeof(t.Underlying()))
}

// toFloat takes what strconv.ParseFloat takes in decimal. The constant keeps
// the precision of a float64 also for a float32, so that it reads as written.
func toFloat(t types.Type, text string) (Arg, *misfit) {
	if _, err := convert.Float(text, bitsOf(t)); err != nil {
		return nil, misfitOf(err)
	}
	v, err := convert.Float(text, 64)
	return Const{Type: t, Value: constant.MakeFloat64(v)}, misfitOf(err)
}

// toDuration reads Go's notation; a bare number is seconds, as Python's users
// write it.
func toDuration(t types.Type, text string) (Arg, *misfit) {
	d, err := convert.Duration(text, time.Second)
	return Duration{t, int64(d)}, misfitOf(err)
}

// isValue reports whether one key fills the parameter.
func (f *filler) isValue(p param) bool {
	if f.converts(p.typ) || p.variadic {
		return f.converts(p.typ)
	}
	s, ok := p.typ.Underlying().(*types.Slice)
	return ok && f.nameable(p.typ) && f.converts(s.Elem())
}

// converts reports whether one word converts to the type.
func (f *filler) converts(t types.Type) bool {
	return f.nameable(t) && (f.isSection(t) || !f.readsText(t) && (isText(t) || f.conversion(t) != nil))
}

// readsText reports whether the type has a textual form of its own
// (encoding.TextUnmarshaler), which a conversion by its kind would belie.
func (f *filler) readsText(t types.Type) bool {
	_, isNamed := types.Unalias(t).(*types.Named)
	o, _, _ := types.LookupFieldOrMethod(t, true, nil, "UnmarshalText")
	return isNamed && o != nil
}

func (f *filler) conversion(t types.Type) *conversion {
	for i := range f.b.conversions {
		if c := &f.b.conversions[i]; c.fits(f.u, t) {
			return c
		}
	}
	return nil
}

// nameable reports whether the generated file can write the type: its name is
// exported, by a package that may be imported there.
func (f *filler) nameable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Named:
		return f.b.pkgs.exports(t.Obj())
	case *types.Alias:
		return f.b.pkgs.exports(t.Obj())
	case *types.Pointer:
		return f.nameable(t.Elem())
	case *types.Slice:
		return f.nameable(t.Elem())
	case *types.Map:
		return f.nameable(t.Key()) && f.nameable(t.Elem())
	}
	return true
}

// exports reports whether the generated file can use a type's name.
func (p *packages) exports(t *types.TypeName) bool {
	if t.Pkg() == nil {
		return true
	}
	l := p.listed[t.Pkg().Path()]
	return t.Exported() && l != nil && p.visible(l.Dir)
}

func (f *filler) offerKey(p param) { f.keys.offer(p) }

func (f *filler) fillValue(p param) Arg {
	s, ok := f.setting(p)
	if !ok {
		return nil
	}
	if p.variadic {
		return f.words(p, types.NewSlice(p.typ), p.typ, s)
	}
	return f.value(p, p.typ, s)
}

// value converts a whole setting: to one value, or word by word to a slice.
func (f *filler) value(p param, t types.Type, s parse.Setting) Arg {
	if f.isLate(t, s) {
		return f.late(p, t, s)
	}
	if f.converts(t) {
		return f.word(p, t, parse.Word{Text: s.Value, Span: s.Span})
	}
	return f.words(p, t, t.Underlying().(*types.Slice).Elem(), s)
}

// words converts each word of a setting to an element of a slice.
func (f *filler) words(p param, slice, elem types.Type, s parse.Setting) Arg {
	if f.isLate(slice, s) {
		return f.late(p, slice, s)
	}
	out := Slice{Type: slice}
	for _, w := range s.Words() {
		if a := f.word(p, elem, w); a != nil {
			out.Items = append(out.Items, a)
		}
	}
	return out
}

// word converts one piece of text. It reports what does not convert.
func (f *filler) word(p param, t types.Type, w parse.Word) Arg {
	switch {
	case f.isSection(t):
		return f.section(p, w)
	case isText(t):
		return Text{t, w.Text}
	}
	if !w.Text.IsConst() {
		f.noConversion(p, t, w, misfit{"is not known before the server starts", "only texts may depend on %(here)s"})
		return nil
	}
	a, bad := f.conversion(t).convert(t, string(w.Text))
	if bad != nil {
		f.noConversion(p, t, w, *bad)
		return nil
	}
	return a
}
