package bind

import (
	"cmp"
	"errors"
	"go/types"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/convert"
	"github.com/pastegen/pastegen/templates/setting"
)

// input is a text to be converted, and what the conversion may depend on.
type input struct {
	typ  types.Type // what it becomes
	text parse.Text
	name string // the parameter or field that it is for
	from bound.Origin
	tag  tag // of the field
}

// unit is that of a bare number of time.
func (in input) unit() time.Duration { return cmp.Or(in.tag.unit, unitFor(in.from.Key)) }

// conversion makes an argument of one Go type from text.
type conversion struct {
	fits func(*filler, types.Type) bool
	// convert returns the argument, or else what is wrong.
	convert func(*filler, input) (bound.Arg, *misfit)
	// open: convert takes a text that is not known before the server starts too.
	open bool
	// late is what converts the same when the program starts; nil if nothing does.
	late func(input) bound.Converter
}

// misfit says why a text does not convert, and what would.
type misfit struct {
	is, hint string
	whole    string         // says both what the text is and what is wrong; empty for is
	wrong    *setting.Error // what a part says of it; nil for none
}

// unfit says why a text does not convert, and what would.
func unfit(is, hint string) *misfit { return &misfit{is: is, hint: hint} }

// notYet is what is wrong with a text that is known too late.
func notYet(hint string) *misfit { return unfit("is not known before the server starts", hint) }

const onlyTexts = "only texts may depend on %(here)s"

// mismatch is what a shared converter says is wrong.
func mismatch(err error) *misfit {
	var m *convert.Misfit
	if !errors.As(err, &m) {
		return &misfit{is: err.Error()}
	}
	return unfit(m.Is, m.Hint)
}

// conversions lists what a text converts to: a new one needs a line here and
// nothing elsewhere in this package. The first that fits decides. What is said
// of a text here is what package convert of templates says, whose functions late
// names.
func conversions() []conversion {
	return []conversion{
		{fits: isStd("time", "Duration"), convert: toDuration, late: lateDuration},
		{fits: isStd("time", "Time"), convert: toTime, late: lateBy("AsTime")},
		{fits: isStd("log/slog", "Level"), convert: toLevel, late: lateBy("AsLevel")},
		{fits: isStd("log/slog", "Leveler"), convert: toLevel},
		{fits: isStd("net/url", "URL"), convert: toURL},
		{fits: isStd("net/url", "*URL"), convert: toURL, late: lateBy("AsURL")},
		{fits: isStd("net/netip", "Addr"), convert: toAddr, late: lateBy("AsAddr")},
		{fits: isStd("net/netip", "AddrPort"), convert: toAddrPort, late: lateBy("AsAddrPort")},
		{fits: isStd("net/netip", "Prefix"), convert: toPrefix, late: lateBy("AsPrefix")},
		{fits: isStd("regexp", "*Regexp"), convert: toRegexp, late: lateBy("AsRegexp")},
		{fits: isStd("io", "Writer"), convert: toWriter, open: true},
		{fits: isStd("os", "*File"), convert: toWriter, open: true},
		{fits: isStd("io/fs", "FS"), convert: toFS, open: true},
		{fits: isStd("net/http", "FileSystem"), convert: toDir, open: true},
		{fits: isStd("net/http", "Dir"), convert: toDir, open: true},
		{fits: isTextual, convert: toTextual, open: true, late: lateTyped("AsTextual")},
		{fits: isEnumeration, convert: toConstant},
		{fits: isOverDuration, convert: toDuration, late: lateDuration},
		{fits: isText, convert: toText, open: true, late: lateTyped("AsText")},
		{fits: isByteArray, convert: toByteArray},
		{fits: isRune, convert: toRune},
		{fits: isByte, convert: toByte},
		{fits: isBasic(types.IsBoolean), convert: toBool, late: lateTyped("AsBool")},
		{fits: isBasic(types.IsUnsigned), convert: toInt, late: lateTyped("AsUint")},
		{fits: isBasic(types.IsInteger), convert: toInt, late: lateTyped("AsInt")},
		{fits: isBasic(types.IsFloat), convert: toFloat, late: lateTyped("AsFloat")},
		{fits: isPointer, convert: toPointer, open: true},
	}
}

// isValue reports whether one key fills the parameter.
func (f *filler) isValue(p param) bool {
	if f.converts(p.typ) || p.variadic {
		return f.converts(p.typ)
	}
	elem := elemType(p.typ)
	return elem != nil && f.nameable(p.typ) && f.converts(elem)
}

// elemType is what the words of a value become: the element of a slice or an
// array, nil for another type.
func elemType(t types.Type) types.Type {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	}
	return nil
}

// converts reports whether one word gives a value of the type: text that
// converts to it, the name of a section that makes one, or a reference to a Go
// object that is one.
func (f *filler) converts(t types.Type) bool {
	return f.isSection(t) || f.isFilterSection(t) || f.conversion(t) != nil && f.nameable(t) || f.isReference(t)
}

func (f *filler) conversion(t types.Type) *conversion {
	for i := range f.b.conversions {
		if c := &f.b.conversions[i]; c.fits(f, t) {
			return c
		}
	}
	return nil
}

// nameable reports whether the generated file can write the type: its names
// are exported, by packages that may be imported there.
func (f *filler) nameable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Named:
		return f.b.pkgs.Exports(t.Obj()) && f.allNameable(t.TypeArgs())
	case *types.Alias:
		return f.b.pkgs.Exports(t.Obj()) && f.allNameable(t.TypeArgs())
	case *types.Map:
		return f.nameable(t.Key()) && f.nameable(t.Elem())
	case *types.Signature:
		return f.tupleNameable(t.Params()) && f.tupleNameable(t.Results())
	case *types.Interface:
		return t.NumMethods() == 0
	case interface{ Elem() types.Type }: // pointer, slice, array
		return f.nameable(t.Elem())
	}
	return false
}

func (f *filler) allNameable(list *types.TypeList) bool {
	for i := range list.Len() {
		if !f.nameable(list.At(i)) {
			return false
		}
	}
	return true
}

func (f *filler) tupleNameable(list *types.Tuple) bool {
	for i := range list.Len() {
		if !f.nameable(list.At(i).Type()) {
			return false
		}
	}
	return true
}

func (f *filler) offerKey(p param) { f.keys.offer(p) }

func (f *filler) fillValue(p param) bound.Arg {
	s, ok := f.setting(p)
	if !ok {
		return nil
	}
	if p.variadic {
		return f.items(p, types.NewSlice(p.typ), s)
	}
	return f.value(p, p.typ, s)
}

// value converts a whole setting: to one value, or item by item to a slice.
func (f *filler) value(p param, t types.Type, s parse.Setting) bound.Arg {
	if f.isLate(t, s) {
		return f.late(p, t, s)
	}
	if f.converts(t) {
		return f.word(p, t, s.Word(), s.Key)
	}
	return f.items(p, t, s)
}

// items converts each word of a setting to an element of a slice or array; if
// the parameter's tag says so, what stands between commas.
func (f *filler) items(p param, list types.Type, s parse.Setting) bound.Arg {
	if f.isLate(list, s) {
		return f.late(p, list, s)
	}
	words := s.Words()
	if p.tag.comma {
		words = s.Items()
	}
	out := bound.Slice{Type: list}
	elem := elemType(list)
	for _, w := range words {
		if a := f.word(p, elem, w, s.Key); a != nil {
			out.Items = append(out.Items, a)
		}
	}
	switch array, ok := list.Underlying().(*types.Array); {
	case ok && len(words) != int(array.Len()):
		f.wrongLength(p, s, len(words), int(array.Len()))
	case !p.tag.comma:
		f.checkCommas(p, elem, words)
	}
	return out
}

// word converts one piece of text that stands under a key. It reports what does
// not convert.
func (f *filler) word(p param, t types.Type, w parse.Word, key string) bound.Arg {
	switch {
	case f.isSection(t):
		return f.section(p, t, w)
	case f.isFilterSection(t):
		return f.filterSection(p, t, w)
	}
	c := f.conversion(t)
	if c == nil {
		return f.refer(p, t, w, key)
	}
	if !c.open && !w.Text.IsConst() {
		f.noConversion(p, t, w, *notYet(onlyTexts))
		return nil
	}
	a, bad := c.convert(f, input{typ: t, text: w.Text, name: words.LastName(p.key), from: bound.Origin{Key: key, Span: w.Span}, tag: p.tag})
	if bad != nil {
		f.noConversion(p, t, w, *bad)
		return nil
	}
	return a
}
