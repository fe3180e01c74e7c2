package bench

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// mounts is an INI file with n apps mounted at /service0, /team1/service1 and
// so on. They are all one section, or each a section of its own.
type mounts struct {
	n        int
	factory  string // of package web
	sections bool   // one for each mount
}

func (m mounts) ini() string {
	var b strings.Builder
	b.WriteString("[composite:main]\nuse = egg:Paste#urlmap\n")
	for i, prefix := range m.prefixes() {
		app := 0
		if m.sections {
			app = i
		}
		fmt.Fprintf(&b, "%s = app%d\n", prefix, app)
	}
	for i := range m.n {
		fmt.Fprintf(&b, "\n[app:app%d]\nuse = call:example.com/web:%s\nname = number %d\n", i, m.factory, i)
		if !m.sections {
			break
		}
	}
	return b.String()
}

func (m mounts) prefixes() []string {
	all := make([]string, m.n)
	for i := range all {
		all[i] = fmt.Sprint("/service", i)
		if i%2 == 1 {
			all[i] = fmt.Sprintf("/team%d%s", i%97, all[i])
		}
	}
	return all
}

// BenchmarkMounts asks generated URL maps for random mounts of theirs.
//
// match is the generated match function, serve that and the shift of the
// request; both are compared with http.ServeMux and http.StripPrefix over the
// same prefixes.
func BenchmarkMounts(b *testing.B) {
	for _, n := range []int{3, 30, 300, 3_000, 30_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := newProject(b)
			m := mounts{n: n, factory: "NewNothing"}
			p.matchProgram("app", m.ini(), m.prefixes())
			for b.Loop() {
				reportMounts(b, p.bench("app"))
			}
		})
	}
}

// matchProgram generates a program with a benchmark beside it, which asks for
// something below each of the prefixes.
func (p project) matchProgram(name, ini string, prefixes []string) {
	p.b.Helper()
	rand.Shuffle(len(prefixes), func(i, j int) { prefixes[i], prefixes[j] = prefixes[j], prefixes[i] })
	p.program(name, ini)
	p.write(name+"/match_test.go", testdata(p.b, "match/match_test.go"))
	p.write(name+"/paths.txt", strings.Join(prefixes, "\n"))
}

func reportMounts(b *testing.B, r map[string]result) {
	b.ReportMetric(r["Match"].ns, "match-ns")
	b.ReportMetric(r["Match"].allocs, "match-allocs")
	b.ReportMetric(r["Serve"].allocs, "serve-allocs")
	b.ReportMetric(r["Match"].ns/r["ServeMux"].ns, "match/ServeMux")
	b.ReportMetric(r["Serve"].ns/r["ServeMux"].ns, "serve/ServeMux")
	hideTime(b)
}

// hideTime leaves out the time of a whole round, which says nothing.
func hideTime(b *testing.B) { b.ReportMetric(0, "ns/op") }

// BenchmarkNestedMounts mounts URL maps in URL maps, and asks for the innermost
// app. The request must be copied once, however deep.
func BenchmarkNestedMounts(b *testing.B) {
	for _, depth := range []int{1, 3, 10} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			p := newProject(b)
			ini := "[app:app0]\nuse = call:example.com/web:NewNothing\nname = innermost\n"
			for i := range depth {
				name, next := fmt.Sprint("map", i), fmt.Sprint("map", i+1)
				if i == 0 {
					name = "main"
				}
				if i == depth-1 {
					next = "app0"
				}
				ini += fmt.Sprintf("\n[composite:%s]\nuse = egg:Paste#urlmap\n/level%d = %s\n/other = app0\n", name, i, next)
			}
			prefix := ""
			for i := range depth {
				prefix += fmt.Sprint("/level", i)
			}
			p.matchProgram("app", ini, []string{prefix})
			for b.Loop() {
				reportMounts(b, p.bench("app"))
			}
		})
	}
}
