package parse

// JSON returns what Paste makes of every section of the file that it can be
// asked for: the document that testdata/oracle/scripts/paste_oracle.py prints,
// whose docstring describes it.
func (c *Config) JSON() []byte {
	set := object{}
	for _, s := range c.Set {
		set[s.Key] = text(s.Value)
	}
	doc := object{"file": str(shortName(c.entry.name)), "set": set}
	if exc := c.entry.exception(c.entry.name); exc != nil {
		doc["error"], doc["message"] = str(exc.class), str(exc.message)
		return encode(doc)
	}
	loadable, other := c.Loadables()
	sections, others := array{}, array{}
	for _, l := range loadable {
		sections = append(sections, c.jsonSection(l))
	}
	for _, s := range other {
		others = append(others, str(s.Name))
	}
	doc["sections"], doc["other_sections"] = sections, others
	return encode(doc)
}

func (c *Config) jsonSection(l Loadable) object {
	n, _ := c.ResolveLoadable(l)
	o := object{"section": str(l.Section.Name), "object_type": str(l.Type.String()), "name": str(l.Name)}
	if l.Bare {
		o["name"] = null{}
	}
	o["result"] = c.jsonNode(n)
	return o
}

// jsonNode is CONTEXT or ERROR of paste_oracle.py.
func (c *Config) jsonNode(n Node) jsonValue {
	if f, ok := n.(*Failed); ok {
		return jsonFailed(f)
	}
	o := c.jsonCommon(n.Context())
	switch n := n.(type) {
	case *App:
		o.made("app", n.Factory)
	case *Filter:
		o.made("filter", n.Factory)
	case *Server:
		o.made("server", n.Factory)
	case *Composite:
		o.made("composite", n.Factory)
		c.jsonComposite(o, n)
	case *Pipeline:
		o["kind"], o["filters"], o["app"] = str("pipeline"), c.jsonNodes(n.Filters), c.jsonNode(n.App)
	case *FilterApp:
		o["kind"], o["filter"], o["next"] = str("filter-app"), c.jsonNode(n.Filter), c.jsonNode(n.Next)
	case *FilterWith:
		o["kind"], o["filter"], o["next"] = str("filter-with"), c.jsonNode(n.Filter), c.jsonNode(n.Next)
	}
	return o
}

func (c *Config) jsonNodes(nodes []Node) array {
	out := array{}
	for _, n := range nodes {
		out = append(out, c.jsonNode(n))
	}
	return out
}

func jsonFailed(f *Failed) object {
	o := object{"error": str(f.Class)}
	if f.Class != recursion {
		o["message"] = str(f.Message)
	}
	return o
}

func (c *Config) jsonCommon(n *Common) object {
	o := object{
		"section": null{}, "file": null{}, "protocol": null{}, "factory": null{},
		"global_conf": jsonConf(n.Global), "local_conf": jsonConf(n.Local),
	}
	if n.Section != nil {
		o["section"], o["file"] = str(n.Section.Name), str(c.RelName(n.File.Source))
	}
	if n.Protocol != "" {
		o["protocol"] = str(n.Protocol)
	}
	var via array
	for _, v := range n.Via {
		via = append(via, str(c.RelName(v.File.Source)+"#"+v.Section.Name))
	}
	if via != nil {
		o["via"] = via
	}
	return o
}

func jsonConf(settings []Setting) object {
	o := object{}
	for _, s := range settings {
		o[s.Key] = text(s.Value)
	}
	return o
}

// made adds what only objects with a factory have.
func (o object) made(kind string, f *Factory) {
	o["kind"], o["factory"] = str(kind), str(f.String())
	if f.Assumed {
		o["protocol_assumed"] = boolean(true)
	}
}

func (c *Config) jsonComposite(o object, n *Composite) {
	switch {
	case n.Cycle:
		o["apps"] = object{"error": str(recursion)}
	case n.URLMap != nil:
		c.jsonURLMap(o, n.URLMap)
	case n.Cascade != nil:
		c.jsonCascade(o, n.Cascade)
	}
}

func (c *Config) jsonURLMap(o object, m *URLMap) {
	o["apps"] = c.jsonMounts(m.mounts)
	if m.NotFound != nil {
		o["not_found_app"] = c.jsonNode(m.NotFound)
	}
	routes := array{}
	for _, r := range m.Routes {
		domain := jsonValue(null{})
		if !r.anyHost {
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

func (c *Config) jsonCascade(o object, m *Cascade) {
	codes, order := array{}, array{}
	for _, code := range m.Catch {
		codes = append(codes, integer(code))
	}
	for _, a := range m.Apps {
		order = append(order, str(a.Key.Key))
	}
	o["apps"], o["order"] = c.jsonMounts(m.Apps, m.bad), order
	o["catch"] = codes
	if m.badCatch != nil {
		o["catch"] = jsonFailed(m.badCatch)
	}
}

func (c *Config) jsonMounts(lists ...[]Mount) object {
	o := object{}
	for _, list := range lists {
		for _, m := range list {
			o[m.Key.Key] = c.jsonNode(m.App)
		}
	}
	return o
}
