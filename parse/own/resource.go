package own

import (
	"fmt"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// Resources returns the resources of the entry file, in its order. Their local
// configuration is all keys of their sections but "use".
func Resources(c *parse.Config) ([]*parse.Resource, diag.List) {
	var problems diag.List
	var found []*parse.Resource
	byName := map[string]*ini.Section{}
	for _, s := range c.File.Sections {
		prefix, name, bare := parse.SplitName(s.Name)
		if prefix != "resource" || bare {
			continue
		}
		if other := byName[name]; other != nil {
			problems.Add(sameResource(s, name, other))
			continue
		}
		byName[name] = s
		n, ds := resource(c, s, name)
		problems.Add(ds...)
		if n != nil {
			found = append(found, n)
		}
	}
	return found, problems
}

// resource reads one section, nil if it cannot be understood.
func resource(c *parse.Config, s *ini.Section, name string) (*parse.Resource, diag.List) {
	settings, problems := c.Settings(s)
	n := &parse.Resource{Name: name, Common: parse.Common{Section: s, File: c.File, Global: c.Global()}}
	for _, value := range settings {
		if value.Key != "use" {
			n.Local = append(n.Local, value)
			continue
		}
		factory, ds := maker(value)
		problems.Add(ds...)
		n.Factory = factory
	}
	if s.Entry("use") == nil {
		problems.Add(withoutUse(s))
	}
	if problems.HasErrors() {
		return nil, problems
	}
	return n, problems
}

// maker is the function, or the entry point, that a resource's "use" names.
func maker(use parse.Setting) (*parse.Factory, diag.List) {
	scheme := conf.Scheme(use.Value)
	if len(use.Value.Variables()) == 0 && scheme != "call" && scheme != "egg" {
		return nil, diag.List{badMaker(use)}
	}
	return parse.Callable(use)
}

func sameResource(s *ini.Section, name string, other *ini.Section) diag.Diagnostic {
	d := diag.Errorf(codeResource, s.Header, "there is a resource %q already", name)
	d.Related = []diag.Related{{Span: other.Header, Note: "the first one"}}
	return d
}

func withoutUse(s *ini.Section) diag.Diagnostic {
	d := diag.Errorf(codeResource, s.Header, "section %q does not say what makes the resource", s.Name)
	d.Hint = "name a Go function with a key such as: use = call:database/sql:Open"
	return d
}

func badMaker(use parse.Setting) diag.Diagnostic {
	d := diag.Errorf(codeResource, use.Span, "expected \"call:PACKAGE:FUNCTION\", found %q", diag.Excerpt(use.Shown()))
	d.Hint = "a resource is made by a Go function, as in: use = call:database/sql:Open"
	if conf.Scheme(use.Value) == "" && strings.Contains(string(use.Value), ":") {
		d.Hint = fmt.Sprintf("did you mean %q?", "call:"+use.Shown())
	}
	return d
}
