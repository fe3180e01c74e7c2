package fill

import (
	"go/types"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// maps fills maps with keys that begin alike, or with all that are left.
type maps struct{ *filler }

// isMap reports whether the parameter is a map of what one key fills, from what
// the rest of that key's name converts to. It takes the keys name.*; if it is
// all that takes keys and there are none such, it takes every key, and as a
// field tagged "remain" all that are left.
func (f *maps) isMap(p keys.Param) bool { return f.env.reads.IsMap(p.Typ) }

func (f *maps) offerMap(p keys.Param) {
	if p.Tag.Remain {
		f.keys.Rest = true
		return
	}
	f.keys.OfferMap(p)
}

func (f *maps) fillMap(p keys.Param) bound.Arg {
	settings := f.keys.Under(p.Names()...)
	if rest := len(settings) == 0 && f.keys.OnlyMap(); rest || p.Tag.Remain {
		settings = f.keys.Left()
		f.keys.Rest = true
	} else if len(settings) == 0 {
		f.miss(p)
		return nil
	}
	out := bound.Map{Type: p.Typ}
	elem := f.env.reads.Of(p.Typ.Underlying().(*types.Map).Elem())
	first := map[string]parse.Setting{}
	for _, s := range settings {
		key, same := f.mapKey(p, s)
		if key == nil {
			continue
		}
		if other, ok := first[same]; ok { // creds.x and Creds.x
			f.tell.SameKey(p, []parse.Setting{other, s.Setting})
		}
		first[same] = s.Setting
		entry := f.reader.concealed(p, s.Setting)
		a := f.lines(p, entry)
		if a == nil {
			a = f.reader.value(p, elem, entry)
		}
		if a != nil {
			out.Entries = append(out.Entries, bound.Entry{Key: key, Value: a})
		}
	}
	return out
}

// lines makes the values of a header, or of a query, which have white space in
// them: each line is one. It returns nil for another map.
func (f *maps) lines(p keys.Param, s parse.Setting) bound.Arg {
	if !value.IsHeader(p.Typ) && !value.IsNamed(p.Typ, "net/url", "Values") {
		return nil
	}
	out := bound.Slice{Type: p.Typ.Underlying().(*types.Map).Elem()}
	for _, line := range strings.Split(string(s.Value), "\n") {
		if line = strings.TrimSpace(line); line != "" || string(s.Value) == "" {
			out.Items = append(out.Items, bound.Text{Type: types.Typ[types.String], Value: parse.Text(line)})
		}
	}
	return out
}

// mapKey converts the name of an entry to the map's key, with a text that is the
// same for the same key; nil if that cannot be, which it reports.
func (f *maps) mapKey(p keys.Param, s keys.Below) (key bound.Arg, same string) {
	t := p.Typ.Underlying().(*types.Map).Key()
	if f.env.Values.IsName(t) {
		name := s.Entry
		if value.IsHeader(p.Typ) {
			name = textproto.CanonicalMIMEHeaderKey(name)
		}
		return bound.Text{Type: t, Value: parse.Text(name)}, name
	}
	span := s.KeySpan
	if i := strings.LastIndex(span.Text(), s.Entry); span.IsValid() && i >= 0 {
		span.Start, span.End = span.Start+i, span.Start+i+len(s.Entry)
	}
	key = f.reader.one(p, f.env.reads.Of(t), parse.Word{Text: parse.Text(s.Entry), Span: span}, s.Key)
	return key, sameKey(key, s.Entry)
}

// sameKey is a text that is the same for the same key of a map: that of a constant
// for what Go takes for one, else what the key was read from.
func sameKey(key bound.Arg, text string) string {
	switch key := key.(type) {
	case bound.Const:
		return key.Value.ExactString()
	case bound.Duration:
		return strconv.FormatInt(key.Nanos, 10)
	}
	return text
}
