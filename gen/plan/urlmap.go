package plan

import (
	"strings"

	"github.com/pastegen/pastegen/parse"
)

// URLMap is what a urlmap is compiled to.
type URLMap struct {
	Mounts []*Mount // in the order they are built, the file's
	Hosts  []Host   // the same by host, in matching order; the last may be for any host
	// NotFound is not_found_app, built before all others; nil if not set.
	NotFound *Mount
}

// Mount is an app in a URL map.
type Mount struct {
	Func   *Func
	Var    *Var // holds what the URL map dispatches to, unless Table does
	Table  *Var // see Host; nil if the mounts of its host are written as a switch
	Prefix string
	Domain string
}

// Nested reports whether the app is a URL map itself, which needs no shift of
// the request in front of it.
func (m *Mount) Nested() bool { return m.Func.Form == FormURLMap }

// Host holds the mounts of one host.
type Host struct {
	Domain string   // as configured; empty: any host
	Mounts []*Mount // in matching order
	Root   *Node    // the same as a tree, from the empty prefix
	Table  *Var     // holds the mounts as data, if they are too many for a readable switch; else nil
}

// Node is a prefix in the tree of a Host's prefixes.
type Node struct {
	Mount    *Mount // nil if nothing is mounted just here
	Segments []Segment
}

// Segment is an edge of the tree: one segment of the path, "/v1".
type Segment struct {
	Text string
	Node *Node
}

// maxSwitch is how many mounts a host may have for them to be written as a
// switch. A match function loads all the mounts that it may return, so that
// its time grows with their number: 9, 16, 22, 27 and 49 ns at 3, 16, 24, 32
// and 64 mounts, where a table takes 21 to 24 ns, and 50 at 30,000. Up to here
// the switch is the faster of the two and still read by somebody.
// BenchmarkMounts of gen/bench has the numbers.
const maxSwitch = 24

// all returns the mounts in the order they are built, not_found_app among them.
func (m *URLMap) all() []*Mount {
	if m.NotFound == nil {
		return m.Mounts
	}
	return append([]*Mount{m.NotFound}, m.Mounts...)
}

// nameVars names the variables that hold mounts and tables: none for a mount
// that goes straight into a table.
func (m *URLMap) nameVars(local *scope) {
	for _, mount := range m.all() {
		if mount.Table == nil || mount.Nested() && mount.Func.Fails {
			mount.Var.pick(local)
		}
	}
	for _, h := range m.Hosts {
		if h.Table != nil {
			h.Table.pick(local)
		}
	}
}

// mapping plans URL maps.
type mapping struct{ *planner }

// urlMap returns the function that builds a URL map.
func (p mapping) urlMap(c *parse.Composite) *Func {
	d := p.draft(c, FormURLMap)
	m := &URLMap{}
	d.URLMap = m
	if n := c.URLMap.NotFound; n != nil {
		m.NotFound = p.mount(d, n, parse.Route{})
		m.NotFound.Var = wanted("notFound")
	}
	inOrder := p.mounts(d, m, c)
	m.Hosts = hosts(inOrder)
	for _, mount := range inOrder {
		d.key.add(mount.Domain, mount.Prefix)
	}
	return p.finish(d)
}

// mounts builds the apps in the order of the file, as Paste does, and returns
// them in matching order.
func (p mapping) mounts(d *draft, m *URLMap, c *parse.Composite) []*Mount {
	place := make(map[string]int, len(c.URLMap.Routes))
	for i, r := range c.URLMap.Routes {
		place[r.Key.Key] = i
	}
	inOrder := make([]*Mount, len(c.URLMap.Routes))
	for _, s := range c.Local {
		if i, ok := place[s.Key]; ok {
			r := c.URLMap.Routes[i]
			inOrder[i] = p.mount(d, r.App, r)
			m.Mounts = append(m.Mounts, inOrder[i])
		}
	}
	return inOrder
}

func (p mapping) mount(d *draft, app parse.Node, r parse.Route) *Mount {
	f := p.app(app)
	d.child(f)
	p.meet(f.Kind, HTTP)
	m := &Mount{
		Func:   f,
		Prefix: r.Path,
		Domain: r.Domain,
	}
	name := "root"
	if r.Domain != "" || r.Path != "" {
		name = camel(r.Domain, r.Path)
	}
	m.Var = wanted(name)
	return m
}

// hosts groups mounts by domain, keeping their order.
func hosts(mounts []*Mount) []Host {
	var hosts []Host
	for _, m := range mounts {
		if len(hosts) == 0 || hosts[len(hosts)-1].Domain != m.Domain {
			hosts = append(hosts, Host{Domain: m.Domain})
		}
		h := &hosts[len(hosts)-1]
		h.Mounts = append(h.Mounts, m)
	}
	for i := range hosts {
		hosts[i].arrange()
	}
	return hosts
}

// arrange chooses between a switch and a table.
func (h *Host) arrange() {
	if len(h.Mounts) > maxSwitch {
		h.Table = wanted(camel(h.Domain, "mounts"))
		for _, m := range h.Mounts {
			m.Table = h.Table
		}
		return
	}
	h.Root = &Node{}
	for _, m := range h.Mounts {
		h.Root.insert(m.Prefix, m)
	}
}

func (n *Node) insert(prefix string, m *Mount) {
	for prefix != "" {
		end := 1 + strings.IndexByte(prefix[1:], '/')
		if end == 0 {
			end = len(prefix)
		}
		n = n.child(prefix[:end])
		prefix = prefix[end:]
	}
	n.Mount = m
}

func (n *Node) child(segment string) *Node {
	for _, s := range n.Segments {
		if s.Text == segment {
			return s.Node
		}
	}
	n.Segments = append(n.Segments, Segment{segment, &Node{}})
	return n.Segments[len(n.Segments)-1].Node
}
