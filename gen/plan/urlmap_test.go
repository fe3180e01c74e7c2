package plan

import (
	"fmt"
	"strings"
	"testing"
)

// TestHosts shows how mounts in matching order are arranged.
func TestHosts(t *testing.T) {
	mounts := []*Mount{
		{Domain: "a.example", Prefix: "/x"},
		{Domain: "a.example"},
		{Domain: "b.example", Prefix: "/x/y/z"},
		{Prefix: "/x/y"},
		{Prefix: "/z"},
		{Prefix: "/x"},
	}
	var b strings.Builder
	for _, h := range hosts(mounts) {
		fmt.Fprintf(&b, "%q:", h.Domain)
		draw(&b, h.Root)
		b.WriteString("\n")
	}
	want := `"a.example": here {/x here {}}
"b.example": {/x {/y {/z here {}}}}
"": {/x here {/y here {}} /z here {}}
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func draw(b *strings.Builder, n *Node) {
	if n.Mount != nil {
		b.WriteString(" here")
	}
	b.WriteString(" {")
	for i, s := range n.Segments {
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(s.Text)
		draw(b, s.Node)
	}
	b.WriteString("}")
}

func TestManyMountsAreATable(t *testing.T) {
	for n, table := range map[int]bool{maxSwitch: false, maxSwitch + 1: true} {
		var mounts []*Mount
		for i := range n {
			mounts = append(mounts, &Mount{Prefix: fmt.Sprintf("/m%d", i)})
		}
		h := hosts(mounts)
		if got := h[0].Table != nil; len(h) != 1 || got != table || (h[0].Root == nil) != table {
			t.Errorf("%d mounts: table %t, want %t", n, got, table)
		}
	}
}
