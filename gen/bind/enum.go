package bind

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse/diag"
)

// isEnumeration reports whether the type is a named number or string with
// exported constants in its package.
func isEnumeration(f *filler, t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsNumeric|types.IsString) != 0 && len(f.constants(t)) > 0
}

// constants returns the exported constants of a named type in its own package,
// in the order of their declarations.
func (f *filler) constants(t types.Type) []*types.Const {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return nil
	}
	known, ok := f.b.pkgs.constants[named.Obj()]
	if !ok {
		known = f.findConstants(named)
		f.b.pkgs.constants[named.Obj()] = known
	}
	return known
}

func (f *filler) findConstants(named *types.Named) []*types.Const {
	pkg, err := f.b.pkgs.gc.Import(named.Obj().Pkg().Path()) // whole: a package that only others import has some of its objects
	if err != nil {
		return nil
	}
	var out []*types.Const
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() && types.Identical(c.Type(), named) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *types.Const) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return out
}

// byName gives a constant the name that the type's package has for its value,
// if any.
func (f *filler) byName(c bound.Const) bound.Const {
	for _, known := range f.constants(c.Type) {
		if constant.Compare(known.Val(), token.EQL, c.Value) {
			c.Name = known.Name()
			return c
		}
	}
	return c
}

// toConstant takes the name of one of the type's constants, also without what
// the names have in common, or a value as the type underneath has it.
func toConstant(f *filler, in input) (bound.Arg, *misfit) {
	all := f.constants(in.typ)
	text := strings.TrimSpace(string(in.text))
	var found []*types.Const
	for _, c := range all {
		isValue := c.Val().Kind() == constant.String && constant.StringVal(c.Val()) == text
		if isValue || slices.Contains(shortNames(in.typ, all, c), normal(text)) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) > 1:
		return nil, &misfit{"may mean " + list([]string{found[0].Name(), found[1].Name()}, "or"), "write the name as Go has it"}
	case len(found) == 1:
		return bound.Const{Type: in.typ, Value: found[0].Val(), Name: found[0].Name()}, nil
	}
	unknown := &misfit{"is none of the constants of " + f.typeString(in.typ), unknownConstant(in.typ, all, text)}
	basic := in.typ.Underlying().(*types.Basic)
	if basic.Info()&types.IsString != 0 {
		return nil, unknown
	}
	number := toInt
	if basic.Info()&types.IsFloat != 0 {
		number = toFloat
	}
	a, bad := number(f, in)
	if bad != nil {
		if bad.is == "is out of range" {
			return nil, bad
		}
		return nil, unknown
	}
	return f.byName(a.(bound.Const)), nil
}

// shortNames returns the normalised names of a constant: its own, that without
// the type's name at either end, and that without the words that all the
// type's constants begin or end with.
func shortNames(t types.Type, all []*types.Const, c *types.Const) []string {
	name := normal(c.Name())
	typeName := normal(types.Unalias(t).(*types.Named).Obj().Name())
	short := normal(ownWords(all, c))
	return []string{name, cmp.Or(strings.TrimPrefix(name, typeName), name), cmp.Or(strings.TrimSuffix(name, typeName), name), short}
}

// ownWords returns the words of a constant's name that not all have, as an INI
// file would write them: "lax" for SameSiteLaxMode.
func ownWords(all []*types.Const, c *types.Const) string {
	words := nameWords(c)
	front, back := len(words)-1, len(words)-1
	for _, other := range all {
		if w := nameWords(other); other != c {
			front = min(front, common(words, w))
			slices.Reverse(w)
			reversed := slices.Clone(words)
			slices.Reverse(reversed)
			back = min(back, common(reversed, w))
		}
	}
	if len(all) < 2 || front+back >= len(words) {
		return strings.Join(words, "_")
	}
	return strings.Join(words[front:len(words)-back], "_")
}

func nameWords(c *types.Const) []string { return strings.Split(written(c.Name()), "_") }

// common returns how many words two names begin with alike.
func common(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// maxListed is how many constants a hint lists.
const maxListed = 20

func unknownConstant(t types.Type, all []*types.Const, text string) string {
	var names []string
	for _, c := range all {
		names = append(names, ownWords(all, c))
	}
	if hint := diag.DidYouMean(text, names); hint != "" {
		return hint
	}
	if len(names) > maxListed {
		return "there are " + list(names[:maxListed], "and") + ", and more"
	}
	return "it is one of " + list(names, "or")
}
