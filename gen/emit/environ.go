package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

// environment writes what the program reads when it starts.
type environment struct {
	source
	of *plan.Reading
}

// declare is the type that holds what the program reads when it starts, and
// the function that reads it.
//
//	type environment struct {
//		dsn  string // DSN
//		port int    // [app:main] port
//	}
//
//	func readEnvironment() (*environment, error) {
//		var r environ.Reader
//		dsn := environ.Required(&r, "DSN", places.MainAppDsn)
//		port := environ.Optional(&r, "PORT", "80", places.MainAppPort)
//		env := &environment{
//			dsn:  dsn,
//			port: environ.ReadAs(&r, convert.AsInt[int], places.MainAppPort, port, "PORT"),
//		}
//		return env, r.Err()
//	}
func (e environment) declare() []jen.Code {
	var fields, reads, values []jen.Code
	reads = append(reads, jen.Var().Id("r").Add(e.runtime(plan.PkgEnviron, "Reader")))
	for _, v := range e.of.Variables {
		reads = append(reads, e.readVariable(v))
		if v.Field != "" {
			fields = append(fields, jen.Id(v.Field).String().Comment(v.Key))
			values = append(values, jen.Id(v.Field).Op(":").Id(v.Local))
		}
	}
	for _, v := range e.of.Values {
		fields = append(fields, jen.Id(v.Field).Add(typeOf(v.Type)).Comment(printable(v.Use.What)))
		values = append(values, jen.Id(v.Field).Op(":").Add(e.readValue(v)))
	}
	reads = append(reads,
		jen.Id("env").Op(":=").Op("&").Id(e.of.Type).Custom(lines("{", "}"), values...),
		jen.Return(jen.Id("env"), jen.Id("r").Dot("Err").Call()))
	var params []jen.Code
	if e.of.Here {
		params = append(params, jen.Id("dir").String())
	}
	return []jen.Code{
		jen.Line().
			Comment(e.about()).Line().
			Type().Id(e.of.Type).Struct(fields...),
		jen.Line().
			Comment(e.of.Func+" reads it. The error says all that is missing or malformed.").Line().
			Func().Id(e.of.Func).Params(params...).Params(jen.Op("*").Id(e.of.Type), jen.Error()).
			Block(reads...),
	}
}

// about says what the type holds.
func (e environment) about() string {
	whose := printable(e.p.Source)
	if e.of.Of != nil {
		whose = printable(e.of.Of.Section)
	}
	return fmt.Sprintf("%s is what %s leaves to the environment: [pastegen:env].", e.of.Type, whose)
}

// readVariable reads the text of a variable:
//
//	port := environ.Optional(&r, "PORT", "80", places.MainAppPort)
func (e environment) readVariable(v *plan.Variable) jen.Code {
	args := []jen.Code{jen.Op("&").Id("r"), jen.Lit(v.Key)}
	read := "Required"
	if !v.Required {
		read = "Optional"
		args = append(args, text(nil, v.Value))
	}
	return jen.Id(v.Local).Op(":=").Add(e.runtime(plan.PkgEnviron, read)).Call(append(args, e.at(v.Use))...)
}

// readValue converts a setting that is made of variables:
//
//	environ.ReadAs(&r, convert.AsInt[int], places.MainAppPort, port, "PORT")
func (e environment) readValue(v *plan.Value) *jen.Statement {
	whole := segments(v.Setting.Value, jen.Id("dir"), func(name string) jen.Code { return jen.Id(e.p.Environ.Local(name)) })
	args := []jen.Code{jen.Op("&").Id("r"), e.converter(v.By), e.at(v.Use), whole}
	for _, name := range v.Setting.Value.Variables() {
		args = append(args, jen.Lit(name))
	}
	return e.runtime(plan.PkgEnviron, "ReadAs").Call(args...)
}

// converter is the function that converts a text: convert.AsInt[int], or
// convert.AsList(convert.AsURL).
func (e environment) converter(c bound.Converter) *jen.Statement {
	f := e.runtime(plan.PkgConvert, c.Func)
	if c.Type != nil {
		f.Types(typeOf(c.Type))
	}
	switch {
	case c.Unit != 0:
		f.Call(durationOf(c.Unit))
	case c.Item != nil:
		f.Call(e.converter(*c.Item))
	}
	return f
}

// call is the call of that function; its error ends the caller.
//
//	env, err := readEnvironment()
//	if err != nil {
//		return nil, nil, err
//	}
func (e environment) call(env string, failed ...jen.Code) []jen.Code {
	var args []jen.Code
	if e.of.Here {
		args = append(args, jen.Id("dir"))
	}
	read := jen.Id(e.of.Func).Call(args...)
	if env == "_" {
		return []jen.Code{jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Add(read), jen.Err().Op("!=").Nil()).Block(jen.Return(failed...))}
	}
	return []jen.Code{jen.List(jen.Id(env), jen.Err()).Op(":=").Add(read), ifErr(jen.Return(failed...))}
}

// text is a string expression: the folder of the INI file is the variable dir,
// and env has the texts of variables.
//
//	dir + "/" + env.name
func text(e *plan.Environ, t parse.Text) *jen.Statement {
	return segments(t, jen.Id("dir"), func(name string) jen.Code { return jen.Id("env").Dot(e.TextField(name)) })
}

// segments joins the segments of a text.
func segments(t parse.Text, here jen.Code, variable func(name string) jen.Code) *jen.Statement {
	expr := jen.Null()
	all := t.Segments()
	if len(all) == 0 {
		return jen.Lit("")
	}
	for i, s := range all {
		if i > 0 {
			expr.Op("+")
		}
		switch {
		case s.Here:
			expr.Add(here)
		case s.Env != "":
			expr.Add(variable(s.Env))
		default:
			expr.Lit(s.Literal)
		}
	}
	return expr
}
