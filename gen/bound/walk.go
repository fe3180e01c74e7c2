package bound

import "slices"

// Rebuild returns an argument with what f makes of each of its parts, the
// arguments that it is made of, in their stead. The argument itself stays as it
// is. One without parts is returned as it stands.
func Rebuild(a Arg, f func(Arg) Arg) Arg {
	switch a := a.(type) {
	case Struct:
		a.Fields = slices.Clone(a.Fields)
		for i := range a.Fields {
			a.Fields[i].Value = f(a.Fields[i].Value)
		}
		return a
	case Slice:
		a.Items = each(a.Items, f)
		return a
	case Map:
		a.Entries = slices.Clone(a.Entries)
		for i := range a.Entries {
			a.Entries[i] = Entry{f(a.Entries[i].Key), f(a.Entries[i].Value)}
		}
		return a
	case Pointer:
		a.Value = f(a.Value)
		return a
	case Object:
		a.Func = a.Func.rebuild(f)
		return a
	case New:
		a.Call = a.Call.Rebuild(f)
		return a
	case Next, Ctx, Logger, GlobalConf, LocalConf, Text, Const, Duration, File, Files, Textual, Late, ID, Settings, Where, Shared, Zero, App, Filter, Loader:
		// They have none.
	}
	return a
}

// Rebuild returns a call with what f makes of each argument in its stead: what
// its function is a member of, then its arguments, then what is done to the
// result.
func (c *Call) Rebuild(f func(Arg) Arg) *Call {
	out := *c
	out.Func = c.Func.rebuild(f)
	out.Args = each(c.Args, f)
	out.Sets = slices.Clone(c.Sets)
	for i := range out.Sets {
		out.Sets[i].Value = f(out.Sets[i].Value)
	}
	return &out
}

func (fn Func) rebuild(f func(Arg) Arg) Func {
	if fn.Of != nil {
		fn.Of = f(fn.Of)
	}
	return fn
}

func each(all []Arg, f func(Arg) Arg) []Arg {
	out := make([]Arg, len(all))
	for i, a := range all {
		out[i] = f(a)
	}
	return out
}

// Walk calls visit for an argument, and then for each of its parts and theirs.
func Walk(a Arg, visit func(Arg)) {
	visit(a)
	if made, ok := a.(New); ok {
		made.Call.Walk(visit)
		return
	}
	Rebuild(a, func(part Arg) Arg {
		Walk(part, visit)
		return part
	})
}

// Walk calls visit for each argument of a call and each part of one, in the order
// of Rebuild.
func (c *Call) Walk(visit func(Arg)) {
	if c.Func.Of != nil {
		Walk(c.Func.Of, visit)
	}
	for _, a := range c.Args {
		Walk(a, visit)
	}
	for _, s := range c.Sets {
		Walk(s.Value, visit)
	}
}
