package draw

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse"
)

// chart is a drawing of boxes and arrows, which numbers the nodes.
type chart struct {
	drawing
	nodes int
	// How a node and an edge are written.
	box   func(id int, caption []string)
	arrow func(from, to int, label string)
}

// draw draws a node with all below it and returns its number.
func (d *chart) draw(n parse.Node) int {
	d.nodes++
	id := d.nodes
	d.box(id, d.caption(n))
	for _, p := range parse.Parts(n) {
		d.arrow(id, d.draw(p.Node), plainText(p.Label))
	}
	return id
}

// DOT draws what nodes are made of in Graphviz's language.
func DOT(c *parse.Config, roots []parse.Node) string {
	d := &chart{drawing: drawing{config: c}}
	d.box = func(id int, caption []string) {
		for i := range caption {
			caption[i] = dotEscape(caption[i])
		}
		fmt.Fprintf(d, "  n%d [label=\"%s\"];\n", id, strings.Join(caption, `\n`))
	}
	d.arrow = func(from, to int, label string) {
		if label == "" {
			fmt.Fprintf(d, "  n%d -> n%d;\n", from, to)
			return
		}
		fmt.Fprintf(d, "  n%d -> n%d [label=\"%s\"];\n", from, to, dotEscape(label))
	}
	fmt.Fprintf(d, "digraph \"%s\" {\n  rankdir=LR;\n  node [shape=box];\n", dotEscape(plainText(c.RelName(c.File.Source))))
	for _, n := range roots {
		d.draw(n)
	}
	d.WriteString("}\n")
	return d.String()
}

// dotEscape makes a text fit between double quotes.
func dotEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

// Mermaid draws what nodes are made of in Mermaid's language.
func Mermaid(c *parse.Config, roots []parse.Node) string {
	d := &chart{drawing: drawing{config: c}}
	d.box = func(id int, caption []string) {
		for i := range caption {
			caption[i] = mermaidEscape(caption[i])
		}
		fmt.Fprintf(d, "  n%d[\"%s\"]\n", id, strings.Join(caption, "<br/>"))
	}
	d.arrow = func(from, to int, label string) {
		if label == "" {
			fmt.Fprintf(d, "  n%d --> n%d\n", from, to)
			return
		}
		fmt.Fprintf(d, "  n%d -->|\"%s\"| n%d\n", from, mermaidEscape(label), to)
	}
	d.WriteString("flowchart LR\n")
	for _, n := range roots {
		d.draw(n)
	}
	return d.String()
}

// mermaidEscape makes a text fit between double quotes: what could mean
// something to Mermaid, Markdown or HTML is written by its number.
func mermaidEscape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(" ./:-,", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
