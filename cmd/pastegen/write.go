package main

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// apply makes the changes and says on w what was done, under the names that show
// returns. Of the runtime packages, which are many, it names the folder.
func apply(w io.Writer, changes []tree.Change, show func(name string) string) error {
	var lines []string
	runtime := ""
	for _, c := range changes {
		if err := c.Apply(); err != nil {
			return err
		}
		switch isRuntime := strings.HasPrefix(c.Name, gen.RuntimeFolder+"/"); {
		case isRuntime && c.Stale():
			runtime = "wrote " + show(gen.RuntimeFolder) + "\n"
		case isRuntime:
		case !c.Stale():
			lines = append(lines, show(c.Name)+" is up to date\n")
		case c.New == nil:
			lines = append(lines, "removed "+show(c.Name)+"\n")
		default:
			lines = append(lines, "wrote "+show(c.Name)+"\n")
		}
	}
	return tell(w, strings.Join(lines, "")+runtime)
}

// refusals makes diagnostics of what must not be replaced. Of files that belong
// to another INI file the first one stands for all.
func refusals(all []tree.Refusal, at place) diag.List {
	var problems diag.List
	told := map[string]bool{}
	for _, r := range all {
		switch {
		case r.Reason != tree.Other:
			problems.Add(refusal(r))
		case !told[r.Source]:
			told[r.Source] = true
			problems.Add(otherOwner(r, at))
		}
	}
	return problems
}

func refusal(r tree.Refusal) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeForeign,
		Message:  fmt.Sprintf("%q exists and was not written by pastegen", filepath.Base(r.Path)),
		Span:     firstLine(r),
		Label:    "a generated file starts with " + marker.Start + "...",
		Hint:     "move the file away, generate into another folder with --dir, or overwrite it with --force",
	}
	switch r.Reason {
	case tree.Edited:
		d.Message = fmt.Sprintf("%q was changed since pastegen wrote it", filepath.Base(r.Path))
		d.Label = ""
	case tree.NoFile:
		d.Code, d.Label, d.Hint = codeIrregular, "", "move it away"
		d.Message = fmt.Sprintf("%q is %s and will not be replaced", filepath.Base(r.Path), kindOf(r.Mode))
	case tree.NoFolder:
		d.Code, d.Label, d.Hint = codeIrregular, "", "move it away, or generate into another folder with --dir"
		d.Message = fmt.Sprintf("%q is %s, and a folder is needed there", filepath.Base(r.Path), kindOf(r.Mode))
	}
	return d
}

func otherOwner(r tree.Refusal, at place) diag.Diagnostic {
	name := strings.TrimSuffix(filepath.Base(at.source), ".ini")
	d := diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeOther,
		Message:  fmt.Sprintf("%q was generated from %q, not from %q", filepath.Base(r.Path), r.Source, at.source),
		Span:     firstLine(r),
		Hint: fmt.Sprintf("give this program a folder of its own: --dir cmd/%s, or \"dir = cmd/%[1]s\" in [pastegen]; "+
			"--force overwrites the other's files", name),
	}
	if isGone(filepath.Join(at.dir, filepath.FromSlash(r.Source))) {
		d.Hint = fmt.Sprintf("%q is not there any more: if it is called %q now, --force takes over what was generated from it", r.Source, at.source)
		if args, _ := marker.Args(r.Content()); len(args) > 1 {
			d.Hint += "; the words of its go:generate line are to be given again"
		}
	}
	return d
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "not a regular file"
}

// firstLine returns the first line of what is refused as a span: the header,
// which may follow a line that constrains the build.
func firstLine(r tree.Refusal) source.Span {
	f := source.New(r.Path, r.Content())
	start, end := marker.HeaderLine(r.Content())
	return f.Span(start, end)
}
