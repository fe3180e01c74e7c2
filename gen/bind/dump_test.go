package bind_test

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
)

// dump writes all calls of a program as Go-like text, one a
// line behind its section, in the file's order. A section that stands in the
// program more than once with the same call has one line.
func dump(p *bound.Program) string {
	type line struct {
		place int
		text  string
	}
	var lines []line
	for n, c := range p.Calls {
		o := n.Context()
		name, place := o.Ref, o.Span.Start
		if o.Section != nil {
			name, place = o.Section.Name, o.Section.Header.Start
		}
		lines = append(lines, line{place, fmt.Sprintf("[%s] %s", name, dumpCall(c))})
	}
	slices.SortFunc(lines, func(a, b line) int {
		if a.place != b.place {
			return a.place - b.place
		}
		return strings.Compare(a.text, b.text)
	})
	var out strings.Builder
	for _, l := range slices.Compact(lines) {
		out.WriteString(l.text + "\n")
	}
	return out.String()
}

func dumpCall(c *bound.Call) string {
	return dumpMade(c) + dumpResult(c.Result)
}

// dumpMade writes a call without what its section does with the result.
func dumpMade(c *bound.Call) string {
	name := dumpFunc(c.Func)
	switch args := dumpArgs(c.Args); {
	case c.Func.Value, c.Func.Name == "":
		name += args
	default:
		name += "(" + args + ")"
	}
	for _, s := range c.Sets {
		if s.Method {
			name += "; " + s.Name + "(" + dumpArg(s.Value) + ")"
		} else {
			name += "; " + s.Name + " = " + dumpArg(s.Value)
		}
		if s.Chain {
			name += " in its stead"
		}
		if s.Error {
			name += " error"
		}
	}
	return name
}

func dumpFunc(fn bound.Func) string {
	name := fn.Name
	switch {
	case fn.Name == "":
		return ""
	case fn.Of != nil:
		name = dumpArg(fn.Of) + "." + name
	case fn.RecvPtr:
		name = "(*" + fn.Pkg.Name() + "." + fn.Recv + ")." + name
	case fn.Recv != "":
		name = fn.Pkg.Name() + "." + fn.Recv + "." + name
	default:
		name = fn.Pkg.Name() + "." + name
	}
	var args []string
	for _, t := range fn.TypeArgs {
		args = append(args, typeName(t))
	}
	if len(args) > 0 {
		name += "[" + strings.Join(args, ", ") + "]"
	}
	return name
}

func dumpResult(r bound.Result) string {
	out := " -> " + map[bound.Role]string{bound.AppRole: "app", bound.FilterRole: "filter", bound.ServerRole: "server"}[r.Role]
	if r.Wraps {
		out += " wraps"
	}
	if r.Path {
		out += " at a path:"
	}
	if r.Type != nil {
		out += " " + typeName(r.Type)
	}
	out += []string{"", " as HandlerFunc", " as middleware", " as method " + r.Method, " as HandlerFunc middleware",
		" as middleware to func", " as HandlerFunc middleware to func"}[r.Adapt]
	if r.Settings {
		out += " settings"
	}
	if r.WSGI {
		out += " (WSGI)"
	}
	cleanup := []string{"", ", func()", ", func() error", ", func(ctx) error"}[r.Cleanup]
	if r.Closer != "" {
		cleanup = strings.Replace(cleanup, "func", r.Closer, 1)
	}
	out += cleanup
	if r.Error {
		out += ", error"
	}
	return out
}

func dumpArgs(args []bound.Arg) string {
	var out []string
	for _, a := range args {
		if s := dumpArg(a); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func dumpArg(a bound.Arg) string {
	switch a := a.(type) {
	case bound.Next:
		if a.Func {
			return "next.ServeHTTP"
		}
		return "next"
	case bound.Ctx:
		return "ctx"
	case bound.Logger:
		return "log"
	case bound.GlobalConf:
		return "global"
	case bound.LocalConf:
		return "local"
	case bound.Text:
		return conversion(a.Type, strconv.Quote(a.Value.String()))
	case bound.Const:
		if a.Of != nil {
			return conversion(a.Type, a.Of.Name()+"."+a.Name)
		}
		if a.Name != "" {
			return typeName(a.Type) + "." + a.Name
		}
		return typeName(a.Type) + "(" + a.Value.String() + ")"
	case bound.Duration:
		return time.Duration(a.Nanos).String()
	case bound.Struct:
		return dumpStruct(a)
	case bound.Slice:
		if a.Variadic {
			return dumpArgs(a.Items)
		}
		return typeName(a.Type) + "{" + dumpArgs(a.Items) + "}"
	case bound.Map:
		var entries []string
		for _, e := range a.Entries {
			entries = append(entries, dumpArg(e.Key)+": "+dumpArg(e.Value))
		}
		return typeName(a.Type) + "{" + strings.Join(entries, ", ") + "}"
	case bound.Shared:
		return "resource " + a.Resource.Name
	case bound.Late:
		return "late " + typeName(a.Type) + "(" + strconv.Quote(a.Setting.Value.String()) + ")"
	case bound.Pointer:
		return "&" + dumpArg(a.Value)
	case bound.Object:
		return conversionTo(a.Type, dumpFunc(a.Func))
	case bound.New:
		return dumpMade(a.Call) + dumpErrors(a.Call.Result)
	case bound.File:
		return "open(" + strconv.Quote(a.Path.String()) + ")"
	case bound.Files:
		return "files(" + strconv.Quote(a.Folder) + " of " + strconv.Quote(a.Root) + ")"
	case bound.Textual:
		return dumpTextual(a)
	case bound.Filter:
		return "filter " + a.Node.Context().Ref
	case bound.Zero:
		return "zero " + typeName(a.Type)
	case bound.App:
		if a.Func {
			return "app " + a.Node.Context().Ref + " as func"
		}
		return "app " + a.Node.Context().Ref
	case bound.Loader:
		return "loader(" + dumpNamed("apps", a.Apps) + dumpNamed("filters", a.Filters) + ")"
	}
	return fmt.Sprintf("%#v", a)
}

func dumpErrors(r bound.Result) string {
	return map[bool]string{true: " or error"}[r.Error]
}

func dumpTextual(a bound.Textual) string {
	out := typeName(a.Type) + " of " + strconv.Quote(a.Text.String())
	if a.Ptr {
		out = "&" + out
	}
	return out
}

func conversionTo(t types.Type, text string) string {
	if t == nil {
		return text
	}
	return conversion(t, text)
}

func dumpNamed(what string, all *bound.Given) string {
	if all == nil {
		return ""
	}
	out := " " + what + ":"
	if all.WSGI {
		out = " WSGI" + out
	}
	for _, n := range all.Sections {
		out += " " + n.Name.String()
	}
	return out
}

func dumpStruct(a bound.Struct) string {
	var fields []string
	for _, f := range a.Fields {
		fields = append(fields, f.Name+": "+dumpArg(f.Value))
	}
	out := typeName(a.Type) + "{" + strings.Join(fields, ", ") + "}"
	if a.Ptr {
		out = "&" + out
	}
	return out
}

// conversion leaves plain strings as they are.
func conversion(t types.Type, text string) string {
	if t == types.Typ[types.String] {
		return text
	}
	return typeName(t) + "(" + text + ")"
}

func typeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}
