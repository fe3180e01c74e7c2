package bind_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

const twoApps = "[app:main]\nuse = call:apps:New\n[app:std]\nuse = call:expvar:Handler\n"

// one returns the only diagnostic.
func one(t *testing.T, ds diag.List) diag.Diagnostic {
	t.Helper()
	if len(ds) != 1 {
		t.Fatalf("%d problems, want 1: %v", len(ds), ds)
	}
	return ds[0]
}

func TestFolderWithoutModule(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "app.ini"), []byte("[app:main]\nuse = call:apps:New\n[app:other]\nuse = call:./other:New\n"))
	write(t, filepath.Join(dir, "apps", "apps.go"), []byte("package apps\n"))
	_, ds := bindAll(t, filepath.Join(dir, "app.ini"))
	d := one(t, ds)
	if d.Code.ID != "PG301" || !strings.Contains(d.Hint, "go mod init") || strings.Contains(d.Message, dir) {
		t.Error(full(d))
	}
}

func TestStandardLibraryNeedsNoModule(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "app.ini"), []byte("[app:main]\nuse = call:expvar:Handler\n"))
	prog, ds := bindAll(t, filepath.Join(dir, "app.ini"))
	if len(ds) > 0 || len(prog.Calls) != 1 {
		t.Error(len(prog.Calls), ds)
	}
}

// bindWith binds one app of a file with the given options.
func bindWith(t *testing.T, path, app string, severity diag.Severity, opts bind.Options) (*bound.Program, diag.List) {
	t.Helper()
	config, ds := parse.Load(path, nil)
	node, more := config.Resolve(parse.AppType, app)
	if ds = append(ds, more...); ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	opts.Dir = filepath.Dir(path)
	return bind.Bind(context.Background(), config, []bind.Root{{Node: node, Severity: severity}}, opts)
}

func TestMissingGoCommand(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, []byte(twoApps))
	t.Setenv("PATH", dir)
	_, ds := bindWith(t, path, "std", diag.Error, bind.Options{})
	if d := one(t, ds); d.Code.ID != "PG303" || !strings.Contains(d.Message, "executable file not found") {
		t.Error(full(d))
	}
}

// TestNoGoCommand: a file that needs no Go package runs no command at all.
func TestNoGoCommand(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, []byte("[server:main]\nuse = egg:Paste#http\n[composite:main]\nuse = egg:Paste#urlmap\n"))
	t.Setenv("PATH", dir)
	if _, ds := bindAll(t, path); len(ds) > 0 {
		t.Error(ds)
	}
}

// TestReferenceBelowParts: a value may turn out to name a Go package though no
// factory does.
func TestReferenceBelowParts(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, []byte("[filter:main]\nuse = egg:Paste#auth_basic\nrealm = x\nauthfunc = site:Check\n[filter:gzip]\nuse = egg:Paste#gzip\n"))
	write(t, filepath.Join(dir, "go.mod"), []byte("module example.com/site\n\ngo 1.24\n"))
	write(t, filepath.Join(dir, "site", "site.go"), []byte("package site\n\nimport \"net/http\"\n\nfunc Check(r *http.Request, user, password string) bool { return false }\n"))
	prog, ds := bindAll(t, path)
	if len(ds) > 0 || len(prog.Calls) != 2 {
		t.Errorf("%d calls, %v", len(prog.Calls), ds)
	}
	t.Setenv("PATH", dir)
	prog, ds = bindAll(t, path)
	if d := one(t, ds); d.Code.ID != "PG303" || len(prog.Calls) != 1 {
		t.Errorf("without the go command: %d calls, %s", len(prog.Calls), full(d))
	}
}

func TestSeverityOfRoot(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, []byte("[app:main]\nuse = call:no.such:New\n"))
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		_, ds := bindWith(t, path, "main", severity, bind.Options{})
		if d := one(t, ds); d.Severity != severity {
			t.Errorf("severity %v: %s", severity, full(d))
		}
	}
}

// TestIncludedFile: modules are looked for beside the file that names them.
func TestIncludedFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, []byte("[app:main]\nuse = config:sub/other.ini#inner\n"))
	write(t, filepath.Join(dir, "sub", "other.ini"), []byte("[app:inner]\nuse = call:apps:New\n"))
	write(t, filepath.Join(dir, "go.mod"), []byte("module example.com/site\n\ngo 1.24\n"))
	write(t, filepath.Join(dir, "sub", "apps", "apps.go"), []byte("package apps\n\nimport \"net/http\"\n\nfunc New() http.Handler { return nil }\n"))
	prog, ds := bindWith(t, path, "main", diag.Error, bind.Options{})
	if len(ds) > 0 || len(prog.Calls) != 1 {
		t.Fatal(ds)
	}
	for _, c := range prog.Calls {
		if got := c.Func.Pkg.Path(); got != "example.com/site/sub/apps" {
			t.Error(got)
		}
	}
}

// TestDraft: a section stays in Python whose Go function is a draft, and is noted for
// when that is none any more; one for which there is no Go function only stays.
func TestDraft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, []byte("[app:draft]\nuse = call:site:Make\n[app:gone]\nuse = call:gone:Make\n[app:done]\nuse = call:site:Done\n"))
	write(t, filepath.Join(dir, "go.mod"), []byte("module example.com/site\n\ngo 1.24\n"))
	write(t, filepath.Join(dir, "site", "site.go"), []byte("package site\n\nimport \"net/http\"\n\n//paste:draft\nfunc Make() http.Handler { return nil }\n\nfunc Done() http.Handler { return nil }\n"))
	for app, want := range map[string]struct {
		stays bool
		draft string
	}{"draft": {true, "Make"}, "gone": {true, ""}, "done": {false, ""}} {
		prog, ds := bindWith(t, path, app, diag.Error, bind.Options{Python: &python.Rules{}})
		if len(ds) > 0 {
			t.Errorf("%s: %v", app, ds)
		}
		var draft string
		for _, span := range prog.Drafts {
			draft += span.Text()
		}
		if (len(prog.Python) == 1) != want.stays || draft != want.draft {
			t.Errorf("%s: %d stay in Python, with the draft %q", app, len(prog.Python), draft)
		}
	}
}

// benchModule writes a module with n sections over ten factories.
func benchModule(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	files := map[string]string{
		"go.mod": "module example.com/bench\n\ngo 1.24\n",
		"apps/apps.go": "package apps\n\nimport (\n\t\"net/http\"\n\t\"time\"\n)\n\n" +
			"func New(name string, wait time.Duration, tags []string) (http.Handler, error) { return nil, nil }\n",
	}
	var ini strings.Builder
	for i := range n {
		fmt.Fprintf(&ini, "[app:a%d]\nuse = call:apps:New\nname = n%d\nwait = %ds\ntags = a b c\n\n", i, i, i)
	}
	files["app.ini"] = ini.String()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// BenchmarkBind compares binding with the go command that it cannot do
// without, in one run.
func BenchmarkBind(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		dir := benchModule(b, n)
		b.Run(fmt.Sprintf("sections=%d", n), func(b *testing.B) {
			config, ds := parse.Load(filepath.Join(dir, "app.ini"), nil)
			if ds.HasErrors() {
				b.Fatal(ds.Err())
			}
			var roots []bind.Root
			for i := range n {
				node, ds := config.Resolve(parse.AppType, fmt.Sprint("a", i))
				if ds.HasErrors() {
					b.Fatal(ds.Err())
				}
				roots = append(roots, bind.Root{Node: node, Severity: diag.Error})
			}
			for b.Loop() {
				if _, ds := bind.Bind(b.Context(), config, roots, bind.Options{Dir: dir}); ds.HasErrors() {
					b.Fatal(ds.Err())
				}
			}
		})
	}
	dir := benchModule(b, 1)
	b.Run("go-list", func(b *testing.B) {
		for b.Loop() {
			cmd := exec.Command("go", "list", "-deps", "-export", "-json", "./apps", "net/http", "context", "log/slog", "time")
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatal(err, string(out))
			}
		}
	})
}
