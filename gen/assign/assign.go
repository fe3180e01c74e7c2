// Package assign gives variables of the generator's own the values that a
// program's would have, so that the options of built-in parts can check
// themselves.
package assign

import (
	"encoding"
	"go/constant"
	"net/http"
	"net/netip"
	"reflect"
	"regexp"

	"github.com/pastegen/pastegen/gen/bound"
)

// Unknown is what variables of the environment are taken to say.
type Unknown string

// To gives a variable the value of an argument: a stand-in for an app, a filter,
// a function or a resource. It reports false for what only the program can make.
func (u Unknown) To(v reflect.Value, a bound.Arg) bool {
	switch a := a.(type) {
	case bound.Text:
		return u.assignText(v, a)
	case bound.Const:
		return assignConstant(v, a.Value)
	case bound.Duration:
		v.SetInt(a.Nanos)
	case bound.Textual:
		read, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
		return ok && a.Text.IsConst() && read.UnmarshalText([]byte(a.Text)) == nil
	case bound.Struct:
		return u.assignStruct(v, a)
	case bound.Slice:
		return u.assignSlice(v, a)
	case bound.Map:
		return u.assignMap(v, a)
	case bound.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return u.To(v.Elem(), a.Value)
	case bound.New:
		return assignMade(v, a)
	case bound.App:
		return assignIf(v, reflect.ValueOf(http.NotFoundHandler()))
	case bound.Filter, bound.Object:
		if v.Kind() != reflect.Func {
			return false
		}
		v.Set(reflect.MakeFunc(v.Type(), func([]reflect.Value) []reflect.Value { return nil }))
	case bound.Shared:
		return assignIf(v, standIn(v.Type()))
	case bound.Zero:
	case bound.Next, bound.Ctx, bound.Logger, bound.GlobalConf, bound.LocalConf, bound.File, bound.Files, bound.Late, bound.Loader:
		return false
	}
	return true
}

// standIn is something that is there, of a type that is a pointer.
func standIn(t reflect.Type) reflect.Value {
	if t.Kind() != reflect.Pointer {
		return reflect.ValueOf(struct{}{})
	}
	return reflect.New(t.Elem())
}

func assignIf(v, value reflect.Value) bool {
	if !value.Type().AssignableTo(v.Type()) {
		return false
	}
	v.Set(value)
	return true
}

func (u Unknown) assignStruct(v reflect.Value, a bound.Struct) bool {
	if a.Ptr {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	for _, field := range a.Fields {
		if f := v.FieldByName(field.Name); !f.IsValid() || !u.To(f, field.Value) {
			return false
		}
	}
	return true
}

func (u Unknown) assignSlice(v reflect.Value, a bound.Slice) bool {
	if v.Kind() != reflect.Slice {
		return false
	}
	v.Set(reflect.MakeSlice(v.Type(), len(a.Items), len(a.Items)))
	for i, item := range a.Items {
		if !u.To(v.Index(i), item) {
			return false
		}
	}
	return true
}

func (u Unknown) assignMap(v reflect.Value, a bound.Map) bool {
	v.Set(reflect.MakeMap(v.Type()))
	for _, entry := range a.Entries {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if !u.To(key, entry.Key) || !u.To(value, entry.Value) {
			return false
		}
		v.SetMapIndex(key, value)
	}
	return true
}

// assignMade assigns what a function of the standard library makes of a text that
// was read before.
func assignMade(v reflect.Value, a bound.New) bool {
	makers := map[string]any{
		"MustParseAddr": netip.MustParseAddr, "MustParseAddrPort": netip.MustParseAddrPort,
		"MustParsePrefix": netip.MustParsePrefix, "MustCompile": regexp.MustCompile,
	}
	fn := a.Call.Func
	maker := makers[fn.Name]
	if maker == nil || fn.Pkg == nil || fn.Pkg.Path() != "net/netip" && fn.Pkg.Path() != "regexp" || len(a.Call.Args) != 1 {
		return false
	}
	text, ok := a.Call.Args[0].(bound.Text)
	return ok && assignIf(v, reflect.ValueOf(maker).Call([]reflect.Value{reflect.ValueOf(string(text.Value))})[0])
}

// assignText takes some folder for that of the INI file.
func (u Unknown) assignText(v reflect.Value, a bound.Text) bool {
	var text string
	for _, part := range a.Value.Segments() {
		switch {
		case part.Here:
			text += "/folder"
		case part.Env != "":
			text += string(u)
		default:
			text += part.Literal
		}
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		v.SetBytes([]byte(text))
	default:
		return false
	}
	return true
}

func assignConstant(v reflect.Value, c constant.Value) bool {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(constant.BoolVal(c))
	case v.Kind() == reflect.String:
		v.SetString(constant.StringVal(c))
	case v.CanInt():
		n, _ := constant.Int64Val(constant.ToInt(c))
		v.SetInt(n)
	case v.CanUint():
		n, _ := constant.Uint64Val(constant.ToInt(c))
		v.SetUint(n)
	case v.CanFloat():
		n, _ := constant.Float64Val(c)
		v.SetFloat(n)
	default:
		return false
	}
	return true
}
