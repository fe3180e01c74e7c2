package value

import (
	"cmp"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
)

// isEnumeration reports whether the type is a named number or string with
// exported constants in its package.
func isEnumeration(v *Table, t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsNumeric|types.IsString) != 0 && len(v.pkgs.Constants(t)) > 0
}

// toConstant takes the name of one of the type's constants, also without what
// the names have in common, or a value as the type underneath has it.
func toConstant(v *Table, in Input) (bound.Arg, *Misfit) {
	if in.Octal {
		return toInt(v, in)
	}
	all := v.pkgs.Constants(in.Type)
	text := strings.TrimSpace(string(in.Text))
	if a, bad, ok := (constants{v}).flags(in); ok {
		return a, bad
	}
	var found []*types.Const
	for _, c := range all {
		isValue := c.Val().Kind() == constant.String && constant.StringVal(c.Val()) == text
		if isValue || slices.Contains(shortNames(in.Type, all, c), words.Normal(text)) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) > 1:
		return nil, unfit("may mean "+words.List([]string{found[0].Name(), found[1].Name()}, "or"), "write the name as Go has it")
	case len(found) == 1:
		return bound.Const{Type: in.Type, Value: found[0].Val(), Name: found[0].Name()}, nil
	}
	if c, bad, ok := (constants{v}).named(in); ok && bad == nil {
		return c, nil
	}
	unknown := unfit("is none of the constants of "+v.Name(in.Type), unknownConstant(constantNames(all), text))
	if v.isPart(types.Unalias(in.Type).(*types.Named).Obj()) {
		unknown = unfit("is none of the values that are known", unknownConstant(choices(all), text))
	}
	basic := in.Type.Underlying().(*types.Basic)
	if basic.Info()&types.IsString != 0 {
		return nil, unknown
	}
	number := toInt
	if basic.Info()&types.IsFloat != 0 {
		number = toFloat
	}
	a, bad := number(v, in)
	if bad != nil {
		if bad.Is == "is out of range" {
			return nil, bad
		}
		return nil, unknown
	}
	return constants{v}.byName(a.(bound.Const)), nil
}

// shortNames returns the normalised names of a constant: its own, that without
// the type's name at either end, and that without the words that all the
// type's constants begin or end with.
func shortNames(t types.Type, all []*types.Const, c *types.Const) []string {
	name := words.Normal(c.Name())
	typeName := words.Normal(types.Unalias(t).(*types.Named).Obj().Name())
	short := words.Normal(ownWords(all, c))
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

func nameWords(c *types.Const) []string { return strings.Split(words.Written(c.Name()), "_") }

// common returns how many words two names begin with alike.
func common(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// choices returns the values of an enumeration as INI files write them: texts as
// they are, constants by their names.
func choices(all []*types.Const) []string {
	var out []string
	for _, c := range all {
		if c.Val().Kind() == constant.String {
			out = append(out, constant.StringVal(c.Val()))
		} else {
			out = append(out, ownWords(all, c))
		}
	}
	return out
}

// maxListed is how many constants a hint lists.
const maxListed = 20

// constantNames returns the names of an enumeration's constants as INI files would
// write them.
func constantNames(all []*types.Const) []string {
	var names []string
	for _, c := range all {
		names = append(names, ownWords(all, c))
	}
	return names
}

func unknownConstant(names []string, text string) string {
	if hint := diag.DidYouMean(text, names); hint != "" {
		return hint
	}
	if len(names) > maxListed {
		return "there are " + words.List(names[:maxListed], "and") + ", and more"
	}
	return "it is one of " + words.List(names, "or")
}
