package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
)

// TestGoCommandRuns counts the go commands that checking a file takes: one, which
// has begun before the sections are resolved or not, none where no Go package is
// named, and one more for what is known only when values are interpolated.
func TestGoCommandRuns(t *testing.T) {
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	write(t, filepath.Join(bin, "go"), "#!/bin/sh\necho run >>'"+bin+"/runs'\nexec '"+real+"' \"$@\"\n")
	if err := os.Chmod(filepath.Join(bin, "go"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	const app = "package apps\n\nimport \"net/http\"\n\n" +
		"//paste:app_factory main\nfunc New(by func(*http.Request) string) http.Handler { return nil }\n\nfunc By(*http.Request) string { return \"\" }\n"
	const main = "[app:main]\nuse = call:./apps:New\n"
	for name, c := range map[string]struct {
		ini  string
		runs int
	}{
		"parts":         {"[app:main]\nuse = egg:Paste#test\n", 0},
		"one":           {main, 1},
		"reference":     {main + "by = ./apps:By\n", 1},
		"two":           {main + "by = ./more:By\n\n[filter:f]\npaste.filter_factory = more.inner:F\n", 1},
		"egg":           {"[pastegen:eggs]\nMine = ./apps\n\n[app:main]\nuse = egg:Mine\nby = call:./more:By\n", 1},
		"import":        {"[pastegen]\nimport = example.com/more\n\n" + main, 1},
		"included":      {"[app:main]\nuse = config:other.ini\n\n[app:more]\nuse = call:./more/inner:New\n", 1},
		"default":       {"[DEFAULT]\nwhere = ./more:By\n\n" + main + "by = %(where)s\n", 1},
		"interpolated":  {"[DEFAULT]\nwhere = ./more\n\n" + main + "by = %(where)s:By\n", 2},
		"no such thing": {"[app:main]\nuse = call:./none:New\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{
				"go.mod": "module example.com\n\ngo 1.24\n", "app.ini": c.ini, "other.ini": main, "apps/apps.go": app,
				"more/more.go": strings.Replace(app, "apps", "more", 1), "more/inner/inner.go": strings.Replace(app, "apps", "inner", 1),
			} {
				write(t, filepath.Join(dir, file), text)
			}
			_ = os.Remove(filepath.Join(bin, "runs"))
			config, problems := parse.Load(filepath.Join(dir, "app.ini"), nil)
			gen.Check(t.Context(), config, gen.Options{Bind: bind.Options{Dir: dir, Env: append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod", "GOWORK=off")}})
			if problems.HasErrors() {
				t.Fatal(problems)
			}
			log, _ := os.ReadFile(filepath.Join(bin, "runs"))
			if runs := strings.Count(string(log), "run"); runs != c.runs {
				t.Errorf("the go command ran %d times, not %d", runs, c.runs)
			}
		})
	}
}
