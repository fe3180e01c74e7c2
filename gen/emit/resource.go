package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// resources writes what apps share.
type resources struct{ source }

// declare is the type that holds what is shared, and its method that
// makes that.
//
//	type resources struct {
//		db *sql.DB // [resource:db]
//	}
//
//	func (res *resources) make(closers *cleanup.List) error {
//		var err error
//		if res.db, err = dbResource(closers); err != nil {
//			return err
//		}
//		return nil
//	}
func (r resources) declare() []jen.Code {
	all := r.p.Resources
	var fields, body []jen.Code
	if all.Shared {
		fields = append(fields, jen.Id("made").Bool())
		body = append(body, jen.If(jen.Id("res").Dot("made")).Block(jen.Return(result(all.Fails, jen.Nil())...)))
	}
	if all.Fails {
		body = append(body, jen.Var().Err().Error())
	}
	for _, one := range all.List {
		fields = append(fields, jen.Id(one.Field).Add(typeOf(one.Type)).Comment(printable(one.Func.Section+one.Func.About)))
		field := jen.Id("res").Dot(one.Field)
		call := jen.Id(one.Func.Name).Call(arguments(one.Func.Needs, jen.Id("closers"))...)
		if one.Func.Fails {
			body = append(body, jen.If(jen.List(field, jen.Err()).Op("=").Add(call), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())))
		} else {
			body = append(body, field.Op("=").Add(call))
		}
	}
	if all.Shared {
		body = append(body, jen.Id("res").Dot("made").Op("=").True())
	}
	method := jen.Func().Params(jen.Id("res").Op("*").Id("resources")).Id("make").Params(parameters(r.p, all.Needs)...)
	if all.Fails {
		body = append(body, jen.Return(jen.Nil()))
		method.Error()
	}
	return []jen.Code{
		jen.Line().Comment("resources are what apps share.").Line().
			Type().Id("resources").Struct(fields...),
		makeComment(all).Add(method.Block(body...)),
	}
}

func makeComment(r *plan.Resources) *jen.Statement {
	if !r.Shared {
		return jen.Line().Comment("make makes the resources.").Line()
	}
	return jen.Line().
		Comment("make makes the resources, unless they are made. The closers of the app that").Line().
		Comment("was first to need them release them: they must run last.").Line()
}

// result is what a function returns that may fail, or else returns nothing.
func result(fails bool, value jen.Code) []jen.Code {
	if fails {
		return []jen.Code{value}
	}
	return nil
}

// call is the call of that method in a builder:
//
//	if err := res.make(&closers); err != nil {
//		return nil, nil, errors.Join(err, closers.Run(ctx))
//	}
func (r resources) call(failed ...jen.Code) jen.Code {
	call := jen.Id("res").Dot("make").Call(arguments(r.p.Resources.Needs, jen.Op("&").Id("closers"))...)
	if !r.p.Resources.Fails {
		return call
	}
	return ifFails(call, jen.Return(failed...))
}
