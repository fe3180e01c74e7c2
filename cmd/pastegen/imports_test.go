package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/pastegen/pastegen/"

// TestImportsPointOneWay keeps the packages in their order: each may import
// those before it, and a dependency belongs to the one package that needs it.
func TestImportsPointOneWay(t *testing.T) {
	order := []string{
		"parse/internal/golden", "parse/source", "parse/diag", "parse/ini", "parse/eggs", "parse/pytext", "parse/interpolate", "parse/conf", "parse/urlkey", "parse/uwsgi", "parse", "parse/reach", "parse/own", "parse/draw",
		"gen/marker", "gen/gocmd", "gen/gomod", "gen/words", "gen/problem", "gen/record", "gen/parts/internal/directive", "gen/parts/internal/known", "gen/parts", "gen/bound", "gen/assign",
		"gen/packed", "gen/plan", "gen/emit", "gen/write/program", "gen/write/library", "gen/write/places", "gen/write/known", "gen/write/runtime", "gen/write",
		"gen/gopkg/internal/stdtypes", "gen/gopkg", "gen/refer", "gen/contract", "gen/value", "gen/reading", "gen/tag", "gen/keys", "gen/tell", "gen/fill", "gen/python", "gen/loggers", "gen/bind", "gen/draft", "gen",
		"cmd/pastegen/internal/cache", "cmd/pastegen/internal/interpreter", "cmd/pastegen/internal/replay", "cmd/pastegen/internal/running", "cmd/pastegen/internal/tree", "cmd/pastegen",
	}
	owners := map[string][]string{
		"github.com/dave/jennifer":               {"gen/emit", "gen/write/program"},
		"github.com/rogpeppe/go-internal":        {"cmd/pastegen/internal/cache", "cmd/pastegen/internal/tree"},
		"github.com/spf13/cobra":                 {"cmd/pastegen"},
		"github.com/spf13/pflag":                 {"cmd/pastegen"},
		"golang.org/x/mod":                       {"gen/gomod", "gen/packed"},
		"golang.org/x/term":                      {"cmd/pastegen"},
		"gopkg.in/ini.v1":                        {"parse/ini"},
		"github.com/pastegen/pastegen/templates": {"gen/parts", "gen/emit", "gen/write/places", "gen/write/runtime"},
		// What converts values in generated programs converts them before, too.
		"github.com/pastegen/pastegen/templates/convert": {"gen/value", "gen/python"},
		// So is what tells which setting is wrong.
		"github.com/pastegen/pastegen/templates/setting": {"gen/value", "gen/tell", "gen/bind"},
		// So is what reads how Python's logging is configured.
		"github.com/pastegen/pastegen/templates/pylogging": {"gen/loggers"},
		// So is what knows secrets.
		"github.com/pastegen/pastegen/templates/secret": {"parse/source", "parse/ini", "parse/interpolate", "parse/conf", "parse", "parse/own", "gen/plan", "gen/write/places", "cmd/pastegen/internal/interpreter", "cmd/pastegen"},
	}
	allowed := func(from, to string) bool {
		owned := false
		for prefix, users := range owners {
			if within(to, prefix) && slices.Contains(users, from) {
				return true
			}
			owned = owned || within(to, prefix)
		}
		if owned {
			return false
		}
		at, target := slices.Index(order, from), slices.Index(order, strings.TrimPrefix(to, module))
		return at >= 0 && target >= 0 && target < at
	}

	packages := listPackages(t)
	for _, want := range order {
		if !slices.ContainsFunc(packages, func(p listed) bool { return p.ImportPath == module+want }) {
			t.Errorf("package %s is gone: the order names it", want)
		}
	}
	for _, p := range packages {
		from := strings.TrimPrefix(p.ImportPath, module)
		for _, to := range p.Imports {
			isStd := !strings.Contains(strings.Split(to, "/")[0], ".")
			isExample := within(from, "examples") && within(to, module+"examples")
			isRuntime := within(from, "templates") && within(to, module+"templates")
			if !isStd && !isExample && !isRuntime && !allowed(from, to) {
				t.Errorf("%s must not import %s", from, to)
			}
		}
	}
}

// listed is what go list says of a package of this module.
type listed struct {
	ImportPath string
	Imports    []string // those of tests left out
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var packages []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages
		case err != nil:
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// within reports whether the import path is the prefix or below it.
func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

// TestArchitecture: docs/architecture.md tells of each package, and names files
// that there are.
func TestArchitecture(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		ours := within(name, "parse") || within(name, "gen") || within(name, "cmd/pastegen/internal")
		if !ours || name == "parse/internal/golden" || within(name, "gen/realworld") || within(name, "gen/bench") || name == "gen/corpus" || name == "gen/services" {
			continue // what only tests have
		}
		short := regexp.MustCompile(`(?m)[ /,]` + regexp.QuoteMeta(path.Base(name)) + `[ ,]`)
		if !short.Match(text) {
			t.Errorf("it says nothing of %s", name)
		}
	}
	for _, m := range regexp.MustCompile("`([a-z_]+/[a-z_/]+\\.(?:go|py|txt))`").FindAllSubmatch(text, -1) {
		if file := string(m[1]); !exists("../../"+file) && !exists("../../gen/"+file) {
			t.Errorf("there is no file %s", file)
		}
	}
}
