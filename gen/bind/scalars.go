package bind

import (
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/templates/convert"
)

// isText reports whether the type is a string or []byte, or named over one.
func isText(_ *filler, t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.String
	case *types.Slice:
		return types.Identical(t.Elem(), types.Typ[types.Byte])
	}
	return false
}

func toText(_ *filler, in input) (bound.Arg, *misfit) {
	return bound.Text{Type: in.typ, Value: in.text}, nil
}

// isByteArray reports whether the type is an array of bytes, which is text of
// just that length, as []byte is text.
func isByteArray(_ *filler, t types.Type) bool {
	array, ok := t.Underlying().(*types.Array)
	return ok && types.Identical(array.Elem(), types.Typ[types.Byte])
}

func toByteArray(_ *filler, in input) (bound.Arg, *misfit) {
	want := int(in.typ.Underlying().(*types.Array).Len())
	if got := len(in.text); got != want {
		return nil, unfit("has "+words.Count(got, "byte"), "it must have "+words.Count(want, "byte"))
	}
	return bound.Text{Type: in.typ, Value: in.text}, nil
}

func isBasic(info types.BasicInfo) func(*filler, types.Type) bool {
	return func(_ *filler, t types.Type) bool {
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&info != 0 && b.Kind() != types.Uintptr && b.Kind() != types.UnsafePointer
	}
}

// toBool knows the words of paste.deploy.converters.asbool.
func toBool(_ *filler, in input) (bound.Arg, *misfit) {
	b, err := convert.AsBool[bool](string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Const{Type: in.typ, Value: constant.MakeBool(b)}, nil
}

// toInt takes what Python's int() takes, and with it asint of
// paste.deploy.converters. int and uint are taken to have 64 bits.
func toInt(_ *filler, in input) (bound.Arg, *misfit) {
	basic := in.typ.Underlying().(*types.Basic)
	bits := sizeOf(basic)
	if in.tag.octal {
		return toOctal(in, bits)
	}
	if basic.Info()&types.IsUnsigned != 0 {
		n, err := convert.Uint(string(in.text), bits)
		if err != nil {
			return nil, mismatch(err)
		}
		return bound.Const{Type: in.typ, Value: constant.MakeUint64(n)}, nil
	}
	n, err := convert.Int(string(in.text), bits)
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Const{Type: in.typ, Value: constant.MakeInt64(n)}, nil
}

// toOctal takes a number as chmod does.
func toOctal(in input, bits int) (bound.Arg, *misfit) {
	text := strings.TrimPrefix(strings.TrimSpace(string(in.text)), "0o")
	n, err := strconv.ParseUint(text, 8, bits-1)
	if err != nil {
		return nil, unfit("is not an octal number", "write it with the digits 0 to 7, as in 600")
	}
	return bound.Const{Type: in.typ, Value: constant.MakeUint64(n), Octal: true}, nil
}

func sizeOf(b *types.Basic) (bits int) { return int(8 * types.SizesFor("gc", "amd64").Sizeof(b)) }

// toFloat takes what strconv.ParseFloat takes in decimal. The constant keeps
// the precision of a float64 also for a float32, so that it reads as written.
func toFloat(_ *filler, in input) (bound.Arg, *misfit) {
	if _, err := convert.Float(string(in.text), sizeOf(in.typ.Underlying().(*types.Basic))); err != nil {
		return nil, mismatch(err)
	}
	v, err := convert.Float(string(in.text), 64)
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Const{Type: in.typ, Value: constant.MakeFloat64(v)}, nil
}

// isRune reports whether the type was written as rune, by that name.
func isRune(_ *filler, t types.Type) bool { return isAliasOf(t, "rune") }

// isByte reports whether the type was written as byte, by that name.
func isByte(_ *filler, t types.Type) bool { return isAliasOf(t, "byte") }

func isAliasOf(t types.Type, name string) bool {
	basic, ok := t.(*types.Basic)
	return ok && basic.Name() == name
}

// toRune takes a single character, and for a longer text a number.
func toRune(f *filler, in input) (bound.Arg, *misfit) {
	r, size := utf8.DecodeRuneInString(string(in.text))
	if size > 0 && size == len(in.text) && r != utf8.RuneError {
		return bound.Const{Type: in.typ, Value: constant.MakeInt64(int64(r)), Rune: true}, nil
	}
	a, bad := toInt(f, in)
	if bad != nil && bad.is == "is not an integer" {
		bad = unfit("is not a single character", "write one character, or its number")
	}
	return a, bad
}

// toByte takes a number, and an ASCII character that is no digit.
func toByte(f *filler, in input) (bound.Arg, *misfit) {
	if text := in.text; len(text) == 1 && text[0] < utf8.RuneSelf && !strings.Contains("0123456789", string(text)) {
		return bound.Const{Type: in.typ, Value: constant.MakeInt64(int64(text[0])), Rune: true}, nil
	}
	return toInt(f, in)
}

// toDuration reads Go's notation; a bare number counts in the unit that the
// key's last word names, or else in seconds, as Python's users write it.
func toDuration(_ *filler, in input) (bound.Arg, *misfit) {
	d, err := convert.Duration(string(in.text), in.unit())
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Duration{Type: in.typ, Nanos: int64(d)}, nil
}

// WithoutUnit returns a key without the word at its end that names a unit of
// time, if there is one.
func WithoutUnit(key string) string {
	if unitOf(key) == 0 {
		return key
	}
	rest, _ := words.CutLast(strings.ReplaceAll(words.Written(key), "-", "_"), "_")
	return rest
}

// unitFor is the unit of bare numbers under a key.
func unitFor(key string) time.Duration {
	if size := unitOf(key); size != 0 {
		return size
	}
	return time.Second
}

// unit is a unit of time with the words that name it at the end of a key.
type unit struct {
	size  time.Duration
	names []string
}

func units() []unit {
	return []unit{
		{time.Microsecond, []string{"us", "micros", "microseconds"}},
		{time.Millisecond, []string{"ms", "msec", "msecs", "millis", "milliseconds"}},
		{time.Second, []string{"s", "sec", "secs", "seconds"}},
		{time.Minute, []string{"min", "mins", "minutes"}},
		{time.Hour, []string{"hours"}},
		{24 * time.Hour, []string{"days"}},
	}
}

// unitOf returns the unit that a key's last word names, 0 if none. A key with
// no other word names none.
func unitOf(key string) time.Duration {
	rest, last := words.CutLast(strings.ReplaceAll(words.Written(words.LastName(key)), "-", "_"), "_")
	if rest == "" {
		return 0
	}
	for _, u := range units() {
		if slices.Contains(u.names, last) {
			return u.size
		}
	}
	return 0
}

// withUnits lets keys that name a unit too fill a duration: timeout_ms fills
// timeout.
func (f *filler) withUnits(p param) param {
	if !isDuration(f, p.typ) || p.key == "" || unitOf(p.key) != 0 {
		return p
	}
	all := p.names()
	for _, u := range units() {
		for _, word := range u.names {
			for _, name := range all {
				p.also = append(p.also, name+"_"+word)
			}
		}
	}
	return p
}

// isPointer reports whether the type points to what a text converts to.
func isPointer(f *filler, t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && !types.IsInterface(p.Elem()) && f.conversion(p.Elem()) != nil
}

func toPointer(f *filler, in input) (bound.Arg, *misfit) {
	elem := types.Unalias(in.typ).(*types.Pointer).Elem()
	c := f.conversion(elem)
	if !c.open && !in.text.IsConst() {
		return nil, notYet(onlyTexts)
	}
	in.typ = elem
	a, bad := c.convert(f, in)
	if bad != nil {
		return nil, bad
	}
	if t, ok := a.(bound.Textual); ok {
		t.Ptr = true
		return t, nil
	}
	return bound.Pointer{Type: elem, Value: a, Name: in.name}, nil
}
