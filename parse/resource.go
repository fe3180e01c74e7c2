package parse

import (
	"fmt"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// Resource is a [resource:name] section: a value that is made once for the
// whole process and that factories take, such as a database. Paste ignores the
// section.
type Resource struct {
	Common
	Name    string
	Factory *Factory
}

// Resources returns the resources of the entry file, in its order. Their local
// configuration is all keys of their sections but "use".
func (c *Config) Resources() ([]*Resource, diag.List) {
	r := newResolver(c, nil)
	var found []*Resource
	byName := map[string]*ini.Section{}
	for _, s := range c.File.Sections {
		prefix, name, bare := splitName(s.Name)
		if prefix != "resource" || bare {
			continue
		}
		if other := byName[name]; other != nil {
			r.report(sameResource(s, name, other))
			continue
		}
		byName[name] = s
		if n := r.resource(s, name); n != nil {
			found = append(found, n)
		}
	}
	return found, r.problems
}

// resource reads one section, nil if it cannot be understood.
func (r *resolver) resource(s *ini.Section, name string) *Resource {
	n := &Resource{Name: name, Common: Common{Section: s, File: r.config.File, Global: r.config.sharedGlobals()}}
	ok := true
	for _, e := range s.Entries {
		value, fault := r.config.main.value(s, entryOption(e), FromLocal)
		switch {
		case fault != nil:
			r.report(fault.diagnostic(r.config.main, s))
			ok = false
		case e.Key == "use":
			n.Factory = r.maker(value)
			ok = ok && n.Factory != nil
		default:
			n.Local = append(n.Local, value)
		}
	}
	if s.Entry("use") == nil {
		r.report(resourceWithoutUse(s))
	}
	if !ok || n.Factory == nil {
		return nil
	}
	return n
}

// maker is the function that a resource's "use" names.
func (r *resolver) maker(use Setting) *Factory {
	switch {
	case use.Value.usesEnv():
		r.report(lateReference(refTo(use)))
		return nil
	case schemeOf(use.Value) != "call":
		r.report(badMaker(use))
		return nil
	}
	n, _ := r.call(AppType, refTo(use), refTo(use).slice(len("call:"), len(use.Value)), nil)
	if n == nil {
		return nil
	}
	return n.factory
}

// sharedGlobals is the global configuration that no section has changed.
func (c *Config) sharedGlobals() []Setting {
	defaults, _ := c.main.interpolated()
	global := defaults.clone()
	if set := c.globals(); set != nil {
		global.update(set)
	}
	return global.items
}

func sameResource(s *ini.Section, name string, other *ini.Section) diag.Diagnostic {
	d := problem(codeResource, s.Header, "there is a resource %q already", name)
	d.Related = []diag.Related{{Span: other.Header, Note: "the first one"}}
	return d
}

func resourceWithoutUse(s *ini.Section) diag.Diagnostic {
	d := problem(codeResource, s.Header, "section %q does not say what makes the resource", s.Name)
	d.Hint = "name a Go function with a key such as: use = call:database/sql:Open"
	return d
}

func badMaker(use Setting) diag.Diagnostic {
	d := problem(codeResource, use.Span, "expected \"call:PACKAGE:FUNCTION\", found %q", short(use.Value.String()))
	d.Hint = "a resource is made by a Go function, as in: use = call:database/sql:Open"
	if schemeOf(use.Value) == "" && strings.Contains(string(use.Value), ":") {
		d.Hint = fmt.Sprintf("did you mean %q?", "call:"+use.Value.String())
	}
	return d
}
