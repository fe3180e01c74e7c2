package loggers

import (
	"go/constant"
	"go/types"
	"reflect"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/templates/pylogging"
)

// TestEachFieldIsWritten makes arguments of configurations in which all is set, and
// values of the arguments again.
func TestEachFieldIsWritten(t *testing.T) {
	for _, to := range []pylogging.Output{
		pylogging.Stdout, pylogging.Stderr, pylogging.Null{}, full(pylogging.File{}), full(pylogging.RotatingFile{}),
		full(pylogging.TimedFile{}), full(pylogging.Syslog{}), full(pylogging.SMTP{}),
	} {
		want := pylogging.Config{
			Loggers: []pylogging.Logger{
				{Name: "a.b", Level: pylogging.Debug, Handlers: []string{"h", "i"}, Alone: true},
				{Level: pylogging.Level(25)},
			},
			Handlers: []pylogging.Handler{
				{Name: "h", Level: pylogging.Warning, Formatter: "f", To: to},
				{Name: "i", Level: pylogging.Critical, To: pylogging.Null{}},
			},
			Formatters: []pylogging.Formatter{
				{Name: "f", Format: "x", DateFormat: "%Y", Style: pylogging.Brace},
				{Name: "g", Style: pylogging.Dollar},
			},
		}
		call := newWriter("example.com/x", nil, []string{"a", "root"}).call(want)
		got := reflect.New(reflect.TypeFor[pylogging.Config]()).Elem()
		set(t, got, call.Args[0])
		if !reflect.DeepEqual(got.Interface(), want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
	}
}

// full returns an output with a value in each of its fields.
func full[T pylogging.Output](to T) T {
	v := reflect.ValueOf(&to).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString(v.Type().Field(i).Name)
		case reflect.Int:
			f.SetInt(int64(i) + 7)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Slice:
			f.Set(reflect.ValueOf([]string{"a", "b"}))
		}
	}
	return to
}

// outputs are the types of outputs by their names.
func outputs() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, to := range []pylogging.Output{
		pylogging.Stdout, pylogging.Null{}, pylogging.File{}, pylogging.RotatingFile{}, pylogging.TimedFile{}, pylogging.Syslog{}, pylogging.SMTP{},
	} {
		all[reflect.TypeOf(to).Name()] = reflect.TypeOf(to)
	}
	return all
}

// constants are the values of constants by their names.
func constants() map[string]any {
	return map[string]any{
		"Debug": pylogging.Debug, "Info": pylogging.Info, "Warning": pylogging.Warning, "Error": pylogging.Error, "Critical": pylogging.Critical,
		"Stdout": pylogging.Stdout, "Stderr": pylogging.Stderr, "Brace": pylogging.Brace, "Dollar": pylogging.Dollar,
	}
}

// set gives v the value that an argument is in generated code.
func set(t *testing.T, v reflect.Value, a bound.Arg) {
	t.Helper()
	if v.Kind() == reflect.Interface {
		made := reflect.New(outputs()[typeName(a)]).Elem()
		set(t, made, a)
		v.Set(made)
		return
	}
	switch a := a.(type) {
	case bound.Struct:
		for _, f := range a.Fields {
			set(t, v.FieldByName(f.Name), f.Value)
		}
	case bound.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(a.Items), len(a.Items)))
		for i, item := range a.Items {
			set(t, v.Index(i), item)
		}
	case bound.Text:
		v.SetString(string(a.Value))
	case bound.Const:
		switch {
		case a.Name != "":
			v.Set(reflect.ValueOf(constants()[a.Name]))
		case v.Kind() == reflect.Bool:
			v.SetBool(constant.BoolVal(a.Value))
		default:
			n, _ := constant.Int64Val(a.Value)
			v.SetInt(n)
		}
	default:
		t.Fatalf("an argument %T", a)
	}
}

// typeName is the name of the type that generated code writes for an argument.
func typeName(a bound.Arg) string {
	switch a := a.(type) {
	case bound.Struct:
		return a.Type.(*types.Named).Obj().Name()
	case bound.Const:
		return a.Type.(*types.Named).Obj().Name()
	}
	return ""
}
