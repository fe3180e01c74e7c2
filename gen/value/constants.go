package value

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// orConstant converts numbers, and the names of constants that stand for them:
// what a package declares, tls.VersionTLS13, and several of those as flags,
// log.LstdFlags|log.LUTC.
func orConstant(number func(*Table, Input) (bound.Arg, *Misfit)) func(*Table, Input) (bound.Arg, *Misfit) {
	return func(v *Table, in Input) (bound.Arg, *Misfit) {
		if a, bad, ok := (constants{v}).flags(in); ok {
			return a, bad
		}
		if c, bad, ok := (constants{v}).named(in); ok {
			return c, bad
		}
		a, bad := number(v, in)
		if bad != nil {
			bad.Hint = cmp.Or(constants{v}.withPackage(in), bad.Hint)
		}
		return a, bad
	}
}

// constants finds those that texts name.
type constants struct{ *Table }

// byName gives a constant the name that the type's package has for its value,
// if any.
func (v constants) byName(c bound.Const) bound.Const {
	for _, known := range v.pkgs.Constants(c.Type) {
		if constant.Compare(known.Val(), token.EQL, c.Value) {
			c.Name = known.Name()
			return c
		}
	}
	return c
}

// withPackage is the hint for a text that is the name of a constant without that
// of its package; empty for another text.
func (v constants) withPackage(in Input) string {
	name := strings.TrimSpace(string(in.Text))
	if !token.IsIdentifier(name) || !token.IsExported(name) {
		return ""
	}
	for _, c := range v.pkgs.ConstantsNamed("", name) {
		if sameKind(c, in.Type) {
			return "write a constant with its package: " + c.Pkg().Name() + "." + c.Name()
		}
	}
	return ""
}

// flags joins the bits of constants and numbers between "|". It is not ok for a
// text without one, or a type that has no bits.
func (v constants) flags(in Input) (a bound.Arg, bad *Misfit, ok bool) {
	all := strings.Split(string(in.Text), "|")
	basic, _ := in.Type.Underlying().(*types.Basic)
	if len(all) < 2 || basic == nil || basic.Info()&types.IsInteger == 0 || in.Octal {
		return nil, nil, false
	}
	bits := constant.MakeInt64(0)
	for _, text := range all {
		one := in
		one.Text = parse.Text(strings.TrimSpace(text))
		a, bad := v.For(in.Type).Convert(one)
		if bad != nil {
			return nil, unfit("has "+words.Quote(strings.TrimSpace(text))+", which "+bad.Is, bad.Hint), true
		}
		bits = constant.BinaryOp(bits, token.OR, a.(bound.Const).Value)
	}
	return v.byName(bound.Const{Type: in.Type, Value: bits}), nil, true
}

// named finds the constant of a package that a text names. It is not ok for a text
// that is no such name.
func (v constants) named(in Input) (a bound.Arg, bad *Misfit, ok bool) {
	pkg, name := cutConstant(string(in.Text))
	if name == "" {
		return nil, nil, false
	}
	found := slices.DeleteFunc(v.pkgs.ConstantsNamed(pkg, name), func(c *types.Const) bool { return !sameKind(c, in.Type) })
	switch len(found) {
	case 0:
		return nil, unfit("is no constant that the program's packages have", "write the name of a constant as in Go, tls.VersionTLS13, or with the path of its package, crypto/tls:VersionTLS13"), true
	case 1:
		a, bad := v.constantAs(in, found[0])
		return a, bad, true
	}
	return nil, unfit("may mean a constant of "+found[0].Pkg().Path()+" or "+found[1].Pkg().Path(), "write the path of its package: "+found[0].Pkg().Path()+":"+name), true
}

// cutConstant splits the name of a constant from that of its package, or the path,
// in front; both are empty for what is no such name.
func cutConstant(text string) (pkg, name string) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "call:")
	pkg, name = words.CutLast(text, ":")
	if pkg == "" {
		pkg, name = words.CutLast(text, ".")
		if !token.IsIdentifier(pkg) {
			return "", ""
		}
	}
	if pkg == "" || !token.IsIdentifier(name) {
		return "", ""
	}
	return pkg, name
}

// sameKind reports whether a constant may be one of a type: of what that is
// underneath, or a number for a number.
func sameKind(c *types.Const, t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	if !ok {
		return false
	}
	switch {
	case basic.Info()&types.IsString != 0:
		return c.Val().Kind() == constant.String
	case basic.Info()&types.IsInteger != 0:
		return constant.ToInt(c.Val()).Kind() == constant.Int
	}
	return constant.ToFloat(c.Val()).Kind() == constant.Float
}

// constantAs makes a constant one of the type that is asked for, whose range it
// must fit.
func (v constants) constantAs(in Input, c *types.Const) (bound.Arg, *Misfit) {
	out := bound.Const{Type: in.Type, Value: c.Val(), Name: c.Name(), Of: c.Pkg()}
	basic := in.Type.Underlying().(*types.Basic)
	switch {
	case types.Identical(c.Type(), in.Type):
		if named, ok := types.Unalias(in.Type).(*types.Named); ok && named.Obj().Pkg() == c.Pkg() {
			out.Of = nil
		}
		return out, nil
	case basic.Info()&types.IsInteger != 0:
		out.Value = constant.ToInt(c.Val())
		in.Text = parse.Text(out.Value.ExactString())
		if _, bad := toInt(v.Table, in); bad != nil {
			return nil, bad
		}
	}
	untyped, _ := c.Type().(*types.Basic)
	out.Typed = untyped == nil || untyped.Info()&types.IsUntyped == 0
	return out, nil
}
