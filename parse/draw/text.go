package draw

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
)

// Text draws what nodes are made of, with their local configuration, for people
// to read.
func Text(c *parse.Config, roots []parse.Node) string {
	d := &drawing{config: c}
	for i, n := range roots {
		if i > 0 {
			d.WriteByte('\n')
		}
		d.tree(parse.Part{Node: n}, "", "")
	}
	return d.String()
}

// tree draws a part: its own line behind first, all others behind rest.
func (d *drawing) tree(p parse.Part, first, rest string) {
	d.WriteString(first)
	if p.Label != "" {
		d.WriteString(plainText(p.Label) + ": ")
	}
	d.WriteString(strings.Join(d.caption(p.Node), "  ") + "\n")
	below := parse.Parts(p.Node)
	for _, s := range shownSettings(p.Node) {
		bar := "  "
		if len(below) > 0 {
			bar = "│ "
		}
		d.WriteString(rest + bar + "  " + plainText(s.Key) + " = " + plainText(s.Shown()) + "\n")
	}
	for i, child := range below {
		if i < len(below)-1 {
			d.tree(child, rest+"├─ ", rest+"│  ")
		} else {
			d.tree(child, rest+"└─ ", rest+"   ")
		}
	}
}

// shownSettings are the local settings of a node that go to its factory, except
// those that its parts show.
func shownSettings(n parse.Node) []parse.Setting {
	m, ok := n.(*parse.Composite)
	if parse.FactoryOf(n) == nil || ok && (m.URLMap != nil || m.Cycle) {
		return nil
	}
	local := n.Context().Local
	if !ok {
		return local
	}
	parts := map[string]int{}
	for _, named := range m.Named {
		parts[named.Key.Key]++
	}
	return slices.DeleteFunc(slices.Clone(local), func(s parse.Setting) bool {
		return parts[s.Key] > 0 && parts[s.Key] == len(s.Words())
	})
}
