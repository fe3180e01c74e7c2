package places

import (
	"fmt"
	"strings"
	"testing"
)

// TestTable: symbols keep the order in which they are met, a section is told once,
// and of very many sections only the first.
func TestTable(t *testing.T) {
	all := table{byName: map[string]*symbol{}}
	for i := range 1000 {
		where := fmt.Sprintf("app.ini:%d: [app:a%d]", i, i)
		all.add("web.New", where)
		all.add("web.New", where)
		if i < maxSections {
			all.add("web", where)
		}
	}
	if len(all.symbols) != 2 || all.symbols[0].name != "web.New" || all.symbols[1].name != "web" {
		t.Fatalf("symbols %v", all.symbols)
	}
	first := all.symbols[1].String()
	if n := strings.Count(first, "app.ini"); n != maxSections || strings.HasSuffix(first, "others") {
		t.Errorf("%d sections: %s", n, first)
	}
	if got := all.symbols[0].String(); got != first+" or others" {
		t.Errorf("1,000 sections: %s", got)
	}
}
