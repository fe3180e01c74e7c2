package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// made is a generated program on disk.
type made struct {
	dir   string   // as the user sees it
	text  string   // of its main.go
	words []string // of its go:generate line, as far as they were taken over
}

func (m made) path() string { return filepath.Join(m.dir, gen.WiringFile) }

// readMade reads the program in a folder; ok is false if none was generated
// there.
func readMade(dir string) (m made, ok bool) {
	m.dir = dir
	info, err := os.Lstat(m.path())
	if err != nil || !info.Mode().IsRegular() {
		return m, false
	}
	text, err := os.ReadFile(m.path())
	if err != nil {
		return m, false
	}
	m.text = string(text)
	_, ok = marker.Source(m.text)
	return m, ok
}

// isFrom reports whether the program was generated from the INI file.
func (m made) isFrom(ini string) bool {
	from, err := relative(m.dir, ini)
	return err == nil && marker.IsFrom(m.text, from)
}

// request returns the request with which the program was made.
func (m made) request() (*request, error) {
	args, ok := marker.Args(m.text)
	if !ok {
		return nil, fmt.Errorf("it has no go:generate line for pastegen")
	}
	g := newGeneration()
	cmd := &cobra.Command{Use: "generate"}
	g.flags(cmd)
	g.req.packageFlag(cmd.Flags())
	if err := cmd.ParseFlags(args); err != nil {
		return nil, err
	}
	if err := g.req.take(cmd, cmd.Flags().Args()); err != nil {
		return nil, err
	}
	g.req.path = filepath.Join(m.dir, g.req.path)
	if g.req.out != "" {
		g.req.out = filepath.Join(m.dir, g.req.out)
	}
	return g.req, nil
}

// line returns the go:generate line, or the first one where there is none.
func (m made) line() source.Span {
	f := source.New(m.path(), m.text)
	start := max(strings.Index(m.text, "//go:generate "), 0)
	end := start + max(strings.IndexAny(m.text[start:]+"\n", "\r\n"), 0)
	return f.Span(start, end)
}

// relative returns the path of a file from a folder, with slashes.
func relative(dir, file string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	file, err = filepath.Abs(file)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, file)
	return filepath.ToSlash(rel), err
}

// eachProgram calls visit for the generated programs in and below a folder, but
// for folders that are left out.
func eachProgram(root string, leaveOut func(dir string) bool, visit func(made)) {
	err := filepath.WalkDir(root, func(dir string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || !e.IsDir():
			return nil
		case dir != root && (leaveOut(dir) || strings.HasPrefix(e.Name(), ".") || e.Name() == "vendor" || e.Name() == "node_modules"):
			return filepath.SkipDir
		}
		if m, ok := readMade(dir); ok {
			visit(m)
		}
		return nil
	})
	_ = err // the function above returns none
}

// isModule reports whether a folder is the root of a module.
func isModule(dir string) bool { return isFile(filepath.Join(dir, "go.mod")) }

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// seen returns a path as the user sees it: from the working folder.
func seen(path string) string {
	if rel, err := relative(".", path); err == nil {
		return filepath.FromSlash(rel)
	}
	return path
}

// isGone reports whether there is nothing of that name.
func isGone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

func severalPrograms(ini string, all []made) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeSeveral,
		Message:  fmt.Sprintf("%d programs were generated from %q", len(all), filepath.Base(ini)),
		Hint:     "choose one with --dir, or delete those that nobody needs; --fresh takes none of them into account",
	}
	for _, m := range all {
		d.Related = append(d.Related, diag.Related{Span: m.line(), Note: "one of them"})
	}
	d.Span = source.New(ini, "").Span(0, 0)
	return d
}

func badDirective(m made, err error) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeDirective,
		Message:  fmt.Sprintf("%s does not say how it was made: %v", m.path(), err),
		Span:     m.line(),
		Hint:     "generate it again, with all words and --fresh",
	}
}

// orphan reports a program whose INI file is not there.
func orphan(m made, ini string) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeDirective,
		Message:  fmt.Sprintf("%s was generated from %q, which is not there any more", m.path(), seen(ini)),
		Span:     m.line(),
		Hint:     "generate it from the file's new name with --force, or delete it",
	}
}
