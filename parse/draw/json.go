package draw

import (
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// JSON returns what Paste makes of every section of the file that it can be
// asked for: the document that testdata/oracle/scripts/paste_oracle.py prints,
// whose docstring describes it, but without secrets. Composites of whose factories
// Paste knows nothing have "apps" too, if words of their values name sections: by
// key a CONTEXT, or an array of them where a value has several such words.
func JSON(c *parse.Config) []byte {
	d := &document{config: c, resolve: c.Guess, value: parse.Setting.Shown, message: func(f *parse.Failed) string { return f.Shown }}
	return diag.PrintableJSON(d.encode())
}

// verbatim returns the very document that the oracle prints.
func verbatim(c *parse.Config) []byte {
	return (&document{
		config:  c,
		resolve: c.ResolveLoadable,
		value:   func(s parse.Setting) string { return s.Value.String() },
		message: func(f *parse.Failed) string { return f.Message },
	}).encode()
}

// document makes the parts of a document.
type document struct {
	config  *parse.Config
	resolve func(parse.Loadable) (parse.Node, diag.List)
	// How the value of a setting and the message of an exception are written.
	value   func(parse.Setting) string
	message func(*parse.Failed) string
}

func (d *document) encode() []byte {
	c := d.config
	doc := object{"file": str(c.RelName(c.File.Source)), "set": d.conf(c.Set)}
	if f := c.Failed(); f != nil {
		doc["error"], doc["message"] = str(f.Class), str(d.message(f))
		return encode(doc)
	}
	loadable, other := c.Loadables()
	sections, others := array{}, array{}
	for _, l := range loadable {
		sections = append(sections, d.section(l))
	}
	for _, s := range other {
		others = append(others, str(s.Name))
	}
	doc["sections"], doc["other_sections"] = sections, others
	return encode(doc)
}

func (d *document) section(l parse.Loadable) object {
	n, _ := d.resolve(l)
	o := object{"section": str(l.Section.Name), "object_type": str(l.Type.String()), "name": str(l.Name)}
	if l.Bare {
		o["name"] = null{}
	}
	o["result"] = d.node(n)
	return o
}

// node is CONTEXT or ERROR of paste_oracle.py.
func (d *document) node(n parse.Node) jsonValue {
	if f, ok := n.(*parse.Failed); ok {
		return d.failed(f)
	}
	o := d.common(n.Context())
	switch n := n.(type) {
	case *parse.App:
		o.made("app", n.Factory)
	case *parse.Filter:
		o.made("filter", n.Factory)
	case *parse.Server:
		o.made("server", n.Factory)
	case *parse.Composite:
		o.made("composite", n.Factory)
		d.composite(o, n)
	case *parse.Pipeline:
		o["kind"], o["filters"], o["app"] = str("pipeline"), d.nodes(n.Filters), d.node(n.App)
	case *parse.FilterApp:
		o["kind"], o["filter"], o["next"] = str("filter-app"), d.node(n.Filter), d.node(n.Next)
	case *parse.FilterWith:
		o["kind"], o["filter"], o["next"] = str("filter-with"), d.node(n.Filter), d.node(n.Next)
	}
	return o
}

func (d *document) nodes(nodes []parse.Node) array {
	out := array{}
	for _, n := range nodes {
		out = append(out, d.node(n))
	}
	return out
}

func (d *document) failed(f *parse.Failed) object {
	o := object{"error": str(f.Class)}
	if f.Class != parse.Recursion {
		o["message"] = str(d.message(f))
	}
	return o
}

func (d *document) common(n *parse.Common) object {
	o := object{
		"section": null{}, "file": null{}, "protocol": null{}, "factory": null{},
		"global_conf": d.conf(n.Global), "local_conf": d.conf(n.Local),
	}
	if n.Section != nil {
		o["section"], o["file"] = str(n.Section.Name), str(d.config.RelName(n.File.Source))
	}
	if n.Protocol != "" {
		o["protocol"] = str(n.Protocol)
	}
	var via array
	for _, v := range n.Via {
		via = append(via, str(d.config.RelName(v.File.Source)+"#"+v.Section.Name))
	}
	if via != nil {
		o["via"] = via
	}
	return o
}

func (d *document) conf(settings []parse.Setting) object {
	o := object{}
	for _, s := range settings {
		o[s.Key] = str(d.value(s))
	}
	return o
}

// made adds what only objects with a factory have.
func (o object) made(kind string, f *parse.Factory) {
	o["kind"], o["factory"] = str(kind), str(f.String())
	if f.Assumed {
		o["protocol_assumed"] = boolean(true)
	}
}

func (d *document) composite(o object, n *parse.Composite) {
	switch {
	case n.Cycle:
		o["apps"] = object{"error": str(parse.Recursion)}
	case n.URLMap != nil:
		d.urlmap(o, n.URLMap)
	case n.Named != nil:
		o["apps"] = d.named(n.Named)
	}
}

func (d *document) urlmap(o object, m *parse.URLMap) {
	o["apps"] = d.mounts(m.Mounts)
	if m.NotFound != nil {
		o["not_found_app"] = d.node(m.NotFound)
	}
	routes := array{}
	for _, r := range m.Routes {
		domain := jsonValue(null{})
		if !r.AnyHost {
			domain = str(r.Domain)
		}
		routes = append(routes, array{domain, str(r.Path), str(r.Key.Key)})
	}
	o["routes"] = routes
	var shadowed array
	for _, s := range m.Shadowed {
		shadowed = append(shadowed, str(s.Key))
	}
	if shadowed != nil {
		o["shadowed"] = shadowed
	}
}

func (d *document) mounts(all []parse.Mount) object {
	o := object{}
	for _, m := range all {
		o[m.Key.Key] = d.node(m.App)
	}
	return o
}

// named is mounts for keys that may have several.
func (d *document) named(all []parse.Mount) object {
	byKey := map[string]array{}
	for _, m := range all {
		byKey[m.Key.Key] = append(byKey[m.Key.Key], d.node(m.App))
	}
	o := object{}
	for key, nodes := range byKey {
		o[key] = nodes
		if len(nodes) == 1 {
			o[key] = nodes[0]
		}
	}
	return o
}
