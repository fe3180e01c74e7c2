package value

import (
	"fmt"
	"go/constant"
	"go/types"
	"net/url"
	"path"
	"strings"
	"time"
	_ "time/tzdata" // time zones have names where the generator runs, whatever its machine has

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/convert"
)

// isStd reports whether a type is the one of that name in a package of the
// standard library, or with "*" in front a pointer to it.
func isStd(path, name string) func(*Table, types.Type) bool {
	elem, ptr := strings.CutPrefix(name, "*")
	return func(v *Table, t types.Type) bool {
		t = types.Unalias(t)
		if ptr {
			p, ok := t.(*types.Pointer)
			return ok && IsNamed(p.Elem(), path, elem)
		}
		return IsNamed(t, path, elem)
	}
}

// IsNamed reports whether a type is the one of that name in a package.
func IsNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path && named.Obj().Name() == name
}

// IsHeader reports whether a type has the fields of a message's header, whose
// names are canonical.
func IsHeader(t types.Type) bool {
	return IsNamed(t, "net/http", "Header") || IsNamed(t, "net/textproto", "MIMEHeader") || IsNamed(t, "net/mail", "Header")
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
func toTime(v *Table, in Input) (bound.Arg, *Misfit) {
	t, err := convert.AsTime(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	zone := bound.Arg(stdValue("time", "UTC"))
	if _, offset := t.Zone(); offset != 0 {
		zone = stdCall("time", "FixedZone", plainText(""), plainInt(offset))
	}
	month := bound.Const{Type: v.std("time", "Month"), Value: constant.MakeInt64(int64(t.Month())), Name: t.Month().String()}
	return stdCall("time", "Date", plainInt(t.Year()), month, plainInt(t.Day()),
		plainInt(t.Hour()), plainInt(t.Minute()), plainInt(t.Second()), plainInt(t.Nanosecond()), zone), nil
}

// toLocation makes a time zone. The program reads where its machine has them, and
// fails to start where it has not.
func toLocation(v *Table, in Input) (bound.Arg, *Misfit) {
	zone, err := convert.AsLocation(string(in.Text))
	switch {
	case err != nil:
		return nil, mismatch(err)
	case zone == time.UTC:
		return stdValue("time", "UTC"), nil
	case zone == time.Local:
		return stdValue("time", "Local"), nil
	}
	return in.atStart("time", "LoadLocation", plainText(zone.String())), nil
}

// atStart is what a function of a standard package makes when the program starts,
// if that does not fail.
func (in Input) atStart(path, name string, args ...bound.Arg) bound.New {
	out := stdCall(path, name, args...)
	out.Call.Result.Error, out.Call.Result.Type = true, in.Type
	out.Name, out.From = in.Name, in.From
	return out
}

// toLevel makes a slog.Level, also where a slog.Leveler is needed.
func toLevel(v *Table, in Input) (bound.Arg, *Misfit) {
	level, err := convert.AsLevel(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	t := v.std("log/slog", "Level")
	c := constants{v}.byName(bound.Const{Type: t, Value: constant.MakeInt64(int64(level))})
	c.Typed = types.IsInterface(in.Type)
	return c, nil
}

// toURL makes a url.URL or a pointer to one, field by field.
func toURL(v *Table, in Input) (bound.Arg, *Misfit) {
	u, err := convert.AsURL(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	out := structOf(in.Type)
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

// mustRead is for a type without literals: a function of its package, called Must
// something, reads the text at the start, which cannot fail with one that was read
// here already.
func mustRead[T fmt.Stringer](read func(string) (T, error), path, name string) func(*Table, Input) (bound.Arg, *Misfit) {
	return func(_ *Table, in Input) (bound.Arg, *Misfit) {
		value, err := read(string(in.Text))
		if err != nil {
			return nil, mismatch(err)
		}
		return stdCall(path, name, plainText(value.String())), nil
	}
}

// toWriter makes a stream of the process, or opens a file.
func toWriter(v *Table, in Input) (bound.Arg, *Misfit) {
	switch strings.TrimSpace(string(in.Text)) {
	case "":
		return nil, unfit("names no file", "write stdout, stderr, or the path of a file")
	case "stdout":
		return stdValue("os", "Stdout"), nil
	case "stderr":
		return stdValue("os", "Stderr"), nil
	}
	return bound.File{Path: v.path(in), Name: in.Name, From: in.From}, nil
}

// toFS makes a file system of a directory.
func toFS(v *Table, in Input) (bound.Arg, *Misfit) {
	if in.Text == "" {
		return nil, noDirectory()
	}
	return stdCall("os", "DirFS", bound.Text{Type: types.Typ[types.String], Value: v.path(in)}), nil
}

func noDirectory() *Misfit {
	return unfit("names no directory", "write a path; a relative one starts in the folder of the INI file that it stands in")
}

// toDir makes an http.Dir, also where an http.FileSystem is needed.
func toDir(v *Table, in Input) (bound.Arg, *Misfit) {
	if in.Text == "" {
		return nil, noDirectory()
	}
	return bound.Text{Type: v.std("net/http", "Dir"), Value: v.path(in), Typed: types.IsInterface(in.Type)}, nil
}
