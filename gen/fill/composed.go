package fill

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// composed fills maps and slices of what takes several keys, structs or other
// maps: entry by entry, with the keys below the entry's name, or the item's
// number.
type composed struct{ *filler }

// anyEntry stands for the name of an entry where there are no keys to go by.
const anyEntry = "*"

// entry is one entry with the first of the settings that are for it.
type entry struct {
	name string
	parse.Setting
}

// isComposed reports whether the parameter is such a map or slice. Items that one
// word could give may have keys of their own, too, if the whole has none.
func (f *composed) isComposed(p param) bool {
	elem := f.elem(p)
	if elem == nil || p.variadic || !f.env.Pkgs.Nameable(p.typ) || strings.Count(p.key, ".") > 4 || len(f.keys.get(p)) > 0 {
		return false
	}
	if _, isMap := p.typ.Underlying().(*types.Map); !isMap && f.env.reads.Of(p.typ) != nil {
		return len(f.keys.under(p.names()...)) > 0 && f.env.Values.For(p.typ) == nil
	}
	e := f.entry(p, anyEntry)
	return f.structs.isStruct(e) || f.maps.isMap(e) || f.isComposed(e)
}

// elem is the type of the entries; nil for what has none.
func (f *composed) elem(p param) types.Type {
	m, ok := p.typ.Underlying().(*types.Map)
	if !ok {
		if _, isArray := p.typ.Underlying().(*types.Array); isArray {
			return nil
		}
		return value.Elem(p.typ)
	}
	if types.IsInterface(m.Key()) || f.env.Values.For(m.Key()) == nil {
		return nil
	}
	return m.Elem()
}

// entry is an entry as a parameter of its own.
func (f *composed) entry(p param, name string) param {
	out := p
	out.typ, out.optional, out.tag.Required, out.tag.HasDefault = f.elem(p), true, false, false
	out.prefixes = nil
	for _, own := range append([]string{p.key}, p.also...) {
		out.prefixes = append(out.prefixes, own+"."+name)
	}
	out.key, out.also = out.prefixes[0], out.prefixes[1:]
	return out
}

// entries returns the entries that keys are for: of a slice in the order of their
// numbers.
func (f *composed) entries(p param) []entry {
	var out []entry
	for _, s := range f.keys.under(p.names()...) {
		name, _, _ := strings.Cut(s.key, ".")
		if f.isNumbered(p) && !words.IsNumber(name) {
			continue // nothing takes the key
		}
		if !slices.ContainsFunc(out, func(e entry) bool { return words.Normal(e.name) == words.Normal(name) }) {
			out = append(out, entry{name, s.Setting})
		}
	}
	if f.isNumbered(p) {
		slices.SortFunc(out, func(a, b entry) int { return cmp.Compare(words.Number(a.name), words.Number(b.name)) })
	}
	return out
}

func (f *composed) isNumbered(p param) bool {
	_, isMap := p.typ.Underlying().(*types.Map)
	return !isMap
}

func (f *composed) offer(p param) {
	switch {
	case f.keys.asked && f.isNumbered(p):
		f.forms.offer(f.entry(p, "0"))
		return
	case f.keys.asked:
		f.forms.offer(f.entry(p, anyEntry))
		return
	}
	for _, e := range f.entries(p) {
		f.forms.offer(f.entry(p, e.name))
	}
}

func (f *composed) fill(p param) bound.Arg {
	all := f.entries(p)
	if len(all) == 0 {
		if !p.optional {
			f.missing = append(f.missing, p)
		}
		return nil
	}
	items := bound.Slice{Type: p.typ}
	table := bound.Map{Type: p.typ}
	for _, e := range all {
		a := f.forms.fillOne(f.entry(p, e.name))
		if a == nil {
			continue
		}
		items.Items = append(items.Items, a)
		if f.isNumbered(p) {
			continue
		}
		if key, _ := f.maps.mapKey(p, below{e.name, e.Setting}); key != nil {
			table.Entries = append(table.Entries, bound.Entry{Key: key, Value: a})
		}
	}
	if f.isNumbered(p) {
		return items
	}
	return table
}
