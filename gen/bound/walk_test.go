package bound

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// kinds has one of each kind of argument. TestKinds of package gen holds that
// none is missing.
func kinds() []Arg {
	return []Arg{
		Next{}, Ctx{}, Logger{}, GlobalConf{}, LocalConf{}, Text{}, Const{}, Duration{}, Struct{}, Slice{}, Map{}, Pointer{},
		Object{}, New{}, File{}, Textual{}, Late{}, ID{}, Settings{}, Where{}, Shared{}, Zero{}, App{}, Filter{}, Loader{},
	}
}

// part is an argument to be told from others.
type part struct {
	Arg
	n int
}

// fill sets everything below v that may hold an argument to a part of its own.
func fill(v reflect.Value, n *int) {
	switch v.Kind() {
	case reflect.Interface:
		if v.Type() == reflect.TypeFor[Arg]() {
			*n++
			v.Set(reflect.ValueOf(part{n: *n}))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), n)
			}
		}
	case reflect.Slice:
		if holdsArgs(v.Type().Elem()) {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), n)
			fill(v.Index(1), n)
		}
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*Call]() {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), n)
		}
	}
}

// holdsArgs reports whether a type is one of this package.
func holdsArgs(t reflect.Type) bool { return t.PkgPath() == reflect.TypeFor[Call]().PkgPath() }

// TestWalkMeetsEverything fills each kind with parts wherever it can have some:
// Walk meets all of them and Rebuild can change each.
func TestWalkMeetsEverything(t *testing.T) {
	for _, kind := range kinds() {
		filled := reflect.New(reflect.TypeOf(kind)).Elem()
		want := 0
		fill(filled, &want)
		a := filled.Interface().(Arg)
		var met []int
		Walk(a, func(a Arg) {
			if p, ok := a.(part); ok {
				met = append(met, p.n)
			}
		})
		slices.Sort(met)
		if len(met) != want || len(slices.Compact(met)) != want {
			t.Errorf("%T: met parts %d of %d", a, met, want)
		}
		before := fmt.Sprintf("%+v", deep(filled))
		changed := Rebuild(a, func(Arg) Arg { return part{n: -1} })
		Walk(changed, func(a Arg) {
			if p, ok := a.(part); ok && p.n > 0 {
				t.Errorf("%T: part %d stays", changed, p.n)
			}
		})
		if after := fmt.Sprintf("%+v", deep(filled)); after != before {
			t.Errorf("%T: Rebuild changes its argument from %s to %s", a, before, after)
		}
	}
}

// deep lists the parts in a value.
func deep(v reflect.Value) (parts []int) {
	if v.CanInterface() {
		if p, ok := v.Interface().(part); ok {
			return []int{p.n}
		}
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			return deep(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			parts = append(parts, deep(v.Field(i))...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			parts = append(parts, deep(v.Index(i))...)
		}
	}
	return parts
}
