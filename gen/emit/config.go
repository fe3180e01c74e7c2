package emit

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/templates/secret"
)

// config is the function that returns what -print-config shows.
func config(p *plan.Program) jen.Code {
	c := p.Config
	text := rawText(c.Text)
	body := []jen.Code{jen.Return(text)}
	if !c.IsConst() {
		body = []jen.Code{jen.Return(jen.Qual("os", "Expand").Call(text, jen.Func().Params(jen.Id("name").String()).String().Block(
			jen.Switch(jen.Id("name")).Block(configCases(p)...),
			jen.Return(jen.Lit("$")))))}
		if c.Here || p.Environ != nil && p.Environ.Here {
			body = append([]jen.Code{declareHere(p)}, body...)
		}
	}
	return jen.Line().
		Comment(fmt.Sprintf("config is what %s says, for -print-config.", printable(p.Source))).Line().
		Func().Id("config").Params().String().Block(body...)
}

// configCases says what stands for the folder of the INI file and the variables.
func configCases(p *plan.Program) []jen.Code {
	var cases []jen.Code
	if p.Config.Here {
		cases = append(cases, jen.Case(jen.Lit("here")).Block(jen.Return(jen.Id("here"))))
	}
	for _, v := range p.Config.Variables {
		otherwise := "its default"
		if v.Required {
			otherwise = "nowhere"
		}
		if !v.Secret {
			args := []jen.Code{jen.Lit(v.Key), text(nil, v.Value)}
			cases = append(cases, jen.Case(jen.Lit(v.Key)).Block(jen.Return(jen.Id("shownVariable").Call(args...))))
		} else {
			cases = append(cases, jen.Case(jen.Lit(v.Key)).Block(jen.Return(jen.Lit(secret.Mask))))
		}
		cases = append(cases, jen.Case(jen.Lit(v.Key+"?")).Block(jen.Return(jen.Id("variableOrigin").Call(jen.Lit(v.Key), jen.Lit(otherwise)))))
	}
	return cases
}

// rawText is a string literal over several lines, if Go can write it so.
func rawText(s string) *jen.Statement {
	if strings.Contains(s, "`") || strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && (unicode.IsControl(r) || r == '\uFEFF' || r == unicode.ReplacementChar)
	}) {
		return jen.Op(strconv.Quote(s))
	}
	return jen.Op("`" + s + "`")
}
