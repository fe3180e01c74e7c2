package templates

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// Copy merges the named pieces into one Go source file of package pkg, in the order of Pieces whatever the order of
// names. Of a partial piece names hold declarations: "convert.asInt", which come with all that they need. Its first lines are header, as comments the caller has written. The result is formatted and depends on the
// arguments alone. It is an error to name a piece that does not exist, or none at all.
func Copy(pkg, header string, names []string) ([]byte, error) {
	parts, err := parseParts(names)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n\npackage %s\n\n", strings.TrimRight(header, "\n"), pkg)
	out.WriteString("import (\n")
	for _, path := range imports(parts) {
		fmt.Fprintf(&out, "%s\n", path)
	}
	out.WriteString(")\n")
	for _, p := range parts {
		p.write(&out)
	}
	text, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("templates: copy into package %q: %w", pkg, err)
	}
	return text, nil
}

// Declared returns the top-level names that a copy of the named pieces declares, sorted: a generator must not give them
// to anything else in the package.
func Declared(names []string) ([]string, error) {
	parts, err := parseParts(names)
	if err != nil {
		return nil, err
	}
	declared := map[string]bool{}
	for _, p := range parts {
		for _, decl := range p.syntax.Decls {
			for _, name := range declaredBy(decl) {
				declared[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(declared)), nil
}

// part is one file of a piece.
type part struct {
	text   []byte
	syntax *ast.File
	chosen bool // not all of its declarations are in syntax any more
}

// parseParts parses the files of the named pieces, in the order of Pieces.
func parseParts(names []string) ([]part, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("templates: no piece is named")
	}
	wanted := map[string][]string{} // the declarations of each piece; none for all
	for _, name := range names {
		piece, decl, partial := strings.Cut(name, ".")
		if wanted[piece] == nil {
			wanted[piece] = []string{}
		}
		if partial {
			wanted[piece] = append(wanted[piece], decl)
		}
	}
	var parts []part
	for _, piece := range Pieces() {
		decls, ok := wanted[piece.Name]
		if !ok {
			continue
		}
		delete(wanted, piece.Name)
		more, err := piece.parse(decls)
		if err != nil {
			return nil, err
		}
		parts = append(parts, more...)
	}
	if len(wanted) > 0 {
		return nil, fmt.Errorf("templates: no such piece: %q", slices.Sorted(maps.Keys(wanted)))
	}
	return parts, nil
}

// parse parses the files of a piece and keeps what the named declarations need, everything if none is named.
func (p Piece) parse(decls []string) ([]part, error) {
	parts := make([]part, len(p.Files))
	for i, file := range p.Files {
		var err error
		if parts[i], err = parsePart(file); err != nil {
			return nil, err
		}
	}
	if len(decls) == 0 {
		return parts, nil
	}
	needed, err := closure(parts, decls)
	if err != nil {
		return nil, err
	}
	for i := range parts {
		parts[i] = parts[i].only(needed)
	}
	return parts, nil
}

func parsePart(file string) (part, error) {
	text := source(file)
	syntax, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments|parser.SkipObjectResolution)
	return part{text, syntax, false}, err
}

// imports returns the quoted import paths of all parts, sorted. Pieces rename no imports, which a test shows.
func imports(parts []part) []string {
	paths := map[string]bool{}
	for _, p := range parts {
		for _, spec := range p.syntax.Imports {
			paths[spec.Path.Value] = true
		}
	}
	return slices.Sorted(maps.Keys(paths))
}

// write appends the declarations of p with their comments, and before them the package comment, without the word
// "Package", as a comment of its own.
func (p part) write(out *bytes.Buffer) {
	if doc := p.syntax.Doc; doc != nil {
		comment := p.text[p.offset(doc.Pos()):p.offset(doc.End())]
		fmt.Fprintf(out, "\n%s\n", bytes.Replace(comment, []byte("// Package "), []byte("// "), 1))
	}
	if p.chosen {
		p.writeChosen(out)
		return
	}
	body := p.syntax.Name.End()
	for _, decl := range p.syntax.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			body = gen.End()
		}
	}
	fmt.Fprintf(out, "\n%s\n", bytes.TrimSpace(p.text[p.offset(body):]))
}

// offset turns a position into an index into the text. FileStart is the position of the first byte.
func (p part) offset(pos token.Pos) int {
	return int(pos - p.syntax.FileStart)
}

// declaredBy returns the names that decl declares at top level; methods are not among them.
func declaredBy(decl ast.Decl) []string {
	var names []string
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil {
			names = append(names, decl.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}
