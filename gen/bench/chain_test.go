package bench

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkChain calls an app through a pipeline of ten filters, and through
// the same filters nested by hand.
func BenchmarkChain(b *testing.B) {
	var ini strings.Builder
	ini.WriteString("[pipeline:main]\npipeline = f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 nothing\n\n[app:nothing]\nuse = call:example.com/web:NewNothing\nname =\n")
	for i := range 10 {
		fmt.Fprintf(&ini, "\n[filter:f%d]\nuse = call:example.com/web:Pass\n", i)
	}
	p := newProject(b)
	p.program("app", ini.String())
	p.write("app/chain_test.go", testdata(b, "chain/chain_test.go"))
	for b.Loop() {
		r := p.bench("app")
		b.ReportMetric(r["Generated"].ns/r["ByHand"].ns, "generated/by-hand")
		b.ReportMetric(r["Generated"].allocs, "allocs")
	}
	hideTime(b)
}
