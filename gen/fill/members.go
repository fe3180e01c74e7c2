package fill

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/words"
)

// member is a field of what the factory makes, or a method of it with one
// parameter, that a key is for.
type member struct {
	keys.Param
	name   string // "Cookie.Name" for a field of a field
	method bool
	chain  bool // the method returns its object, or another in its stead
	fails  bool // the method returns an error
	each   bool // the method is called for each word of the value
}

// members sets fields of what the factory makes, and calls its methods.
type members struct {
	*filler
	wanted []member // that keys are for
	known  []string // keys that any member would take
}

// offerMembers finds the members of what is made, a struct or another object,
// that keys are for which no parameter takes.
func (f *members) offerMembers(all []maker) {
	left := f.keys.Left()
	if len(left) == 0 && !f.keys.Possible {
		return
	}
	if f.object.Alias != "" || f.local != nil || f.keys.TakesRest() || len(all) == 0 || f.isMemberOfVariable() {
		return
	}
	target := all[len(all)-1]
	if f.object.Of != nil && target.object.Object == f.object.Object {
		target = all[len(all)-2]
	}
	r := f.u.Split(target.sig.Results())
	if r.Value == nil {
		return
	}
	free := keys.New(nil)
	for _, s := range left {
		free.Add(s.Setting)
	}
	for _, m := range f.membersFor(r.Value) {
		f.known = append(f.known, words.Written(m.Key))
		switch {
		case f.keys.Possible:
			f.offerMember(m)
		case f.isGiven(free, m.Param):
			f.wanted = append(f.wanted, m)
			f.forms.offer(m.Param)
		}
	}
}

// offerMember tells Describe of a member, unless a parameter takes its key
// first. Of methods only those are told that say by their names that they are
// there to add or set something.
func (f *members) offerMember(m member) {
	if f.keys.IsOffered(m.Param) || m.method && len(m.Also) == 0 && !m.chain {
		return
	}
	if m.each {
		m.Typ = types.NewSlice(m.Typ) // as it looks to the user
	}
	f.forms.offer(m.Param)
}

// isMemberOfVariable reports whether the factory is a member of a variable,
// whose fields are not the section's to set.
func (f *members) isMemberOfVariable() bool {
	if f.object.Of == nil {
		return false
	}
	_, ok := f.object.Of.Object.(*types.Var)
	return ok
}

// isGiven reports whether a key among the given ones is for the parameter.
func (f *members) isGiven(among *keys.Table, p keys.Param) bool {
	switch {
	case len(among.Get(p)) > 0:
		return true
	case f.maps.isMap(p), f.composed.isComposed(p):
		return len(among.Under(p.Names()...)) > 0
	case f.structs.isStruct(p) && (p.IsField() && p.Embedded() || among.HasPrefix(p)):
		return slices.ContainsFunc(f.places.Fields(p), func(field keys.Param) bool { return f.isGiven(among, field) })
	}
	return false
}

// membersFor returns what keys may be for in a value of the type.
func (f *members) membersFor(t types.Type) []member {
	var out []member
	if s, named, _ := gopkg.StructOf(t); s != nil {
		out = f.memberFields(keys.Param{Typ: t, Prefixes: []string{""}, Of: f.tell.TypeString(named)}, "")
	}
	for _, m := range gopkg.MethodsOf(t) {
		if method, ok := f.memberMethod(t, m); ok {
			out = append(out, method)
		}
	}
	return out
}

// memberFields returns the fields of a struct, those of structs in it by the
// path that leads there, so that setting one leaves the others as they are.
func (f *members) memberFields(p keys.Param, path string) []member {
	var out []member
	for _, field := range f.places.Fields(p) {
		_, _, ptr := gopkg.StructOf(field.Typ)
		switch {
		case f.forms.shapeOf(field) == nil:
		case f.structs.isStruct(field) && !ptr && field.Embedded():
			out = append(out, f.memberFields(field, path)...)
		case f.structs.isStruct(field) && !ptr && f.structs.wanted(field):
			out = append(out, f.memberFields(field, path+field.Name()+".")...)
		case f.forms.shapeOf(field).offer != nil:
			field.Optional = true
			out = append(out, member{Param: field, name: path + field.Name()})
		}
	}
	return out
}

// memberMethod returns a method that takes the value of a key: its only
// parameter is filled by one, and it returns nothing, or a value of its
// object's own type, or an error besides. The key is the method's name; what
// comes behind Add, Set or With does too, and behind Add also with a plural s.
func (f *members) memberMethod(t types.Type, m *types.Func) (member, bool) {
	sig := m.Signature()
	r := f.u.Split(sig.Results())
	chain := r.Value != nil && types.Identical(r.Value, t) && r.Cleanup == bound.NoCleanup
	if sig.Params().Len() != 1 || r.More || r.Value != nil && !chain {
		return member{}, false
	}
	p := f.places.Param(sig, 0)
	if s := f.forms.shapeOf(p); s == nil || s.offer == nil {
		return member{}, false
	}
	p.Key, p.Also = m.Name(), nil
	out := member{name: m.Name(), method: true, chain: chain, fails: r.Err}
	for _, verb := range []string{"Add", "Set", "With"} {
		if rest, ok := strings.CutPrefix(m.Name(), verb); ok && rest != "" {
			p.Also = append(p.Also, rest)
			if verb == "Add" {
				p.Also = append(p.Also, rest+"s")
				out.each = !p.Variadic && f.env.reads.Single(p.Typ) != nil
			}
		}
	}
	p.Prefixes, p.Optional = append([]string{p.Key}, p.Also...), true
	p.Of = f.tell.TypeString(t) + "." + m.Name()
	out.Param = f.places.WithUnits(p)
	return out, true
}

// fillMembers makes what is done to the object for the keys that its members
// take, in the order of the members.
func (f *members) fillMembers() []bound.Set {
	var out []bound.Set
	for _, m := range f.wanted {
		set := bound.Set{Name: m.name, Method: m.method, Chain: m.chain, Error: m.fails}
		all := f.keys.Get(m.Param)
		if len(all) > 0 {
			set.From = bound.Origin{Key: all[0].Key, Span: all[0].Span}
		}
		switch {
		case m.each && len(all) == 1:
			for _, w := range all[0].Words() {
				if set.Value = f.reader.one(m.Param, f.env.reads.Single(m.Typ), w, all[0].Key); set.Value != nil {
					out = append(out, set)
				}
			}
		case m.Variadic:
			set.Value = f.forms.arg(m.Param)
			out = append(out, set)
		default:
			if set.Value = f.forms.fillOne(m.Param); set.Value != nil {
				out = append(out, set)
			}
		}
	}
	return out
}
