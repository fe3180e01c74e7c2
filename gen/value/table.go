// Package value makes arguments of Go types from the texts of an INI file. It is a
// table of conversions, and knows nothing of sections, keys and parameters.
package value

import (
	"cmp"
	"go/types"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/convert"
)

// Table knows what texts convert to, each type being looked at once.
type Table struct {
	pkgs    *gopkg.Loader
	parts   *parts.Catalog
	pathAt  func(source.Span, parse.Text) parse.Text // what a path at a place means
	rows    []row
	entries map[types.Type]*Conversion // of the types that were asked for; nil for none
}

// NewTable makes a table for types that a loader reads. pathAt says what a path
// means that stands at a place.
func NewTable(pkgs *gopkg.Loader, catalog *parts.Catalog, pathAt func(source.Span, parse.Text) parse.Text) *Table {
	return &Table{pkgs: pkgs, parts: catalog, pathAt: pathAt, rows: rows(), entries: map[types.Type]*Conversion{}}
}

// For returns how a text becomes a value of a type; nil if it cannot.
func (v *Table) For(t types.Type) *Conversion {
	c, known := v.entries[t]
	if !known {
		v.entries[t] = nil // of a type that is made of itself
		c = v.find(t)
		v.entries[t] = c
	}
	return c
}

func (v *Table) find(t types.Type) *Conversion {
	for i := range v.rows {
		if v.rows[i].fits(v, t) {
			return &Conversion{v, &v.rows[i], t}
		}
	}
	return nil
}

// Name writes a type with package names, as a Go file would. Of types of parts,
// which users do not see, it writes what they are underneath, and text for what
// reads itself from text.
func (v *Table) Name(t types.Type) string {
	return types.TypeString(v.seen(t), func(p *types.Package) string {
		if _, builtin := v.parts.Holds(p.Path()); builtin {
			return ""
		}
		return p.Name()
	})
}

// seen is a type as users see it.
func (v *Table) seen(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Named:
		basic, ok := t.Underlying().(*types.Basic)
		switch textual := isTextual(v, t); {
		case !v.isPart(t.Obj()):
		case ok && (basic.Info()&types.IsString == 0 || !textual):
			return basic
		case textual:
			return types.NewNamed(types.NewTypeName(0, nil, "text", nil), types.Typ[types.String], nil)
		}
	case *types.Pointer:
		return types.NewPointer(v.seen(t.Elem()))
	case *types.Slice:
		return types.NewSlice(v.seen(t.Elem()))
	case *types.Map:
		return types.NewMap(v.seen(t.Key()), v.seen(t.Elem()))
	}
	return t
}

// isPart reports whether a type is one of a built-in part.
func (v *Table) isPart(t *types.TypeName) bool {
	if t.Pkg() == nil {
		return false
	}
	_, builtin := v.parts.Holds(t.Pkg().Path())
	return builtin
}

// Choices returns the values of a part's enumeration, as INI files write them, also
// of one that reads its texts itself to say why others are none; nil for another
// type.
func (v *Table) Choices(t types.Type) []string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || !v.isPart(named.Obj()) || !isEnumeration(v, t) {
		return nil
	}
	if basic := t.Underlying().(*types.Basic); isTextual(v, t) && basic.Kind() != types.String {
		return nil
	}
	return choices(v.pkgs.Constants(t))
}

// IsText reports whether texts are values of the type as they stand: it is a
// string or []byte, or named over one.
func (v *Table) IsText(t types.Type) bool { return isText(v, t) }

// IsFolder reports whether texts of the type name folders, of which files are
// read.
func (v *Table) IsFolder(t types.Type) bool {
	return isStd("io/fs", "FS")(v, t) || isStd("net/http", "FileSystem")(v, t) || isStd("net/http", "Dir")(v, t)
}

// IsFiles reports whether texts of the type name files, which are read when the
// program starts.
func (v *Table) IsFiles(t types.Type) bool {
	return IsCertificate(t) || isPEM(v, t) || isTemplate(t)
}

// IsName reports whether the type is a string and nothing more, whatever its name.
func (v *Table) IsName(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.String && !isTextual(v, t) && !isEnumeration(v, t)
}

// IsDuration reports whether texts of the type are durations: it is time.Duration,
// or was declared as a type over that and has neither constants nor a textual form
// of its own.
func (v *Table) IsDuration(t types.Type) bool {
	return isStd("time", "Duration")(v, t) || v.pkgs.IsOverDuration(t) && !isEnumeration(v, t) && !isTextual(v, t)
}

func (v *Table) isOverDuration(t types.Type) bool { return v.pkgs.IsOverDuration(t) }

// std returns a type of the standard library.
func (v *Table) std(path, name string) types.Type { return v.pkgs.Type(path, name) }

// path returns a path as it is meant where it stands.
func (v *Table) path(in Input) parse.Text { return v.pathAt(in.From.Span, in.Text) }

// Input is a text to be converted, and what the conversion may depend on.
type Input struct {
	Text  parse.Text
	Type  types.Type // what it becomes, which the Conversion knows
	Name  string     // the parameter or field that it is for
	From  bound.Origin
	Unit  time.Duration // of a bare number; 0 for what the key says
	Octal bool          // a number is written with the digits 0 to 7

	pointed bool // it is what a pointer points to
}

func (in Input) unit() time.Duration { return cmp.Or(in.Unit, words.UnitFor(in.From.Key)) }

// Conversion makes arguments of one Go type from texts.
type Conversion struct {
	table *Table
	row   *row
	typ   types.Type
}

// Convert returns the argument that a text becomes, or else what is wrong.
func (c *Conversion) Convert(in Input) (bound.Arg, *Misfit) {
	if !c.row.open && !in.Text.IsConst() {
		return nil, NotYet("only texts may depend on %(here)s")
	}
	in.Type = c.typ
	return c.row.convert(c.table, in)
}

// Late returns what converts the same when the program starts; nil if nothing
// does. Of the Input the text is not looked at.
func (c *Conversion) Late(in Input) *bound.Converter {
	if c.row.late == nil || in.Octal {
		return nil
	}
	in.Type = c.typ
	late := c.row.late(in)
	return &late
}

// Waits reports whether a text that depends on variables must be converted when
// the program starts. Texts need no conversion then either: they are put together
// where they are used.
func (c *Conversion) Waits() bool {
	return !c.row.open || c.row.late != nil && !isText(c.table, c.typ) || c.Pointed() != nil
}

// Pointed returns the conversion of what the type points to, if that is made when
// the program starts; nil if not.
func (c *Conversion) Pointed() *Conversion {
	p, ok := types.Unalias(c.typ).(*types.Pointer)
	if !ok || c.row.late != nil {
		return nil
	}
	elem := c.table.For(p.Elem())
	if elem == nil || elem.row.late == nil || isText(c.table, p.Elem()) {
		return nil
	}
	return elem
}

// Type is what texts become.
func (c *Conversion) Type() types.Type { return c.typ }

// row is how the types that fit are made from text.
type row struct {
	fits func(*Table, types.Type) bool
	// convert returns the argument, or else what is wrong.
	convert func(*Table, Input) (bound.Arg, *Misfit)
	// open: convert takes a text that is not known before the server starts too.
	open bool
	// late is what converts the same when the program starts; nil if nothing does.
	late func(Input) bound.Converter
}

// rows lists what a text converts to: a new one needs a line here and nothing
// elsewhere. The first that fits decides. What is said of a text here is what
// package convert of templates says, whose functions late names.
func rows() []row {
	return []row{
		{fits: isStd("time", "Duration"), convert: toDuration, late: lateDuration},
		{fits: isStd("time", "Time"), convert: toTime, late: lateBy("AsTime")},
		{fits: isStd("log/slog", "Level"), convert: toLevel, late: lateBy("AsLevel")},
		{fits: isStd("log/slog", "Leveler"), convert: toLevel},
		{fits: isStd("net/url", "URL"), convert: toURL},
		{fits: isStd("net/url", "*URL"), convert: toURL, late: lateBy("AsURL")},
		{fits: isStd("net/netip", "Addr"), convert: mustRead(convert.AsAddr, "net/netip", "MustParseAddr"), late: lateBy("AsAddr")},
		{fits: isStd("net/netip", "AddrPort"), convert: mustRead(convert.AsAddrPort, "net/netip", "MustParseAddrPort"), late: lateBy("AsAddrPort")},
		{fits: isStd("net/netip", "Prefix"), convert: mustRead(convert.AsPrefix, "net/netip", "MustParsePrefix"), late: lateBy("AsPrefix")},
		{fits: isStd("regexp", "*Regexp"), convert: mustRead(convert.AsRegexp, "regexp", "MustCompile"), late: lateBy("AsRegexp")},
		{fits: isStd("time", "*Location"), convert: toLocation, late: lateBy("AsLocation")},
		{fits: isStd("net", "*IPNet"), convert: toIPNet, late: lateBy("AsIPNet")},
		{fits: isStd("net", "IPNet"), convert: toIPNet},
		{fits: isStd("net", "*TCPAddr"), convert: toSocketAddr, late: lateBy("AsTCPAddr")},
		{fits: isStd("net", "TCPAddr"), convert: toSocketAddr},
		{fits: isStd("net", "*UDPAddr"), convert: toSocketAddr, late: lateBy("AsUDPAddr")},
		{fits: isStd("net", "UDPAddr"), convert: toSocketAddr},
		{fits: isStd("net", "IPMask"), convert: toIPMask, late: lateBy("AsIPMask")},
		{fits: isStd("net", "HardwareAddr"), convert: toHardwareAddr, late: lateBy("AsHardwareAddr")},
		{fits: isStd("net/mail", "*Address"), convert: toAddress, late: lateBy("AsAddress")},
		{fits: isStd("net/mail", "Address"), convert: toAddress},
		{fits: isStd("io/fs", "FileMode"), convert: toFileMode, late: lateTyped("AsFileMode")},
		{fits: isStd("encoding/json", "RawMessage"), convert: toJSON},
		{fits: isStd("crypto/tls", "Certificate"), convert: toCertificate, open: true},
		{fits: isPEM, convert: toPEM, open: true},
		{fits: isStd("html/template", "*Template"), convert: toTemplate, open: true},
		{fits: isStd("text/template", "*Template"), convert: toTemplate, open: true},
		{fits: isStd("io", "Writer"), convert: toWriter, open: true},
		{fits: isStd("os", "*File"), convert: toWriter, open: true},
		{fits: isStd("io/fs", "FS"), convert: toFS, open: true},
		{fits: isStd("net/http", "FileSystem"), convert: toDir, open: true},
		{fits: isStd("net/http", "Dir"), convert: toDir, open: true},
		{fits: isAny, convert: toAny, open: true},
		{fits: isLockedTextual, convert: toTextual, open: true},
		{fits: isTextual, convert: toTextual, open: true, late: lateTyped("AsTextual")},
		{fits: isEnumeration, convert: toConstant},
		{fits: (*Table).isOverDuration, convert: toDuration, late: lateDuration},
		{fits: isText, convert: toText, open: true, late: lateTyped("AsText")},
		{fits: isByteArray, convert: toByteArray},
		{fits: isRune, convert: toRune},
		{fits: isByte, convert: toByte},
		{fits: isBasic(types.IsBoolean), convert: toBool, late: lateTyped("AsBool")},
		{fits: isBasic(types.IsUnsigned), convert: orConstant(toInt), late: lateTyped("AsUint")},
		{fits: isBasic(types.IsInteger), convert: orConstant(toInt), late: lateTyped("AsInt")},
		{fits: isBasic(types.IsFloat), convert: orConstant(toFloat), late: lateTyped("AsFloat")},
		{fits: isPointer, convert: toPointer, open: true},
	}
}

// lateBy is the converter of that name, for just one type.
func lateBy(name string) func(Input) bound.Converter {
	return func(Input) bound.Converter { return bound.Converter{Func: name} }
}

// lateTyped is the converter of that name for each type.
func lateTyped(name string) func(Input) bound.Converter {
	return func(in Input) bound.Converter { return bound.Converter{Func: name, Type: in.Type} }
}

func lateDuration(in Input) bound.Converter {
	return bound.Converter{Func: "AsDuration", Type: in.Type, Unit: in.unit()}
}

// Elem is what the words of a value become: the element of a slice or an
// array, the key of a set; nil for another type.
func Elem(t types.Type) types.Type {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		if IsSet(t) {
			return t.Key()
		}
	}
	return nil
}

// IsSet reports whether a type is a set: a map to struct{}.
func IsSet(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && types.Identical(m.Elem(), types.NewStruct(nil, nil))
}
