package templates

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

const (
	// ImportBase is where the packages are imported from here, by ImportBase +
	// "/" + Name.
	ImportBase = "github.com/pastegen/pastegen/templates"

	// BuildLine is the first line of each copy, as it should be of each file
	// that is generated to use one. It says which Go the file is written in, so
	// that it compiles in a module whose go.mod speaks of an older one.
	BuildLine = "//go:build go1.24"
)

// File is one file of a copy.
type File struct {
	Name    string // its path inside the folder that has all copies: "urlmap/shift.go"
	Content []byte
}

// Copy returns the files of the named packages as they are to stand in
// importBase + "/" + name, in the order of the names. Before each Go file comes
// BuildLine, with what the file itself asks of a system, and then header, comments
// that the caller has written; in what it imports importBase stands for
// ImportBase. The rest, and assets, which have no header, are as they are here. It
// is an error to name a package that does not exist.
func Copy(names []string, header, importBase string) ([]File, error) {
	all := Packages()
	var copies []File
	for _, name := range names {
		i := slices.IndexFunc(all, func(p Package) bool { return p.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("templates: there is no package %q", name)
		}
		of, err := all[i].copy(header, importBase)
		if err != nil {
			return nil, err
		}
		copies = append(copies, of...)
	}
	return copies, nil
}

// copy returns the files of a package as Copy does.
func (p Package) copy(header, importBase string) ([]File, error) {
	var copies []File
	for _, file := range p.Files {
		text, err := moved(file, importBase)
		if err != nil {
			return nil, err
		}
		build, text := buildLine(text)
		copies = append(copies, File{file, slices.Concat([]byte(build+"\n\n"+strings.TrimRight(header, "\n")+"\n\n"), text)})
	}
	for _, file := range p.Assets {
		text, err := files.ReadFile(file)
		if err != nil {
			return nil, err
		}
		copies = append(copies, File{file, text})
	}
	return copies, nil
}

// moved returns a Go file with importBase in the imports in the place of
// ImportBase.
func moved(file, importBase string) ([]byte, error) {
	text, err := files.ReadFile(file)
	if err != nil {
		return nil, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, spec := range slices.Backward(syntax.Imports) { // so that the positions before stay right
		if !strings.HasPrefix(spec.Path.Value, `"`+ImportBase+"/") {
			continue
		}
		start := int(spec.Path.Pos()-syntax.FileStart) + len(`"`)
		text = slices.Replace(text, start, start+len(ImportBase), []byte(importBase)...)
	}
	return text, nil
}

// buildLine returns BuildLine as a file needs it that begins with a line of the
// kind itself, and the file without that.
func buildLine(text []byte) (line string, rest []byte) {
	const begin = "//go:build "
	first, after, _ := bytes.Cut(text, []byte("\n"))
	own, found := strings.CutPrefix(string(first), begin)
	if !found {
		return BuildLine, text
	}
	if strings.Contains(own, "||") {
		own = "(" + own + ")"
	}
	return BuildLine + " && " + own, bytes.TrimLeft(after, "\n")
}
