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

// Places returns the source of package places: where the INI file has what errors
// name, and what -print-config shows. The wiring has no line of that file by its
// number, so that it stays as it is when lines move. It is nil if there is
// nothing to say.
func Places(p *plan.Program) ([]byte, error) {
	if len(p.Places) == 0 && p.Config == nil {
		return nil, nil
	}
	s := source{p}
	f := jen.NewFile(plan.PkgPlaces)
	f.NoFormat = true
	for _, own := range []string{plan.PkgHere, plan.PkgEnviron} {
		f.ImportName(p.RuntimePath(own), own)
	}
	f.ImportName("os", "os")
	if len(p.Places) > 0 {
		f.Add(constants(p.Places))
	}
	if p.Config != nil {
		f.Add(s.config())
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		return nil, fmt.Errorf("writing the source: %w", err)
	}
	doc := comment(fmt.Sprintf("Package %s says where %s has its sections and keys.", plan.PkgPlaces, printable(p.Source)))
	return finish(p, "", doc, b.String())
}

// constants are the places that errors name:
//
//	const (
//		MainApp    = "app.ini:3: [app:main]"
//		MainAppDsn = "app.ini:5: [app:main] dsn"
//	)
func constants(places []*plan.Place) jen.Code {
	defs := make([]jen.Code, len(places))
	for i, place := range places {
		defs[i] = jen.Id(place.Name).Op("=").Lit(place.Text)
	}
	if len(defs) == 1 {
		return jen.Line().Comment(places[0].Name + " is the place that errors name.").Line().Const().Add(defs...)
	}
	return jen.Line().Comment("The places that errors name.").Line().Const().Defs(defs...)
}

// at is the place that an error names: places.MainApp.
func (s source) at(place *plan.Place) *jen.Statement {
	return s.runtime(plan.PkgPlaces, place.Name)
}

// config is the function that returns what -print-config shows.
func (s source) config() jen.Code {
	c := s.p.Config
	text := rawText(c.Text)
	body := []jen.Code{jen.Return(text)}
	if !c.IsConst() {
		body = []jen.Code{jen.Return(jen.Qual("os", "Expand").Call(text, jen.Func().Params(jen.Id("name").String()).String().Block(
			jen.Switch(jen.Id("name")).Block(s.configCases()...),
			jen.Return(jen.Lit("$")))))}
		if c.Folder {
			body = append([]jen.Code{s.declareDir()}, body...)
		}
	}
	return jen.Line().
		Comment(fmt.Sprintf("Config is what %s says, for -print-config.", printable(s.p.Source))).Line().
		Func().Id("Config").Params().String().Block(body...)
}

// configCases says what stands for the folder of the INI file and the variables.
func (s source) configCases() []jen.Code {
	var cases []jen.Code
	if s.p.Config.Here {
		cases = append(cases, jen.Case(jen.Lit("here")).Block(jen.Return(jen.Id("dir"))))
	}
	for _, v := range s.p.Config.Variables {
		otherwise := "its default"
		if v.Required {
			otherwise = "nowhere"
		}
		shown := jen.Lit(secret.Mask)
		if !v.Secret {
			shown = s.runtime(plan.PkgEnviron, "Shown").Call(jen.Lit(v.Key), text(nil, v.Value))
		}
		origin := s.runtime(plan.PkgEnviron, "Origin").Call(jen.Lit(v.Key), jen.Lit(otherwise))
		cases = append(cases,
			jen.Case(jen.Lit(v.Key)).Block(jen.Return(shown)),
			jen.Case(jen.Lit(v.Key+"?")).Block(jen.Return(origin)))
	}
	return cases
}

// rawText is a string literal over several lines, if Go can write it so and
// nothing in it deceives the eye.
func rawText(s string) *jen.Statement {
	if strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && !fitForRaw(r) }) {
		return jen.Op(strconv.Quote(s))
	}
	return jen.Op("`" + s + "`")
}

// fitForRaw reports whether a character may stand in a raw string: none that
// ends it or that Go does not take, and none that shows nothing, or that changes
// how others are shown, as the controls of bidirectional text do.
func fitForRaw(r rune) bool {
	return r != '`' && r != unicode.ReplacementChar && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
