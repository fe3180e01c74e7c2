package value

import (
	"encoding"
	"go/constant"
	"go/types"
	"log/slog"
	"math/big"
	"net"
	"reflect"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
)

// isTextual reports whether a value of the type reads itself from text
// (encoding.TextUnmarshaler), which a conversion by its kind would belie.
func isTextual(v *Table, t types.Type) bool {
	if _, isNamed := types.Unalias(t).(*types.Named); !isNamed || types.IsInterface(t) {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, "UnmarshalText")
	fn, ok := m.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Type().(*types.Signature)
	return sig.Params().Len() == 1 && isText(nil, sig.Params().At(0).Type()) && sig.Results().Len() == 1 &&
		types.Identical(sig.Results().At(0).Type(), types.Universe.Lookup("error").Type())
}

// isLockedTextual reports whether it does, and must do so where it stays, since it has
// a lock.
func isLockedTextual(v *Table, t types.Type) bool { return isTextual(v, t) && hasLock(t) }

// toTextual leaves the text to the type. Types of the standard library and of
// parts are tried out here, so that the start cannot fail; one of a part that
// is a number or a text underneath is that constant.
func toTextual(v *Table, in Input) (bound.Arg, *Misfit) {
	out := bound.Textual{Type: in.Type, Text: in.Text, Name: in.Name, From: in.From}
	if !in.pointed && hasLock(in.Type) {
		return nil, unfit("cannot become a "+v.Name(in.Type)+", which has a lock and may not be copied", "let it be a *"+v.Name(in.Type))
	}
	if !in.Text.IsConst() {
		return out, nil
	}
	obj := types.Unalias(out.Type).(*types.Named).Obj()
	if known := knownTextual(obj.Pkg().Path() + "." + obj.Name()); known != nil {
		if err := known.UnmarshalText([]byte(in.Text)); err != nil {
			return nil, unfit("is not a "+obj.Pkg().Name()+"."+obj.Name(), err.Error())
		}
	}
	if known, ok := v.parts.Value(obj.Pkg().Path(), obj.Name()).(encoding.TextUnmarshaler); ok {
		if err := known.UnmarshalText([]byte(in.Text)); err != nil {
			return nil, refusal(err, string(in.Text))
		}
		if c := constantOf(known); c != nil {
			return constants{v}.byName(bound.Const{Type: in.Type, Value: c}), nil
		}
	}
	return out, nil
}

// hasLock reports whether "go vet" minds copies of a value: it, or a part of it, can be
// locked through a pointer only.
func hasLock(t types.Type) bool {
	byPointer, byValue := types.NewMethodSet(types.NewPointer(t)), types.NewMethodSet(t)
	if isLocker(byPointer) && !isLocker(byValue) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return hasLock(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if hasLock(f.Type()) {
				return true
			}
		}
	}
	return false
}

// isLocker reports whether there are methods Lock and Unlock.
func isLocker(all *types.MethodSet) bool {
	for _, name := range []string{"Lock", "Unlock"} {
		if !slices.ContainsFunc(slices.Collect(all.Methods()), func(m *types.Selection) bool { return m.Obj().Name() == name }) {
			return false
		}
	}
	return true
}

// constantOf returns the constant that a pointer points to, nil if it is none that
// a conversion could make.
func constantOf(pointer any) constant.Value {
	switch v := reflect.ValueOf(pointer).Elem(); v.Kind() {
	case reflect.Bool:
		return constant.MakeBool(v.Bool())
	case reflect.String:
		return constant.MakeString(v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return constant.MakeInt64(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return constant.MakeUint64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return constant.MakeFloat64(v.Float())
	}
	return nil
}

// knownTextual returns a value of a standard type that reads itself from text,
// so that the generator can try a text out; nil for a type that it does not
// know.
func knownTextual(name string) encoding.TextUnmarshaler {
	switch name {
	case "net.IP":
		return new(net.IP)
	case "math/big.Int":
		return new(big.Int)
	case "math/big.Float":
		return new(big.Float)
	case "math/big.Rat":
		return new(big.Rat)
	case "log/slog.LevelVar":
		return new(slog.LevelVar)
	}
	return nil
}
