package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/gomod"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// place is where a program is generated.
type place struct {
	dir        string // the folder of main.go, as the user sees it; it need not exist
	chosen     bool   // by the command line, not by the INI file
	source     string // the INI file from there, with slashes
	module     gomod.Module
	importPath string // of the folder; empty without a module
}

func sameFolder(a, b string) bool {
	rel, err := relative(a, b)
	return err == nil && rel == "."
}

// args returns the arguments that make "pastegen generate" do the same again
// from the folder of main.go, and the names of launcher globals that are left
// out since their values are secrets.
func (p place) args(w recipe, c *parse.Config) (args, secrets []string) {
	for _, s := range c.Set {
		if s.LooksSecret() {
			secrets = append(secrets, s.Key)
		}
	}
	name := p.source
	if strings.HasPrefix(name, "-") {
		name = "./" + name // it is no flag
	}
	args = []string{name}
	if p.chosen {
		args = append(args, "--dir", ".")
	}
	return append(args, w.without(secrets).args()...), secrets
}

// noPlace reports that nothing can be generated in a folder.
func noPlace(ini string, err error) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNoModule,
		Message:  fmt.Sprintf("cannot generate a Go package there: %v", err),
		Span:     source.New(ini, "").Span(0, 0),
		Hint:     "choose another folder with --dir",
	}
}

// noModule reports that the program would belong to no module.
func noModule(ini string) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNoModule,
		Message:  "the folder of " + gen.WiringFile + " belongs to no Go module",
		Span:     source.New(ini, "").Span(0, 0),
		Hint:     `make it one: run "go mod init example.com/name" there; "pastegen run" and "pastegen build" do without`,
	}
}

// notRecorded warns of launcher globals that the go:generate line lacks.
func notRecorded(names []string) diag.List {
	if len(names) == 0 {
		return nil
	}
	return diag.List{{
		Severity: diag.Warning,
		Code:     codeNotRecorded,
		Message:  fmt.Sprintf("the go:generate line does without %s, whose value is a secret", strings.Join(names, ", ")),
		Hint:     "list the name in [pastegen:env] to have it read when the server starts",
	}}
}

// record returns what the program in a place keeps of factories in Python; nil
// for nothing. A file that cannot be read keeps nothing.
func (p place) record() *record.Record {
	text, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(record.Name)))
	if err != nil {
		return nil
	}
	known, err := record.Decode(text)
	if err != nil {
		return nil
	}
	return known
}

// keep writes what Python has told beside the program that was made in the place, if
// there is one.
func (p place) keep(w io.Writer, rep *report, known *record.Record) error {
	text := known.Encode()
	if len(text) == 0 {
		return nil
	}
	t := tree.Target{Dir: p.dir, Source: p.source}
	written, err := t.Update(gen.File{Name: record.Name, Content: text})
	if err == nil && written {
		rep.note(w, "wrote %s", filepath.Join(p.dir, filepath.FromSlash(record.Name)))
	}
	return err
}
