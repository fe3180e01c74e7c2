package parse

import (
	"strconv"
	"strings"
	"unicode"
)

// Tree draws what nodes are made of, with their local configuration, for people
// to read.
func (c *Config) Tree(roots []Node) string {
	var b strings.Builder
	for i, n := range roots {
		if i > 0 {
			b.WriteByte('\n')
		}
		c.tree(&b, branch{"", n}, "", "")
	}
	return b.String()
}

// tree draws a branch: its own line behind first, all others behind rest.
func (c *Config) tree(b *strings.Builder, br branch, first, rest string) {
	b.WriteString(first)
	if br.label != "" {
		b.WriteString(plainText(br.label) + ": ")
	}
	var parts []string
	for _, p := range c.caption(br.node) {
		if p != "" {
			parts = append(parts, plainText(p))
		}
	}
	b.WriteString(strings.Join(parts, "  ") + "\n")
	below := branches(br.node)
	for _, s := range shownSettings(br.node) {
		bar := "  "
		if len(below) > 0 {
			bar = "│ "
		}
		b.WriteString(rest + bar + "  " + plainText(s.Key) + " = " + plainText(s.Value.String()) + "\n")
	}
	for i, child := range below {
		if i < len(below)-1 {
			c.tree(b, child, rest+"├─ ", rest+"│  ")
		} else {
			c.tree(b, child, rest+"└─ ", rest+"   ")
		}
	}
}

// shownSettings are the local settings of a node that go to its factory, except
// those that the branches show.
func shownSettings(n Node) []Setting {
	m, ok := n.(*Composite)
	if factoryOf(n) == nil || ok && (m.URLMap != nil || m.Cascade != nil || m.Cycle) {
		return nil
	}
	return n.Context().Local
}

// plainText returns a text as it is if it fits on a line, else quoted.
func plainText(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
