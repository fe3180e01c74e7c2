package bench

import (
	"strconv"
	"strings"
)

// result is what one benchmark of a generated program's package showed.
type result struct {
	ns     float64 // per operation
	allocs float64
}

// bench runs the benchmarks of the package in a folder and returns the fastest
// of three runs of each, by name. Other work on the machine only ever makes a
// run slower.
func (p project) bench(name string) map[string]result {
	p.b.Helper()
	out := p.run("go", "test", "-run", "^$", "-bench", ".", "-benchtime", "100ms", "-count", "3", "./"+name)
	results := map[string]result{}
	for line := range strings.Lines(out) {
		name, r, ok := parseResult(line)
		if best, seen := results[name]; ok && (!seen || r.ns < best.ns) {
			results[name] = r
		}
	}
	return results
}

// parseResult reads "BenchmarkMatch-2  1000  12.3 ns/op  0 B/op  0 allocs/op".
func parseResult(line string) (name string, r result, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "Benchmark") {
		return "", r, false
	}
	for i := 2; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return "", r, false
		}
		switch fields[i+1] {
		case "ns/op":
			r.ns = value
		case "allocs/op":
			r.allocs = value
		}
	}
	name, _, _ = strings.Cut(strings.TrimPrefix(fields[0], "Benchmark"), "-")
	return name, r, true
}
