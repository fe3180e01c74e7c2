package plan

import "unicode/utf8"

// Var is a local variable. All that use it share the pointer.
type Var struct {
	Name  string // as the source has it; empty until all names are given
	want  string // what Name is made of
	short string // what it is made of where want is taken; may be empty
}

// fixed is a variable with a name that nothing else in generated code has.
func fixed(name string) *Var { return &Var{Name: name} }

// named is a variable for what a type's constructor makes: it is called like the
// type, or by its first letter where a package is called so.
func named(name string) *Var {
	first, _ := utf8.DecodeRuneInString(name)
	return &Var{want: name, short: string(first)}
}

// wanted is a variable that gets a name once all others are known.
func wanted(name string) *Var { return &Var{want: name} }

// pick gives the variable its name, unless that is fixed.
func (v *Var) pick(local *scope) {
	switch {
	case v.Name != "":
	case v.short != "" && local.has(v.want) && !local.has(v.short):
		v.Name = local.pick(v.short)
	default:
		v.Name = local.pick(v.want)
	}
}
