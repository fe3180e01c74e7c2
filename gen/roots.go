package gen

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/reach"
)

// roots are the nodes from which everything in the file is reached.
type roots struct {
	entries []bind.Root
	servers []namedServer // that could be resolved
	server  *parse.Server // the chosen one; nil if there is none or it failed
	others  []bind.Root   // the server, and what no entry point reaches
}

// namedServer is a server section.
type namedServer struct {
	name string
	node *parse.Server
}

// addUWSGI adds the server of the section [uwsgi], if there is one: as the one
// that serves, or as a server section that may be chosen.
func (r *roots) addUWSGI(c *parse.Config, opts Options) diag.List {
	node, problems := c.UWSGIServer()
	if node == nil || slices.Contains(sectionServers(c), uwsgi) {
		return nil
	}
	severity := diag.Error
	if servedByUWSGI(c, opts) {
		r.server = node
	} else {
		severity = diag.Warning
		notChosen(node.Section, problems)
	}
	if r.server == node || len(problems) == 0 {
		r.servers = append(r.servers, namedServer{uwsgi, node})
		r.others = append(r.others, bind.Root{Node: node, Severity: severity})
	}
	return atMost(severity, problems)
}

func (r *roots) all() []bind.Root {
	return append(r.entries[:len(r.entries):len(r.entries)], r.others...)
}

// resolve resolves the entry points and the server of that name, whose problems
// are errors, and then all sections that those do not reach, whose problems warn.
func resolve(c *parse.Config, entries []entryPoint, server string) (*roots, diag.List) {
	var ds diag.List
	r := &roots{}
	seen := map[*ini.Section]bool{}
	var nodes []parse.Node
	for _, e := range entries {
		n, problems := c.Resolve(parse.AppType, e.name)
		ds.Add(problems...)
		r.entries = append(r.entries, bind.Root{Node: n, Severity: diag.Error})
		note(n, seen)
		nodes = append(nodes, slices.Collect(parse.All(n))...)
	}
	ds.Add(reach.Shadowed(c, seen)...)
	ds.Add(reach.Passed(nodes, seen)...)
	loadables, _ := c.Loadables()
	for _, l := range loadables {
		if seen[l.Section] || l.Bare {
			continue
		}
		n, problems := c.Resolve(l.Type, l.Name)
		severity := diag.Warning
		switch {
		case l.Type == parse.ServerType && l.Name == server:
			severity = diag.Error
			r.server, _ = n.(*parse.Server)
		case l.Type == parse.ServerType:
			notChosen(l.Section, problems)
		}
		if s, ok := n.(*parse.Server); ok && len(problems) == 0 {
			r.servers = append(r.servers, namedServer{l.Name, s})
		}
		problems = slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return told(ds, d) })
		ds.Add(atMost(severity, problems)...)
		r.others = append(r.others, bind.Root{Node: n, Severity: severity})
		note(n, seen)
	}
	return r, ds
}

// told reports whether one of the problems says the same and refers to the
// place: it was met from another side.
func told(ds diag.List, d diag.Diagnostic) bool {
	return slices.ContainsFunc(ds, func(before diag.Diagnostic) bool {
		return before.Code.ID == d.Code.ID && before.Message == d.Message &&
			slices.ContainsFunc(before.Related, func(r diag.Related) bool { return r.Span == d.Span })
	})
}

// follows reports whether the very text that a problem of binding is about is
// wrong already as Paste reads it: a misspelt "next" is no key of the filter then.
func follows(resolved diag.List, d diag.Diagnostic) bool {
	return d.Span.IsValid() && slices.ContainsFunc(resolved, func(before diag.Diagnostic) bool {
		return before.Severity == diag.Error && before.Span == d.Span
	})
}

// notChosen says of a server that does not serve what its errors come to.
func notChosen(section *ini.Section, ds diag.List) {
	for i, d := range ds {
		if d.Severity == diag.Error {
			ds[i].Related = append(d.Related, bind.NotChosen(section))
		}
	}
}

// atMost makes errors warnings where the severity asks for it.
func atMost(severity diag.Severity, ds diag.List) diag.List {
	for i := range ds {
		ds[i].Severity = max(ds[i].Severity, severity)
	}
	return ds
}

// note notes the sections that n and all below it stand in.
func note(n parse.Node, seen map[*ini.Section]bool) {
	for s := range parse.Sections(parse.Whole(n)) {
		seen[s] = true
	}
}
