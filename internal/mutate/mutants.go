package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
)

// mutant is a change of a Go file that a test should notice.
type mutant struct {
	file       string
	line       int
	decides    int    // the line that tells whether it is run: its own, or that of the switch, for what a case asks
	start, end int    // the bytes that are replaced
	old, new   string // what is replaced, and by what
}

// String tells the change: "parse/word.go:12: "<" -> "<="".
func (m mutant) String() string {
	return fmt.Sprintf("%s:%d: %q -> %q", m.file, m.line, m.old, m.new)
}

// apply returns the source with the change.
func (m mutant) apply(source []byte) []byte {
	out := append([]byte{}, source[:m.start]...)
	out = append(out, m.new...)
	return append(out, source[m.end:]...)
}

// mutants returns the changes of a file, in its order. Some of them do not
// compile: types are not looked at.
func mutants(name string, source []byte) ([]mutant, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	c := &collector{name: name, source: source, fset: fset}
	ast.Inspect(file, c.visit)
	return c.all, nil
}

// collector collects the mutants of a file.
type collector struct {
	name   string
	source []byte
	fset   *token.FileSet
	cases  []asked
	all    []mutant
}

// asked is what a case of a switch asks. What is counted as run of the line is only
// what follows.
type asked struct {
	from, to token.Pos
	line     int // of the switch
}

func (c *collector) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field:
		return false // paths, tags and types
	case *ast.SwitchStmt:
		c.asks(n)
	case *ast.IfStmt:
		c.replace(n.Cond.Pos(), n.Cond.End(), "!("+c.text(n.Cond.Pos(), n.Cond.End())+")")
	case *ast.BinaryExpr:
		if other := otherOperator(n.Op); other != "" {
			c.replace(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), other)
		}
	case *ast.BasicLit:
		if number, err := strconv.ParseInt(n.Value, 0, 64); err == nil && n.Kind == token.INT {
			c.replace(n.Pos(), n.End(), strconv.FormatInt(number+1, 10))
		}
	case *ast.ReturnStmt:
		c.withoutError(n)
	case *ast.BlockStmt:
		c.withoutStatements(n.List)
	case *ast.CaseClause:
		c.withoutStatements(n.Body)
	}
	return true
}

// asks notes what the cases of a switch ask.
func (c *collector) asks(n *ast.SwitchStmt) {
	for _, s := range n.Body.List {
		clause := s.(*ast.CaseClause)
		c.cases = append(c.cases, asked{clause.Pos(), clause.Colon, c.fset.Position(n.Pos()).Line})
	}
}

// otherOperator returns the operator that a careless programmer might have
// written in place of another; empty for none.
func otherOperator(op token.Token) string {
	return map[token.Token]string{
		token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">", token.EQL: "!=", token.NEQ: "==",
		token.LAND: "||", token.LOR: "&&", token.ADD: "-", token.SUB: "+",
	}[op]
}

// withoutError returns nil in place of an error.
func (c *collector) withoutError(n *ast.ReturnStmt) {
	if len(n.Results) == 0 {
		return
	}
	last := n.Results[len(n.Results)-1]
	if id, ok := last.(*ast.Ident); ok && id.Name == "err" {
		c.replace(last.Pos(), last.End(), "nil")
	}
}

// withoutStatements leaves out what can be left out: calls, assignments, and
// jumps.
func (c *collector) withoutStatements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.BranchStmt, *ast.DeferStmt:
			c.replace(s.Pos(), s.End(), "")
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				c.replace(s.Pos(), s.End(), "")
			}
		}
	}
}

func (c *collector) text(from, to token.Pos) string {
	return string(c.source[c.fset.Position(from).Offset:c.fset.Position(to).Offset])
}

func (c *collector) replace(from, to token.Pos, by string) {
	at := c.fset.Position(from)
	m := mutant{file: c.name, line: at.Line, decides: at.Line, start: at.Offset, end: c.fset.Position(to).Offset, old: c.text(from, to), new: by}
	for _, a := range c.cases {
		if a.from <= from && from < a.to {
			m.decides = a.line
		}
	}
	c.all = append(c.all, m)
}
