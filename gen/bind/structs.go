package bind

import (
	"go/types"
	"reflect"
	"strings"
)

// tag is what a field's paste:"key,required,default=..." says. The default is
// the rest of the tag, commas included.
type tag struct {
	key        string
	required   bool
	remain     bool
	hasDefault bool
	value      string
	unknown    string // a word that means nothing here
}

func parseTag(text string) tag {
	options, value, hasDefault := strings.Cut(reflect.StructTag(text).Get("paste"), ",default=")
	words := strings.Split(options, ",")
	t := tag{key: words[0], hasDefault: hasDefault, value: value}
	for _, w := range words[1:] {
		switch w {
		case "required":
			t.required = true
		case "remain":
			t.remain = true
		default:
			t.unknown = w
		}
	}
	return t
}

// structType returns the struct that a parameter is or points to.
func structType(t types.Type) (s *types.Struct, named types.Type, ptr bool) {
	named = t
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		named, ptr = p.Elem(), true
	}
	s, _ = named.Underlying().(*types.Struct)
	return s, named, ptr
}

// isStruct reports whether the parameter is a named struct of options, or a
// pointer to one: keys fill its exported fields.
func (f *filler) isStruct(p param) bool {
	s, t, _ := structType(p.typ)
	_, literal := types.Unalias(t).(*types.Struct)
	return s != nil && !literal && f.nameable(t) && !f.readsText(t)
}

// fields returns the exported fields of a parameter's struct as parameters. A
// field that is a struct itself takes keys below its own; an embedded one is as
// if its fields were the outer's.
func (f *filler) fields(p param) []param {
	s, _, _ := structType(p.typ)
	var out []param
	for i := range s.NumFields() {
		if v := s.Field(i); v.Exported() {
			out = append(out, newField(p, v, parseTag(s.Tag(i))))
		}
	}
	return out
}

func newField(p param, v *types.Var, t tag) param {
	field := param{Var: v, typ: v.Type(), key: v.Name(), optional: !t.required, tag: t, prefix: p.prefix}
	if t.key != "" {
		field.key = t.key
	}
	if p.prefix != "" {
		field.key = p.prefix + "." + field.key
	}
	if !v.Embedded() {
		field.prefix = field.key
	}
	return field
}

// wanted reports whether the fields of a struct must be looked into. Those of a
// field only if it is embedded or a key lies below its own, which also ends
// recursive types; an embedded pointer never is, and stays nil.
func (f *filler) wanted(p param) bool {
	_, _, ptr := structType(p.typ)
	switch {
	case p.IsField() && p.Embedded():
		return !ptr
	case p.IsField():
		return f.keys.hasPrefix(p.key)
	}
	return true
}

func (f *filler) offerFields(p param) {
	if !f.wanted(p) {
		return
	}
	for _, field := range f.fields(p) {
		f.offer(field)
		f.checkTag(field)
	}
}

// fillStruct makes a composite literal of the fields that keys fill and those
// that are injected. All others stay at their zero values.
func (f *filler) fillStruct(p param) Arg {
	if !f.wanted(p) {
		return nil
	}
	_, named, ptr := structType(p.typ)
	out := Struct{Type: named, Ptr: ptr}
	for _, field := range f.fields(p) {
		if a := f.fillField(field); a != nil {
			out.Fields = append(out.Fields, Field{field.Name(), a})
		}
	}
	if len(out.Fields) == 0 && p.optional {
		return nil
	}
	return out
}

func (f *filler) fillField(p param) Arg {
	switch s := f.shapeOf(p); {
	case s != nil:
		return s.fill(f, p)
	case p.tag.required || len(f.keys.get(p.key)) > 0:
		f.unsupported(p)
	}
	return nil
}

// handlerFields returns the exported fields that are there for one handler.
func (f *filler) handlerFields(s *types.Struct) []*types.Var {
	var out []*types.Var
	for i := range s.NumFields() {
		if takes, _ := f.u.takesHandler(s.Field(i).Type()); takes && s.Field(i).Exported() {
			out = append(out, s.Field(i))
		}
	}
	return out
}
