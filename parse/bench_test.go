package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// manySections is a file of n sections: a URL map over pipelines of two of ten
// shared filters and an app, with defaults that values refer to.
func manySections(n int) string {
	var b strings.Builder
	b.WriteString("[DEFAULT]\nroot = %(here)s/data\ndebug = false\nlog = %(root)s/log\nhost = 127.0.0.1\n")
	mounts := (n - 11) / 2
	b.WriteString("[composite:main]\nuse = egg:Paste#urlmap\n")
	for i := range mounts {
		fmt.Fprintf(&b, "/area%d/part%d = pipe%d\n", i%100, i, i)
	}
	for i := range 10 {
		fmt.Fprintf(&b, "[filter:f%d]\nuse = egg:Paste#translogger\nlevel = %d\n", i, i)
	}
	for i := range mounts {
		fmt.Fprintf(&b, "[pipeline:pipe%d]\npipeline = f%d f%d app%d\n", i, i%10, i*7%10, i)
		fmt.Fprintf(&b, "[app:app%d]\npaste.app_factory = apps:New\nfile = %%(root)s/%d.db\ntitle = number %d\n", i, i, i)
	}
	return b.String()
}

func writeFile(tb testing.TB, text string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "app.ini")
	overwrite(tb, path, text)
	return path
}

func overwrite(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkSections reads and resolves files of three sizes. The time for a
// section must not grow with the size.
func BenchmarkSections(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		path := writeFile(b, manySections(n))
		steps := []struct {
			name string
			do   func(c *Config)
		}{
			{"load", func(*Config) {}},
			{"main", func(c *Config) { c.Resolve(AppType, "main") }},
			{"all", func(c *Config) {
				loadable, _ := c.Loadables()
				for _, l := range loadable {
					c.ResolveLoadable(l)
				}
			}},
		}
		for _, s := range steps {
			b.Run(fmt.Sprintf("%s/%d", s.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c, problems := Load(path, nil)
					if len(problems) > 0 {
						b.Fatal(problems)
					}
					s.do(c)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/section")
			})
		}
	}
}
