package plan

import (
	"cmp"
	"slices"

	"github.com/pastegen/pastegen/parse/ini"
)

// order is a section's place among all sections: entry file first, then the
// files it includes as they were met; functions of one section as they were
// made.
type order struct{ file, section, made int }

// orders are those of the files that were met.
type orders map[*ini.File]fileOrder

func (all orders) of(f *ini.File, s *ini.Section, made int) order {
	if f == nil {
		return order{len(all), 0, made}
	}
	o, known := all[f]
	if !known {
		o = fileOrder{len(all), make(map[*ini.Section]int, len(f.Sections))}
		for i, s := range f.Sections {
			o.sections[s] = i
		}
		all[f] = o
	}
	return order{o.file, o.sections[s], made}
}

type fileOrder struct {
	file     int
	sections map[*ini.Section]int
}

func sortFuncs(funcs []*Func) {
	slices.SortFunc(funcs, func(a, b *Func) int {
		return cmp.Or(
			cmp.Compare(a.order.file, b.order.file),
			cmp.Compare(a.order.section, b.order.section),
			cmp.Compare(a.order.made, b.order.made),
		)
	})
}
