package templates

import (
	"bytes"
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strconv"
)

// A partial piece is a collection: a program takes what it names of it, "convert.asInt", with all that this uses.

// closure returns which declarations of a piece's files the named ones need: themselves, what they mention, and the methods
// of the types among them.
func closure(parts []part, names []string) (map[ast.Decl]bool, error) {
	declares, methods := declarations(parts)
	needed := map[ast.Decl]bool{}
	var need func(name string)
	take := func(decl ast.Decl) {
		if needed[decl] {
			return
		}
		needed[decl] = true
		ast.Inspect(decl, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				need(id.Name)
			}
			return true
		})
	}
	need = func(name string) {
		if decl := declares[name]; decl != nil {
			take(decl)
		}
		for _, m := range methods[name] {
			take(m)
		}
	}
	for _, name := range names {
		if declares[name] == nil {
			return nil, fmt.Errorf("templates: no piece declares %q", name)
		}
		need(name)
	}
	return needed, nil
}

// declarations returns what declares each top-level name, and the methods of each type.
func declarations(parts []part) (declares map[string]ast.Decl, methods map[string][]ast.Decl) {
	declares, methods = map[string]ast.Decl{}, map[string][]ast.Decl{}
	for _, p := range parts {
		for _, decl := range p.syntax.Decls {
			for _, name := range declaredBy(decl) {
				declares[name] = decl
			}
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil {
				name := receiver(f.Recv.List[0].Type)
				methods[name] = append(methods[name], decl)
			}
		}
	}
	return declares, methods
}

// receiver returns the name of a method's type.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// only keeps the needed declarations of a file, and the imports that these use.
func (p part) only(needed map[ast.Decl]bool) part {
	uses := map[string]bool{}
	var decls []ast.Decl
	for _, decl := range p.syntax.Decls {
		if !needed[decl] {
			continue
		}
		decls = append(decls, decl)
		ast.Inspect(decl, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := s.X.(*ast.Ident); ok {
					uses[pkg.Name] = true
				}
			}
			return true
		})
	}
	syntax := *p.syntax
	syntax.Decls = decls
	syntax.Imports = slices.DeleteFunc(slices.Clone(syntax.Imports), func(spec *ast.ImportSpec) bool {
		full, err := strconv.Unquote(spec.Path.Value)
		return err != nil || !uses[path.Base(full)]
	})
	return part{p.text, &syntax, true}
}

// writeChosen appends the declarations that were kept, each with its doc comment.
func (p part) writeChosen(out *bytes.Buffer) {
	for _, decl := range p.syntax.Decls {
		start := decl.Pos()
		if doc := docOf(decl); doc != nil {
			start = doc.Pos()
		}
		fmt.Fprintf(out, "\n%s\n", p.text[p.offset(start):p.offset(decl.End())])
	}
}

func docOf(decl ast.Decl) *ast.CommentGroup {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Doc
	case *ast.GenDecl:
		return decl.Doc
	}
	return nil
}
