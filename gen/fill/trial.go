package fill

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/parse/diag"
)

// Key tells of a key that a factory takes.
type Key struct {
	Name     string // as INI files write it; "creds.NAME" stands for all that begin so
	Type     string // the value's Go type; empty for what is built in
	Section  bool   // the value names another section
	Object   bool   // the value names a Go object, as "call:net/http:DefaultTransport" does
	Required bool
	Default  string // without the key; empty for the zero value of the type
	Ignored  bool   // the key has no effect
	Secret   bool
	Doc      string // comment of the parameter or field; empty for none
}

// Trial is what comes of filling an object for a section without keys.
type Trial struct {
	bare     *filler // knows which parameters took no key that they need
	possible *filler // knows which keys there might be
}

// Call is what there would be for the section; nil if the object cannot be its
// factory.
func (t Trial) Call() *bound.Call { return t.possible.out.Call }

// Problems tells what is wrong besides.
func (t Trial) Problems() diag.List { return t.possible.out.Problems }

// Usable reports whether sections can have the factory: keys can fill all that
// it needs.
func (t Trial) Usable() bool {
	unnamed := func(p keys.Param) bool { return p.Key == "" }
	return t.Call() != nil && !t.possible.out.Failed && !slices.ContainsFunc(t.bare.missing, unnamed)
}

// AnyKey reports whether the factory takes all keys that nothing else takes.
func (t Trial) AnyKey() bool { return t.possible.local != nil || t.possible.keys.TakesRest() }

// Keys describes the keys that the factory takes, in the order of its parameters.
func (t Trial) Keys() []Key {
	var out []Key
	for _, k := range t.possible.keys.Offered {
		out = append(out, t.key(k))
	}
	return out
}

func (t Trial) key(k keys.Taker) Key {
	value, whole := k.Typ, k.Typ
	if k.Variadic {
		whole = types.NewSlice(value)
	}
	if m, ok := value.Underlying().(*types.Map); ok && k.Below {
		value, whole = m.Elem(), m.Elem()
	}
	f := t.possible
	section := f.u.IsApp(value) || f.u.IsFilter(value)
	return Key{
		Name:     k.ShortName(),
		Type:     cmp.Or(k.Tag.ShownType(), strings.Join(f.env.Values.Choices(whole), "|"), f.env.Values.Name(whole)),
		Section:  section,
		Object:   !section && f.env.reads.IsObject(value) && f.env.Values.For(value) == nil,
		Required: slices.ContainsFunc(t.bare.missing, k.IsSame),
		Default:  cmp.Or(k.Tag.Value, k.Tag.Zero),
		Ignored:  k.Tag.Ignored,
		Secret:   k.Tag.Secret,
		Doc:      f.tell.Comment(k.Param),
	}
}
