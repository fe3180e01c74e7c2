package parse

import (
	"fmt"
	"strings"
	"unicode"
)

// drawing numbers the nodes of a graph as it is drawn.
type drawing struct {
	strings.Builder
	nodes int
	// How a node and an edge are written.
	box   func(id int, caption []string)
	arrow func(from, to int, label string)
}

// draw draws a node with all below it and returns its number.
func (d *drawing) draw(c *Config, n Node) int {
	d.nodes++
	id := d.nodes
	var caption []string
	for _, part := range c.caption(n) {
		if part != "" {
			caption = append(caption, part)
		}
	}
	d.box(id, caption)
	for _, b := range branches(n) {
		d.arrow(id, d.draw(c, b.node), b.label)
	}
	return id
}

// DOT draws what nodes are made of in Graphviz's language.
func (c *Config) DOT(roots []Node) string {
	d := &drawing{}
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
	fmt.Fprintf(d, "digraph \"%s\" {\n  rankdir=LR;\n  node [shape=box];\n", dotEscape(shortName(c.entry.name)))
	for _, n := range roots {
		d.draw(c, n)
	}
	d.WriteString("}\n")
	return d.String()
}

// dotEscape makes a text fit between double quotes.
func dotEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(plainText(s))
}

// Mermaid draws what nodes are made of in Mermaid's language.
func (c *Config) Mermaid(roots []Node) string {
	d := &drawing{}
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
		d.draw(c, n)
	}
	return d.String()
}

// mermaidEscape makes a text fit between double quotes: what could mean
// something to Mermaid, Markdown or HTML is written by its number.
func mermaidEscape(s string) string {
	var b strings.Builder
	for _, r := range plainText(s) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(" ./:-,", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
