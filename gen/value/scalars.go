package value

import (
	"encoding/json"
	"go/constant"
	"go/types"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/templates/convert"
)

// isText reports whether the type is a string or []byte, or named over one.
func isText(v *Table, t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.String
	case *types.Slice:
		return types.Identical(t.Elem(), types.Typ[types.Byte])
	}
	return false
}

func toText(v *Table, in Input) (bound.Arg, *Misfit) {
	return bound.Text{Type: in.Type, Value: in.Text}, nil
}

// isByteArray reports whether the type is an array of bytes, which is text of
// just that length, as []byte is text.
func isByteArray(v *Table, t types.Type) bool {
	array, ok := t.Underlying().(*types.Array)
	return ok && types.Identical(array.Elem(), types.Typ[types.Byte])
}

func toByteArray(v *Table, in Input) (bound.Arg, *Misfit) {
	want := int(in.Type.Underlying().(*types.Array).Len())
	if got := len(in.Text); got != want {
		return nil, unfit("has "+words.Count(got, "byte"), "it must have "+words.Count(want, "byte"))
	}
	return bound.Text{Type: in.Type, Value: in.Text}, nil
}

func isBasic(info types.BasicInfo) func(*Table, types.Type) bool {
	return func(v *Table, t types.Type) bool {
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&info != 0 && b.Kind() != types.Uintptr && b.Kind() != types.UnsafePointer
	}
}

// toBool knows the words of paste.deploy.converters.asbool.
func toBool(v *Table, in Input) (bound.Arg, *Misfit) {
	b, err := convert.AsBool[bool](string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Const{Type: in.Type, Value: constant.MakeBool(b)}, nil
}

// toInt takes what Python's int() takes, and with it asint of
// paste.deploy.converters. int and uint are taken to have 64 bits.
func toInt(v *Table, in Input) (bound.Arg, *Misfit) {
	basic := in.Type.Underlying().(*types.Basic)
	bits := sizeOf(basic)
	if in.Octal {
		return toOctal(in, bits)
	}
	if unit := words.SizeUnitOf(in.From.Key); unit != "" && convert.Size(string(in.Text)) {
		return nil, unfit("has a unit, and so has the key", "write just the number of "+unit)
	}
	if basic.Info()&types.IsUnsigned != 0 {
		n, err := convert.Uint(string(in.Text), bits)
		if err != nil {
			return nil, mismatch(err)
		}
		return bound.Const{Type: in.Type, Value: constant.MakeUint64(n)}, nil
	}
	n, err := convert.Int(string(in.Text), bits)
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Const{Type: in.Type, Value: constant.MakeInt64(n)}, nil
}

// toOctal takes a number as chmod does.
func toOctal(in Input, bits int) (bound.Arg, *Misfit) {
	text := strings.TrimPrefix(strings.TrimSpace(string(in.Text)), "0o")
	n, err := strconv.ParseUint(text, 8, bits-1)
	if err != nil {
		return nil, unfit("is not an octal number", "write it with the digits 0 to 7, as in 600")
	}
	return bound.Const{Type: in.Type, Value: constant.MakeUint64(n), Octal: true}, nil
}

func sizeOf(b *types.Basic) (bits int) { return int(8 * types.SizesFor("gc", "amd64").Sizeof(b)) }

// toFloat takes what strconv.ParseFloat takes in decimal. The constant keeps
// the precision of a float64 also for a float32, so that it reads as written.
func toFloat(v *Table, in Input) (bound.Arg, *Misfit) {
	if _, err := convert.Float(string(in.Text), sizeOf(in.Type.Underlying().(*types.Basic))); err != nil {
		return nil, mismatch(err)
	}
	n, err := convert.Float(string(in.Text), 64)
	if err != nil {
		return nil, mismatch(err)
	}
	if n == 0 && math.Signbit(n) {
		return negativeZero(in.Type), nil
	}
	return bound.Const{Type: in.Type, Value: constant.MakeFloat64(n)}, nil
}

// negativeZero is -0, which Go has no constant of.
func negativeZero(t types.Type) bound.Arg {
	minus := stdCall("math", "Copysign", plainInt(0), plainInt(-1))
	if types.Identical(t, types.Typ[types.Float64]) {
		return minus
	}
	minus.Call = &bound.Call{Func: typeAsFunc(t), Args: []bound.Arg{minus}, Result: minus.Call.Result}
	return minus
}

// typeAsFunc is a type as it stands in a conversion.
func typeAsFunc(t types.Type) bound.Func {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return bound.Func{Pkg: named.Obj().Pkg(), Name: named.Obj().Name()}
	}
	return bound.Func{Name: t.Underlying().String()}
}

// isAny reports whether every value is one of the type.
func isAny(v *Table, t types.Type) bool {
	_, isParam := types.Unalias(t).(*types.TypeParam)
	i, ok := t.Underlying().(*types.Interface)
	return ok && !isParam && i.Empty()
}

// toAny takes the text as it stands, as Paste would give it.
func toAny(v *Table, in Input) (bound.Arg, *Misfit) {
	return bound.Text{Type: types.Typ[types.String], Value: in.Text}, nil
}

// toJSON takes a text that is JSON.
func toJSON(v *Table, in Input) (bound.Arg, *Misfit) {
	if !json.Valid([]byte(in.Text)) {
		return nil, unfit("is not JSON", `write texts in quotation marks: "a"`)
	}
	return toText(v, in)
}

// toFileMode takes a mode as chmod does, or the name of a constant.
func toFileMode(v *Table, in Input) (bound.Arg, *Misfit) {
	mode, err := convert.AsFileMode[uint32](string(in.Text))
	if err == nil {
		return bound.Const{Type: in.Type, Value: constant.MakeUint64(uint64(mode)), Octal: true}, nil
	}
	in.Octal = false
	if a, bad := toConstant(v, in); bad == nil && strings.Trim(string(in.Text), " 0123456789_+-") != "" {
		return a, nil
	}
	return nil, mismatch(err)
}

// isRune reports whether the type was written as rune, by that name.
func isRune(v *Table, t types.Type) bool { return isAliasOf(t, "rune") }

// isByte reports whether the type was written as byte, by that name.
func isByte(v *Table, t types.Type) bool { return isAliasOf(t, "byte") }

func isAliasOf(t types.Type, name string) bool {
	basic, ok := t.(*types.Basic)
	return ok && basic.Name() == name
}

// toRune takes a single character, and for a longer text a number.
func toRune(v *Table, in Input) (bound.Arg, *Misfit) {
	r, size := utf8.DecodeRuneInString(string(in.Text))
	if size > 0 && size == len(in.Text) && r != utf8.RuneError {
		return bound.Const{Type: in.Type, Value: constant.MakeInt64(int64(r)), Rune: true}, nil
	}
	a, bad := toInt(v, in)
	if bad != nil && bad.Is == "is not an integer" {
		bad = unfit("is not a single character", "write one character, or its number")
	}
	return a, bad
}

// toByte takes a number, and an ASCII character that is no digit.
func toByte(v *Table, in Input) (bound.Arg, *Misfit) {
	if text := in.Text; len(text) == 1 && text[0] < utf8.RuneSelf && !strings.Contains("0123456789", string(text)) {
		return bound.Const{Type: in.Type, Value: constant.MakeInt64(int64(text[0])), Rune: true}, nil
	}
	return toInt(v, in)
}

// toDuration reads Go's notation; a bare number counts in the unit that the
// key's last word names, or else in seconds, as Python's users write it.
func toDuration(v *Table, in Input) (bound.Arg, *Misfit) {
	d, err := convert.Duration(string(in.Text), in.unit())
	if err != nil {
		return nil, mismatch(err)
	}
	return bound.Duration{Type: in.Type, Nanos: int64(d)}, nil
}

// isPointer reports whether the type points to what a text converts to.
func isPointer(v *Table, t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && !types.IsInterface(p.Elem()) && v.For(p.Elem()) != nil
}

func toPointer(v *Table, in Input) (bound.Arg, *Misfit) {
	elem := types.Unalias(in.Type).(*types.Pointer).Elem()
	in.pointed = true
	a, bad := v.For(elem).Convert(in)
	if bad != nil {
		return nil, bad
	}
	if t, ok := a.(bound.Textual); ok {
		t.Ptr = true
		return t, nil
	}
	return bound.Pointer{Type: elem, Value: a, Name: in.Name}, nil
}
