package fill

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// composed fills maps and slices of what takes several keys, structs or other
// maps: entry by entry, with the keys below the entry's name, or the item's
// number.
type composed struct{ *filler }

// entry is one entry with the first of the settings that are for it.
type entry struct {
	name string
	parse.Setting
}

// isComposed reports whether the parameter is such a map or slice. Items that one
// word could give may have keys of their own, too, if the whole has none. The whole
// may have one where a text gives it.
func (f *composed) isComposed(p keys.Param) bool {
	elem := f.elem(p)
	if elem == nil || p.Variadic || !f.env.Pkgs.Nameable(p.Typ) || strings.Count(p.Key, ".") > 4 ||
		len(f.keys.Get(p)) > 0 && f.env.reads.Of(p.Typ) != nil {
		return false
	}
	if _, isMap := p.Typ.Underlying().(*types.Map); !isMap && f.env.reads.Of(p.Typ) != nil {
		return len(f.keys.Under(p.Names()...)) > 0 && f.env.Values.For(p.Typ) == nil
	}
	e := f.entry(p, keys.AnyEntry)
	return f.structs.isStruct(e) || f.maps.isMap(e) || f.isComposed(e)
}

// elem is the type of the entries; nil for what has none.
func (f *composed) elem(p keys.Param) types.Type {
	m, ok := p.Typ.Underlying().(*types.Map)
	if !ok {
		if _, isArray := p.Typ.Underlying().(*types.Array); isArray {
			return nil
		}
		return value.Elem(p.Typ)
	}
	if value.IsSet(m) || types.IsInterface(m.Key()) || f.env.Values.For(m.Key()) == nil {
		return nil
	}
	return m.Elem()
}

// entry is an entry as a parameter of its own.
func (f *composed) entry(p keys.Param, name string) keys.Param {
	out := p
	out.Typ, out.Optional, out.Tag.Required, out.Tag.HasDefault = f.elem(p), true, false, false
	out.Prefixes = nil
	for _, own := range append([]string{p.Key}, p.Also...) {
		out.Prefixes = append(out.Prefixes, own+"."+name)
	}
	out.Key, out.Also = out.Prefixes[0], out.Prefixes[1:]
	return out
}

// entries returns the entries that keys are for: of a slice in the order of their
// numbers.
func (f *composed) entries(p keys.Param) []entry {
	var out []entry
	for _, s := range f.keys.Under(p.Names()...) {
		name, _, _ := strings.Cut(s.Entry, ".")
		if name == "" || f.isNumbered(p) && !words.IsNumber(name) {
			continue // nothing takes the key
		}
		if !slices.ContainsFunc(out, func(e entry) bool { return f.isSame(p, e.name, name) }) {
			out = append(out, entry{name, s.Setting})
		}
	}
	if f.isNumbered(p) {
		slices.SortFunc(out, func(a, b entry) int { return cmp.Compare(words.Number(a.name), words.Number(b.name)) })
	}
	return out
}

// isSame reports whether two names are of one entry.
func (f *composed) isSame(p keys.Param, a, b string) bool {
	if f.isNumbered(p) {
		return words.Number(a) == words.Number(b)
	}
	return words.Normal(a) == words.Normal(b)
}

func (f *composed) isNumbered(p keys.Param) bool {
	_, isMap := p.Typ.Underlying().(*types.Map)
	return !isMap
}

func (f *composed) offer(p keys.Param) {
	switch {
	case f.keys.Possible && f.isNumbered(p):
		f.forms.offer(f.entry(p, "0"))
		return
	case f.keys.Possible:
		f.forms.offer(f.entry(p, keys.AnyEntry))
		return
	}
	for _, e := range f.entries(p) {
		f.forms.offer(f.entry(p, e.name))
	}
}

func (f *composed) fill(p keys.Param) bound.Arg {
	all := f.entries(p)
	if len(all) == 0 {
		f.miss(p)
		return nil
	}
	items := bound.Slice{Type: p.Typ}
	table := bound.Map{Type: p.Typ}
	first := map[string]entry{}
	f.checkSpelling(p, all)
	for _, e := range all {
		a := f.forms.fillOne(f.entry(p, e.name))
		if a == nil {
			continue
		}
		items.Items = append(items.Items, a)
		if f.isNumbered(p) {
			continue
		}
		key, same := f.maps.mapKey(p, keys.Below{Entry: e.name, Setting: e.Setting})
		if key == nil {
			continue
		}
		if other, twice := first[same]; twice { // 1 and 01
			f.tell.SameEntry(p, other.Setting, e.Setting)
		}
		first[same] = e
		table.Entries = append(table.Entries, bound.Entry{Key: key, Value: a})
	}
	if f.isNumbered(p) {
		return items
	}
	return table
}

// checkSpelling reports keys of an entry that have its name in another spelling:
// it might have been meant for another entry.
func (f *composed) checkSpelling(p keys.Param, all []entry) {
	if f.isNumbered(p) {
		return
	}
	for _, s := range f.keys.Under(p.Names()...) {
		name, _, _ := strings.Cut(s.Entry, ".")
		i := slices.IndexFunc(all, func(e entry) bool { return e.name != name && f.isSame(p, e.name, name) })
		if i >= 0 {
			f.tell.SameEntry(p, all[i].Setting, s.Setting)
		}
	}
}
