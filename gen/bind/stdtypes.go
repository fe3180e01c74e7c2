package bind

import (
	"encoding"
	"errors"
	"go/constant"
	"go/types"
	"net/url"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/convert"
	"github.com/pastegen/pastegen/templates/setting"
)

// isStd reports whether a type is the one of that name in a package of the
// standard library, or with "*" in front a pointer to it.
func isStd(path, name string) func(*filler, types.Type) bool {
	elem, ptr := strings.CutPrefix(name, "*")
	return func(_ *filler, t types.Type) bool {
		t = types.Unalias(t)
		if ptr {
			p, ok := t.(*types.Pointer)
			return ok && isNamed(p.Elem(), path, elem)
		}
		return isNamed(t, path, elem)
	}
}

func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path && named.Obj().Name() == name
}

// stdObject is an object of a standard package as generated code names it.
func stdObject(pkg, name string) bound.Func {
	return bound.Func{Pkg: types.NewPackage(pkg, path.Base(pkg)), Name: name}
}

// stdCall is a call of a function of a standard package.
func stdCall(path, name string, args ...bound.Arg) bound.New {
	return bound.New{Call: &bound.Call{Func: stdObject(path, name), Args: args, Result: bound.Result{Role: bound.ValueRole}}}
}

// stdValue is a variable of a standard package.
func stdValue(path, name string) bound.Object {
	f := stdObject(path, name)
	f.Value = true
	return bound.Object{Func: f}
}

func plainText(s string) bound.Text {
	return bound.Text{Type: types.Typ[types.String], Value: parse.Text(s)}
}

func plainInt(n int) bound.Const {
	return bound.Const{Type: types.Typ[types.Int], Value: constant.MakeInt64(int64(n))}
}

// toTime makes time.Date of a time in RFC 3339.
func toTime(f *filler, in input) (bound.Arg, *misfit) {
	t, err := convert.AsTime(string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	zone := bound.Arg(stdValue("time", "UTC"))
	if _, offset := t.Zone(); offset != 0 {
		zone = stdCall("time", "FixedZone", plainText(""), plainInt(offset))
	}
	month := bound.Const{Type: f.std("time", "Month"), Value: constant.MakeInt64(int64(t.Month())), Name: t.Month().String()}
	return stdCall("time", "Date", plainInt(t.Year()), month, plainInt(t.Day()),
		plainInt(t.Hour()), plainInt(t.Minute()), plainInt(t.Second()), plainInt(t.Nanosecond()), zone), nil
}

// std returns a type of the standard library that the universe has loaded.
func (f *filler) std(path, name string) types.Type {
	return f.b.pkgs.Type(path, name)
}

// toLevel makes a slog.Level, also where a slog.Leveler is needed.
func toLevel(f *filler, in input) (bound.Arg, *misfit) {
	level, err := convert.AsLevel(string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	t := f.std("log/slog", "Level")
	c := f.byName(bound.Const{Type: t, Value: constant.MakeInt64(int64(level))})
	c.Typed = types.IsInterface(in.typ)
	return c, nil
}

// toURL makes a url.URL or a pointer to one, field by field.
func toURL(f *filler, in input) (bound.Arg, *misfit) {
	u, err := convert.AsURL(string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	elem := in.typ
	ptr, isPtr := types.Unalias(in.typ).(*types.Pointer)
	if isPtr {
		elem = ptr.Elem()
	}
	out := bound.Struct{Type: elem, Ptr: isPtr}
	text := func(name, value string) {
		if value != "" {
			out.Fields = append(out.Fields, bound.Field{Name: name, Value: plainText(value)})
		}
	}
	flag := func(name string, set bool) {
		if set {
			out.Fields = append(out.Fields, bound.Field{Name: name, Value: bound.Const{Type: types.Typ[types.Bool], Value: constant.MakeBool(true)}})
		}
	}
	text("Scheme", u.Scheme)
	text("Opaque", u.Opaque)
	if u.User != nil {
		out.Fields = append(out.Fields, bound.Field{Name: "User", Value: userInfo(u.User)})
	}
	text("Host", u.Host)
	text("Path", u.Path)
	text("RawPath", u.RawPath)
	flag("ForceQuery", u.ForceQuery)
	text("RawQuery", u.RawQuery)
	text("Fragment", u.Fragment)
	text("RawFragment", u.RawFragment)
	flag("OmitHost", u.OmitHost)
	return out, nil
}

func userInfo(u *url.Userinfo) bound.Arg {
	if password, ok := u.Password(); ok {
		return stdCall("net/url", "UserPassword", plainText(u.Username()), plainText(password))
	}
	return stdCall("net/url", "User", plainText(u.Username()))
}

// The types of net/netip and regexp have no literals: their texts are read at
// the start, which cannot fail with one that was read here already.

func toAddr(_ *filler, in input) (bound.Arg, *misfit) {
	a, err := convert.AsAddr(string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	return stdCall("net/netip", "MustParseAddr", plainText(a.String())), nil
}

func toAddrPort(_ *filler, in input) (bound.Arg, *misfit) {
	a, err := convert.AsAddrPort(string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	return stdCall("net/netip", "MustParseAddrPort", plainText(a.String())), nil
}

func toPrefix(_ *filler, in input) (bound.Arg, *misfit) {
	p, err := convert.AsPrefix(string(in.text))
	if err != nil {
		return nil, mismatch(err)
	}
	return stdCall("net/netip", "MustParsePrefix", plainText(p.String())), nil
}

func toRegexp(_ *filler, in input) (bound.Arg, *misfit) {
	if _, err := convert.AsRegexp(string(in.text)); err != nil {
		return nil, mismatch(err)
	}
	return stdCall("regexp", "MustCompile", plainText(string(in.text))), nil
}

// isTextual reports whether a value of the type reads itself from text
// (encoding.TextUnmarshaler), which a conversion by its kind would belie.
func isTextual(_ *filler, t types.Type) bool {
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

// toTextual leaves the text to the type. Types of the standard library and of parts
// are tried out here, so that the start cannot fail; one of a part that is a number
// or a text underneath is that constant.
func toTextual(f *filler, in input) (bound.Arg, *misfit) {
	out := bound.Textual{Type: in.typ, Text: in.text, Name: in.name, From: in.from}
	if !in.text.IsConst() {
		return out, nil
	}
	obj := types.Unalias(out.Type).(*types.Named).Obj()
	if known := knownTextual(obj.Pkg().Path() + "." + obj.Name()); known != nil {
		if err := known.UnmarshalText([]byte(in.text)); err != nil {
			return nil, unfit("is not a "+obj.Pkg().Name()+"."+obj.Name(), err.Error())
		}
	}
	if known, ok := f.b.catalog.Value(obj.Pkg().Path(), obj.Name()).(encoding.TextUnmarshaler); ok {
		if err := known.UnmarshalText([]byte(in.text)); err != nil {
			return nil, refusal(err, string(in.text))
		}
		if c := constantOf(known); c != nil {
			return bound.Const{Type: in.typ, Value: c}, nil
		}
	}
	return out, nil
}

// refusal is the misfit that a part tells of a text.
func refusal(err error, text string) *misfit {
	var wrong *setting.Error
	if errors.As(err, &wrong) {
		return &misfit{is: wrong.Is, hint: wrong.Hint, wrong: wrong}
	}
	if strings.Contains(err.Error(), strconv.Quote(text)) {
		return &misfit{whole: err.Error()}
	}
	return &misfit{is: "does not fit: " + err.Error()}
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

// toWriter makes a stream of the process, or opens a file.
func toWriter(f *filler, in input) (bound.Arg, *misfit) {
	switch strings.TrimSpace(string(in.text)) {
	case "":
		return nil, unfit("names no file", "write stdout, stderr, or the path of a file")
	case "stdout":
		return stdValue("os", "Stdout"), nil
	case "stderr":
		return stdValue("os", "Stderr"), nil
	}
	return bound.File{Path: f.path(in), Name: in.name, From: in.from}, nil
}

// toFS makes a file system of a directory.
func toFS(f *filler, in input) (bound.Arg, *misfit) {
	if in.text == "" {
		return nil, unfit("names no directory", "write a path; a relative one starts in the folder of the INI file that it stands in")
	}
	return stdCall("os", "DirFS", bound.Text{Type: types.Typ[types.String], Value: f.path(in)}), nil
}

// toDir makes an http.Dir, also where an http.FileSystem is needed.
func toDir(f *filler, in input) (bound.Arg, *misfit) {
	if in.text == "" {
		return nil, unfit("names no directory", "write a path; a relative one starts in the folder of the INI file that it stands in")
	}
	return bound.Text{Type: f.std("net/http", "Dir"), Value: f.path(in), Typed: types.IsInterface(in.typ)}, nil
}

// path returns a path as seen from the folder of the INI file in which it
// stands, as a relative one is meant. One that begins with a variable stays as it
// is: what is in that may be absolute.
func (f *filler) path(in input) parse.Text {
	text := string(in.text)
	if path.IsAbs(text) || !in.text.IsConst() && in.text.Segments()[0].Literal == "" {
		return in.text
	}
	return parse.Join(f.b.folder(in.from.Span), text)
}
