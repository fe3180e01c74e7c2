package bind

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// isMap reports whether the parameter is a map from strings to what one key
// fills. It takes the keys name.*; if it is all that takes keys and there are
// none such, it takes every key, and as a field tagged "remain" all that are
// left.
func (f *filler) isMap(p param) bool {
	m, ok := p.typ.Underlying().(*types.Map)
	if !ok || !f.nameable(p.typ) {
		return false
	}
	key, ok := m.Key().Underlying().(*types.Basic)
	elem := p
	elem.typ, elem.variadic = m.Elem(), false
	return ok && key.Kind() == types.String && f.isValue(elem)
}

func (f *filler) offerMap(p param) {
	if p.tag.remain {
		f.keys.rest = true
		return
	}
	f.keys.offerMap(p)
}

func (f *filler) fillMap(p param) bound.Arg {
	settings := f.keys.under(p.names()...)
	if rest := len(settings) == 0 && f.keys.onlyMap(); rest || p.tag.remain {
		settings = f.keys.left()
		f.keys.rest = true
	} else if len(settings) == 0 {
		if !p.optional {
			f.missing = append(f.missing, p)
		}
		return nil
	}
	out := bound.Map{Type: p.typ}
	elem := p.typ.Underlying().(*types.Map).Elem()
	first := map[string]parse.Setting{}
	for _, s := range settings {
		if other, ok := first[s.key]; ok { // creds.x and Creds.x
			f.sameKey(p, []parse.Setting{other, s.Setting})
		}
		first[s.key] = s.Setting
		if a := f.value(p, elem, s.Setting); a != nil {
			out.Entries = append(out.Entries, bound.Entry{Key: parse.Text(s.key), Value: a})
		}
	}
	return out
}
