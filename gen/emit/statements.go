package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// lines puts each item on a line of its own between two delimiters.
func lines(open, end string) jen.Options {
	return jen.Options{Open: open, Close: end, Separator: ",", Multi: true}
}

// ifErr is what to do if the statement before set err:
//
//	if err != nil {
//		return nil, err
//	}
func ifErr(then jen.Code) *jen.Statement {
	return jen.If(jen.Err().Op("!=").Nil()).Block(then)
}

// ifFails makes a call whose only result is an error, and says what to do then:
//
//	if err := site.Serve(ctx, next); err != nil {
//		return err
//	}
func ifFails(call, then jen.Code) *jen.Statement {
	return jen.If(jen.Err().Op(":=").Add(call), jen.Err().Op("!=").Nil()).Block(then)
}

// block keeps a single statement on the line of its braces: { return nil }.
func block(body ...jen.Code) *jen.Statement {
	if len(body) > 1 {
		return jen.Block(body...)
	}
	return jen.Custom(jen.Options{Open: "{ ", Close: " }"}, body...)
}

// declareDir finds the folder of the INI file: dir := here.Dir("app.ini").
func declareDir(p *plan.Program) jen.Code {
	return jen.Id("dir").Op(":=").Add(Runtime(p, plan.PkgHere, "Dir")).Call(jen.Lit(p.Source))
}
