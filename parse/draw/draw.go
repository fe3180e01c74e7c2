// Package draw shows what Paste Deploy makes of a file: as text, in the languages
// of Graphviz and Mermaid, and as a JSON document.
package draw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/reach"
	"github.com/pastegen/pastegen/parse/source"
)

// Roots resolves every section that Paste can be asked for and that is not a
// part of what another one makes, as far as that can be guessed, in the file's
// order: what Text, DOT and Mermaid draw. A bare section such as [server] is
// among them only if it has keys that are for Paste. The resources, which Paste
// knows nothing of, come first.
func Roots(c *parse.Config) ([]parse.Node, diag.List) {
	var problems diag.List
	resolved := map[*ini.Section]parse.Node{}
	reached := map[*ini.Section]bool{}
	resolve := func(l parse.Loadable) {
		if reached[l.Section] || l.Bare && !l.SaysWhatItIs() {
			return
		}
		n, ds := c.Guess(l)
		problems.Add(ds...)
		resolved[l.Section] = n
		for s := range parse.Sections(parse.All(n)) {
			reached[s] = true
		}
		reached[l.Section] = true
	}
	for _, l := range reach.Unreferenced(c) {
		resolve(l)
	}
	loadable, _ := c.Loadables()
	var roots []parse.Node
	resources, ds := own.Resources(c)
	problems.Add(ds...)
	for _, n := range resources {
		roots = append(roots, n)
	}
	for _, l := range loadable {
		resolve(l)
		if n := resolved[l.Section]; n != nil {
			roots = append(roots, n)
		}
	}
	return roots, problems
}

// drawing is a drawing of nodes of a file, as far as it goes.
type drawing struct {
	strings.Builder
	config *parse.Config
}

// caption returns what there is to say of a node, each part if there is one: its
// kind and name, its factory, and where it stands.
func (d *drawing) caption(n parse.Node) []string {
	common := n.Context()
	what, maker, where := kindOf(n), "", common.Span
	if f, ok := n.(*parse.Failed); ok {
		what = f.Type.String()
		if f.Section == nil {
			what += " " + f.Ref
		}
		maker = "fails: " + f.Class
	}
	if s := common.Section; s != nil {
		_, name, bare := parse.SplitName(s.Name)
		if bare {
			name = "[" + s.Name + "]"
		}
		what += " " + name
		where = s.Header
	}
	if f := parse.FactoryOf(n); f != nil {
		maker = f.String()
	}
	if m, ok := n.(*parse.Composite); ok && m.Cycle {
		maker = "inside itself"
	}
	var out []string
	for _, part := range []string{what, maker, d.at(where)} {
		if part != "" {
			out = append(out, plainText(part))
		}
	}
	return out
}

// at is a place as "file:line".
func (d *drawing) at(s source.Span) string {
	if !s.IsValid() {
		return ""
	}
	return fmt.Sprintf("%s:%d", d.config.RelName(s.File), s.Position().Line)
}

// kindOf names the kind of a node as JSON does.
func kindOf(n parse.Node) string {
	switch n.(type) {
	case *parse.App:
		return "app"
	case *parse.Composite:
		return "composite"
	case *parse.Pipeline:
		return "pipeline"
	case *parse.FilterApp:
		return "filter-app"
	case *parse.FilterWith:
		return "filter-with"
	case *parse.Filter:
		return "filter"
	case *parse.Server:
		return "server"
	case *parse.Resource:
		return "resource"
	}
	return "" // a *parse.Failed
}

// plainText returns a text as it is if it fits on a line, else quoted.
func plainText(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
