package bench

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkCompile compiles generated programs with 3,000 mounts and with 3.
// The mounts are of one section or each of a section of its own, whose factory
// may fail or not. The compiler runs anew each time; all imports are compiled.
func BenchmarkCompile(b *testing.B) {
	for _, m := range []mounts{
		{3_000, "NewNothing", false},
		{3_000, "OpenNothing", false},
		{3_000, "NewNothing", true},
		{3_000, "OpenNothing", true},
	} {
		name := "one-section/" + m.factory
		if m.sections {
			name = "sections/" + m.factory
		}
		b.Run(name, func(b *testing.B) {
			p := newProject(b)
			few := m
			few.n = 3
			p.program("few", few.ini())
			p.program("many", m.ini())
			p.build("few") // so that all imports are compiled
			var one, other []float64
			for b.Loop() {
				for range 3 {
					one, other = append(one, p.compile("few")), append(other, p.compile("many"))
				}
			}
			b.ReportMetric(median(other)/median(one), "3000/3-mounts")
			b.ReportMetric(median(other)-median(one), "more-s")
			hideTime(b)
		})
	}
}

// compile builds the program in a folder and returns how many seconds it takes.
// A new file there makes sure that nothing of it is in the build cache.
func (p project) compile(name string) float64 {
	p.b.Helper()
	p.write(name+"/new.go", fmt.Sprintf("package main\n\nconst _ = %d\n", time.Now().UnixNano()))
	begin := time.Now()
	p.build(name)
	return time.Since(begin).Seconds()
}
