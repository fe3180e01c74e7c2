package loggers

import (
	"go/constant"
	"go/token"
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/pylogging"
)

// writer makes arguments of a configuration. It has the types of package pylogging,
// as far as generated code names them.
type writer struct {
	pkg  *types.Package
	late map[string]parse.Setting // levels, by the sections that have them

	sections []string // of the loggers

	level, stream, style types.Type
	logger, handler      types.Type
	formatter            types.Type
}

func newWriter(base string, late map[string]parse.Setting, sections []string) *writer {
	w := &writer{pkg: types.NewPackage(base+"/pylogging", "pylogging"), late: late, sections: sections}
	w.level = w.named("Level", types.Typ[types.Int])
	w.stream, w.style = w.named("Stream", types.Typ[types.String]), w.named("Style", types.Typ[types.String])
	w.logger, w.handler, w.formatter = w.structType("Logger"), w.structType("Handler"), w.structType("Formatter")
	return w
}

func (w *writer) named(name string, underlying types.Type) types.Type {
	return types.NewNamed(types.NewTypeName(token.NoPos, w.pkg, name, nil), underlying, nil)
}

func (w *writer) structType(name string) types.Type { return w.named(name, types.NewStruct(nil, nil)) }

// call makes the whole of it.
func (w *writer) call(c pylogging.Config) *bound.Call {
	var f fields
	f.add("Loggers", listOf(w.logger, c.Loggers, w.loggerOf))
	f.add("Handlers", listOf(w.handler, c.Handlers, w.handlerOf))
	f.add("Formatters", listOf(w.formatter, c.Formatters, w.formatterOf))
	config := w.structType("Config")
	return &bound.Call{
		Func:   bound.Func{Pkg: w.pkg, Recv: "Config"},
		Args:   []bound.Arg{bound.Struct{Type: config, Fields: f}},
		Result: bound.Result{Role: bound.ServerRole, Settings: true, Type: config},
	}
}

// listOf is a slice of values; nil for none.
func listOf[T any](typ types.Type, all []T, of func(int, T) bound.Arg) bound.Arg {
	if len(all) == 0 {
		return nil
	}
	list := bound.Slice{Type: types.NewSlice(typ)}
	for i, one := range all {
		list.Items = append(list.Items, of(i, one))
	}
	return list
}

func (w *writer) loggerOf(i int, l pylogging.Logger) bound.Arg {
	var f fields
	f.text("Name", l.Name)
	f.add("Level", w.levelOf("logger_"+w.sections[i], l.Level))
	f.texts("Handlers", l.Handlers)
	f.truth("Alone", l.Alone)
	return bound.Struct{Type: w.logger, Fields: f}
}

func (w *writer) handlerOf(_ int, h pylogging.Handler) bound.Arg {
	var f fields
	f.text("Name", h.Name)
	f.add("Level", w.levelOf("handler_"+h.Name, h.Level))
	f.text("Formatter", h.Formatter)
	f.add("To", w.output(h.To))
	return bound.Struct{Type: w.handler, Fields: f}
}

func (w *writer) formatterOf(_ int, p pylogging.Formatter) bound.Arg {
	var f fields
	f.text("Name", p.Name)
	f.text("Format", p.Format)
	f.text("DateFormat", p.DateFormat)
	if name := map[pylogging.Style]string{pylogging.Brace: "Brace", pylogging.Dollar: "Dollar"}[p.Style]; name != "" {
		f.add("Style", bound.Const{Type: w.style, Name: name})
	}
	return bound.Struct{Type: w.formatter, Fields: f}
}

// levelOf is the level of a section; nil for none.
func (w *writer) levelOf(section string, level pylogging.Level) bound.Arg {
	if s, ok := w.late[section]; ok {
		return bound.Textual{Type: w.level, Text: s.Value, Name: section + "_level", From: bound.Origin{Key: s.Key, Span: s.Span, Section: section}}
	}
	names := map[pylogging.Level]string{
		pylogging.Debug: "Debug", pylogging.Info: "Info", pylogging.Warning: "Warning", pylogging.Error: "Error", pylogging.Critical: "Critical",
	}
	switch name := names[level]; {
	case level == pylogging.NotSet:
		return nil
	case name != "":
		return bound.Const{Type: w.level, Name: name}
	}
	return bound.Const{Type: w.level, Value: constant.MakeInt64(int64(level))}
}

// output is where a handler writes.
func (w *writer) output(to pylogging.Output) bound.Arg {
	var f fields
	name := ""
	switch to := to.(type) {
	case pylogging.Stream:
		if to == pylogging.Stdout {
			return bound.Const{Type: w.stream, Name: "Stdout"}
		}
		return bound.Const{Type: w.stream, Name: "Stderr"}
	case pylogging.Null:
		name = "Null"
	case pylogging.File:
		name = "File"
		f.text("Path", to.Path)
		f.truth("Truncate", to.Truncate)
		f.truth("Watched", to.Watched)
		f.truth("Delay", to.Delay)
	case pylogging.RotatingFile:
		name = "RotatingFile"
		f.text("Path", to.Path)
		f.truth("Truncate", to.Truncate)
		f.number("MaxBytes", to.MaxBytes)
		f.number("Backups", to.Backups)
		f.truth("Delay", to.Delay)
	case pylogging.TimedFile:
		name = "TimedFile"
		f.text("Path", to.Path)
		f.text("When", to.When)
		f.number("Interval", to.Interval)
		f.number("Backups", to.Backups)
		f.truth("UTC", to.UTC)
		f.truth("Delay", to.Delay)
	case pylogging.Syslog:
		name = "Syslog"
		f.text("Addr", to.Addr)
		f.text("Facility", to.Facility)
		f.truth("Stream", to.Stream)
	case pylogging.SMTP:
		name = "SMTP"
		f.mail(to)
	}
	return bound.Struct{Type: w.structType(name), Fields: f}
}

func (f *fields) mail(to pylogging.SMTP) {
	f.text("Host", to.Host)
	f.text("From", to.From)
	f.texts("To", to.To)
	f.text("Subject", to.Subject)
	f.text("User", to.User)
	f.text("Password", to.Password)
	f.truth("StartTLS", to.StartTLS)
}

// fields are those of a struct, without those that are zero.
type fields []bound.Field

func (f *fields) add(name string, value bound.Arg) {
	if value != nil {
		*f = append(*f, bound.Field{Name: name, Value: value})
	}
}

func text(t string) bound.Arg { return bound.Text{Type: types.Typ[types.String], Value: parse.Text(t)} }

func (f *fields) text(name, value string) {
	if value != "" {
		f.add(name, text(value))
	}
}

func (f *fields) texts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	list := bound.Slice{Type: types.NewSlice(types.Typ[types.String])}
	for _, v := range values {
		list.Items = append(list.Items, text(v))
	}
	f.add(name, list)
}

func (f *fields) number(name string, n int) {
	if n != 0 {
		f.add(name, bound.Const{Type: types.Typ[types.Int], Value: constant.MakeInt64(int64(n))})
	}
}

func (f *fields) truth(name string, is bool) {
	if is {
		f.add(name, bound.Const{Type: types.Typ[types.Bool], Value: constant.MakeBool(true)})
	}
}
