package ini_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

func BenchmarkParseSections(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchmarkParse(b, "[app:app%d]\nuse = egg:Demo#app\nname = a %[1]d\ngreeting =\n  hello\n  world\n\n", n)
		})
	}
}

func BenchmarkParseKeysOfOneSection(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchmarkParse(b, "/path/number/%06d = app%[1]d\n", n)
		})
	}
}

// benchmarkParse parses a file of n pieces and reports the time for each.
func benchmarkParse(b *testing.B, piece string, n int) {
	var text strings.Builder
	text.WriteString("[composite:main]\n")
	for i := range n {
		fmt.Fprintf(&text, piece, i)
	}
	f := source.New("app.ini", text.String())
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := ini.Parse(f); problems != nil {
			b.Fatal(problems)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/piece")
}
