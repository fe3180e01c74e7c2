package bind

import (
	"go/constant"
	"go/types"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/parse"
)

// conversion makes an argument of one Go type from text.
type conversion struct {
	fits func(*universe, types.Type) bool
	// convert returns the argument, or else what is wrong.
	convert func(t types.Type, text string) (Arg, *misfit)
}

// misfit says why a text does not convert, and what would.
type misfit struct{ is, hint string }

// conversions lists what a text that is known now converts to. The first that
// fits decides. Strings are not among them: they need no conversion.
func conversions() []conversion {
	return []conversion{
		{isDuration, toDuration},
		{isBasic(types.IsBoolean), toBool},
		{isBasic(types.IsInteger), toInt},
		{isBasic(types.IsFloat), toFloat},
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

// toBool knows the words of paste.deploy.converters.asbool.
func toBool(t types.Type, text string) (Arg, *misfit) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "yes", "on", "y", "t", "1":
		return Const{Type: t, Value: constant.MakeBool(true)}, nil
	case "false", "no", "off", "n", "f", "0":
		return Const{Type: t, Value: constant.MakeBool(false)}, nil
	}
	return nil, &misfit{"is not a truth value", "write one of true, yes, on, y, t, 1, or false, no, off, n, f, 0"}
}

// pythonInt is what Python's int() takes, and with it asint of
// paste.deploy.converters.
var pythonInt = regexp.MustCompile(`^[+-]?[0-9]+(_[0-9]+)*$`)

func toInt(t types.Type, text string) (Arg, *misfit) {
	text = strings.TrimSpace(text)
	if !pythonInt.MatchString(text) {
		return nil, &misfit{"is not an integer", "write it in decimal digits"}
	}
	n, _ := new(big.Int).SetString(strings.ReplaceAll(text, "_", ""), 10)
	lo, hi := intRange(t.Underlying().(*types.Basic))
	if n.Cmp(lo) < 0 || n.Cmp(hi) > 0 {
		return nil, &misfit{"is out of range", "it must lie between " + lo.String() + " and " + hi.String()}
	}
	return Const{Type: t, Value: constant.Make(shrink(n))}, nil
}

// shrink returns an int64 where it can, as constant.Make wants it.
func shrink(n *big.Int) any {
	if n.IsInt64() {
		return n.Int64()
	}
	return n
}

// intRange returns the smallest and largest value of an integer type, int and
// uint taken to have 64 bits.
func intRange(b *types.Basic) (lo, hi *big.Int) {
	bits := uint(8 * types.SizesFor("gc", "amd64").Sizeof(b))
	one := big.NewInt(1)
	if b.Info()&types.IsUnsigned != 0 {
		hi = new(big.Int).Lsh(one, bits)
		return new(big.Int), hi.Sub(hi, one)
	}
	hi = new(big.Int).Lsh(one, bits-1)
	return new(big.Int).Neg(hi), new(big.Int).Sub(hi, one)
}

// toFloat takes what strconv.ParseFloat takes in decimal. The constant keeps
// the precision of a float64 also for a float32, so that it reads as written.
func toFloat(t types.Type, text string) (Arg, *misfit) {
	text = strings.TrimSpace(text)
	bits := 64
	if t.Underlying().(*types.Basic).Kind() == types.Float32 {
		bits = 32
	}
	narrow, err := strconv.ParseFloat(text, bits)
	if err != nil || math.IsInf(narrow, 0) || math.IsNaN(narrow) || strings.ContainsAny(text, "xX") {
		return nil, &misfit{"is not a number", "write it in decimal, such as 0.5 or 1e-3, in the range of " + strconv.Itoa(bits) + " bits"}
	}
	v, _ := strconv.ParseFloat(text, 64) // what fits in less fits here
	return Const{Type: t, Value: constant.MakeFloat64(v)}, nil
}

// toDuration reads Go's notation; a bare number is seconds, as Python's users
// write it.
func toDuration(t types.Type, text string) (Arg, *misfit) {
	text = strings.TrimSpace(text)
	if d, err := time.ParseDuration(text); err == nil {
		return Duration{t, int64(d)}, nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if nanos := math.Round(seconds * 1e9); err == nil && math.Abs(nanos) < 1<<63 {
		return Duration{t, int64(nanos)}, nil
	}
	return nil, &misfit{"is not a duration", "write a number with a unit, such as 30s, 1m30s or 250ms, or a number of seconds"}
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
	if f.converts(t) {
		return f.word(p, t, parse.Word{Text: s.Value, Span: s.Span})
	}
	return f.words(p, t, t.Underlying().(*types.Slice).Elem(), s)
}

// words converts each word of a setting to an element of a slice.
func (f *filler) words(p param, slice, elem types.Type, s parse.Setting) Arg {
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
	}
	return a
}
