package parse

import "slices"

// trail is the composites that a composite stands in, the nearest first.
type trail struct {
	what   composite
	path   []ref // the references that led to it, its own one last
	around *trail
}

// composite identifies a composite by what made it.
type composite struct {
	place   place
	factory string
}

// find returns the part of the trail that starts at a composite, nil if it
// does not stand in it.
func (t *trail) find(what composite) *trail {
	for ; t != nil; t = t.around {
		if t.what == what {
			return t
		}
	}
	return nil
}

// composite makes the node of a composite, and for a URL map or a cascade
// loads the apps that its factory would ask for.
func (r *resolver) composite(c *context, common Common) Node {
	n := &Composite{Common: common, Factory: c.factory}
	if n.Cycle = !r.extensible(c, &n.Common); n.Cycle {
		return n
	}
	around := r.inside
	defer func() { r.inside = around }()
	r.inside = n.inside
	switch c.factory.target() {
	case "paste.urlmap:urlmap_factory":
		n.URLMap = r.urlmap(c)
	case "paste.cascade:make_cascade":
		n.Cascade = r.cascade(c)
	}
	return n
}

// extensible makes a node one whose factory may ask for sections. It reports a node
// that stands inside itself, and returns false.
func (r *resolver) extensible(c *context, n *Common) bool {
	what := composite{factory: c.factory.String()}
	if len(c.where) > 0 {
		what.place = c.where[len(c.where)-1]
	}
	if again := r.inside.find(what); again != nil {
		r.report(circle(r.chain[len(again.path):]))
		if !r.circular {
			r.circular, r.most = true, min(r.most, r.made+moreContexts)
		}
		return false
	}
	n.from, n.inside = c, &trail{what, slices.Clone(r.chain), r.inside}
	return true
}

// child loads the app that a setting of a composite names.
func (r *resolver) child(c *context, s Setting) Node {
	return r.load(c.loader, AppType, refTo(s), c.global)
}

// quietly is child for a setting that cannot be right anyway, so that nothing
// is said of the app.
func (r *resolver) quietly(c *context, s Setting) Node {
	mute := r.mute
	defer func() { r.mute = mute }()
	r.mute = true
	return r.child(c, s)
}
