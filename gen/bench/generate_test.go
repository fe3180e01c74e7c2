package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/draw"
)

// BenchmarkGenerate generates programs of a few and of many sections, in this
// process and as a command, and compares with the go command that any generator
// must run to see Go types: one that lists the imported package, with the
// export data of all it is made of. The build cache is warm.
func BenchmarkGenerate(b *testing.B) {
	for _, n := range []int{3, 100, 1_000, 3_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := newProject(b)
			p.command("go", "build", "./web").Run()
			p.program("app", mounts{n, "OpenNothing", true}.ini())
			pastegen := p.pastegen()
			var list, inProcess, command []float64
			var megabytes float64
			for b.Loop() {
				for range 7 {
					list = append(list, seconds(func() { p.run("go", "list", "-deps", "-export", "-json", "./web") }))
					inProcess = append(inProcess, seconds(func() { p.generate("app") }))
					command = append(command, seconds(func() { megabytes = max(megabytes, p.memory(pastegen, "generate", "app/app.ini")) }))
				}
			}
			b.ReportMetric(median(inProcess)/median(list), "in-process/go-list")
			b.ReportMetric(median(command)/median(list), "command/go-list")
			b.ReportMetric(1e6*(median(command)-1.5*median(list))/float64(n), "ms-beyond-1.5/1000-sections")
			b.ReportMetric(median(command), "command-s")
			b.ReportMetric(megabytes, "MB")
			hideTime(b)
		})
	}
}

func seconds(f func()) float64 {
	begin := time.Now()
	f()
	return time.Since(begin).Seconds()
}

// pastegen builds the command.
func (p project) pastegen() string {
	p.b.Helper()
	bin := p.path("pastegen.bin")
	cmd := p.command("go", "build", "-o", bin, "github.com/pastegen/pastegen/cmd/pastegen")
	cmd.Dir = "."
	cmd.Env = os.Environ()
	if out, err := cmd.CombinedOutput(); err != nil {
		p.b.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// memory runs a command and returns the most memory that it, or a command that
// it ran, had resident, in MB.
func (p project) memory(name string, args ...string) float64 {
	p.b.Helper()
	cmd := p.command(name, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		p.b.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok || runtime.GOOS != "linux" {
		return 0
	}
	return float64(usage.Maxrss) / 1024
}

// BenchmarkWithoutGo has what needs no Go packages: a real file is loaded and
// its graph resolved and shown, in this process and as a command.
func BenchmarkWithoutGo(b *testing.B) {
	p := newProject(b)
	pastegen := p.pastegen()
	for _, file := range []string{"../../examples/wiki/wiki.ini", "../../parse/testdata/corpus/nova-2025.ini"} {
		b.Run(strings.TrimSuffix(filepath.Base(file), ".ini"), func(b *testing.B) {
			path, err := filepath.Abs(file)
			if err != nil {
				b.Fatal(err)
			}
			var inProcess, command []float64
			for b.Loop() {
				for range 20 {
					inProcess = append(inProcess, seconds(func() {
						config, _ := parse.Load(path, nil)
						draw.Roots(config)
					}))
					command = append(command, seconds(func() { p.run(pastegen, "graph", path) }))
				}
			}
			b.ReportMetric(1e3*median(inProcess), "in-process-ms")
			b.ReportMetric(1e3*median(command), "command-ms")
			hideTime(b)
		})
	}
}

// BenchmarkRead reads and resolves files of many sections, apps that are
// mounted in URL maps of a hundred. The time for each section must not grow
// with their number.
func BenchmarkRead(b *testing.B) {
	var first float64
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := newProject(b)
			var ini strings.Builder
			for from := 0; from < n; from += 100 {
				fmt.Fprintf(&ini, "[composite:map%d]\nuse = egg:Paste#urlmap\n", from)
				for i := range 100 {
					fmt.Fprintf(&ini, "/mount%d = app%d\n", i, from+i)
				}
				for i := range 100 {
					fmt.Fprintf(&ini, "\n[app:app%d]\nuse = call:example.com/web:NewNothing\nname = %%(here)s/%d\n\n", from+i, i)
				}
			}
			p.write("app.ini", ini.String())
			for b.Loop() {
				config, problems := parse.Load(p.path("app.ini"), nil)
				_, more := draw.Roots(config)
				if problems.HasErrors() || more.HasErrors() {
					b.Fatal(problems, more)
				}
			}
			each := b.Elapsed().Seconds() / float64(b.N) / float64(n)
			if first == 0 {
				first = each
			}
			b.ReportMetric(1e6*each, "us/section")
			b.ReportMetric(each/first, "to-100-sections")
			hideTime(b)
		})
	}
}

// TestWithoutGo generates a program that names no Go package where there is no
// go command.
func TestWithoutGo(t *testing.T) {
	t.Setenv("PATH", "")
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	ini := "[composite:main]\nuse = egg:Paste#urlmap\n/a = other\n\n[composite:other]\nuse = egg:Paste#urlmap\n\n" +
		"[server:main]\nuse = egg:waitress\nport = 8081\n"
	if err := os.WriteFile(path, []byte(ini), 0o666); err != nil {
		t.Fatal(err)
	}
	config, problems := parse.Load(path, nil)
	out, more, err := gen.Generate(t.Context(), config, gen.Options{Bind: bind.Options{Dir: dir, Env: os.Environ()}})
	problems.Add(more...)
	if err != nil || problems.HasErrors() || out == nil {
		t.Fatal(err, problems)
	}
}
