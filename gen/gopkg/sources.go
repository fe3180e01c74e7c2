package gopkg

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/gen/gocmd"
	"github.com/pastegen/pastegen/parse/source"
)

// sources reads Go files for what export data does not hold: columns, doc
// comments and directives. Each is read at most once.
type sources struct {
	dir   string // the entry INI file's folder
	base  string // where the go command runs
	shown string // the same as diagnostics show it
	files map[string]*source.File
	trees map[*source.File]parsed
	fset  *token.FileSet           // of the positions of objects
	std   func(path string) string // the folder of a standard package; empty if it is not known
	parts func(file string) (string, error)
}

// partScheme begins the paths of files of built-in parts.
const partScheme = "part:"

func newSources(dir, base, entry string, std func(path string) string, parts func(file string) (string, error)) *sources {
	return &sources{dir: dir, base: base, shown: filepath.Dir(entry), files: map[string]*source.File{}, trees: map[*source.File]parsed{}, fset: token.NewFileSet(), std: std, parts: parts}
}

// file returns the file of that path, nil if it cannot be read.
func (s *sources) file(path string) *source.File {
	if f, ok := s.files[path]; ok {
		return f
	}
	var f *source.File
	if text, err := s.read(path); err == nil {
		f = source.New(s.show(path), text)
	}
	s.files[path] = f
	return f
}

func (s *sources) read(path string) (string, error) {
	if file, isPart := strings.CutPrefix(path, partScheme); isPart {
		return s.parts(file)
	}
	text, err := os.ReadFile(path)
	return string(text), err
}

// show returns the name of a Go file as diagnostics show it: beside the INI
// file's own name where it lies near, else its last two elements, so that no
// message depends on where Go or its module cache is installed.
func (s *sources) show(path string) string {
	dir, err1 := filepath.Abs(s.dir)
	abs, err2 := filepath.Abs(path)
	if err1 != nil || err2 != nil {
		return filepath.ToSlash(path)
	}
	rel, err := filepath.Rel(dir, abs)
	if err == nil && !strings.HasPrefix(filepath.ToSlash(rel), "../../") {
		return filepath.ToSlash(filepath.Join(s.shown, rel))
	}
	return filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path)))
}

// relative takes the folder of the INI file out of a text of the go command.
func (s *sources) relative(text string) string {
	if abs, err := filepath.Abs(s.dir); err == nil {
		return strings.ReplaceAll(text, abs+string(filepath.Separator), "."+string(filepath.Separator))
	}
	return text
}

// at returns the word at a position of the go command's, which is invalid for
// no place and for a file that cannot be read.
func (s *sources) at(pos gocmd.Position) source.Span {
	name := pos.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.base, name)
	}
	f := s.file(name)
	if f == nil {
		return source.Span{}
	}
	return pos.In(f)
}

// Declared returns where an object is declared: its name, in the line that
// export data tells. The span is invalid if the file cannot be read.
func (s *sources) Declared(o types.Object) source.Span {
	pos := s.fset.Position(o.Pos())
	f := s.goFile(pos)
	if f == nil {
		return source.Span{}
	}
	start := f.LineStart(pos.Line)
	if i := findWord(f.Line(pos.Line), o.Name()); i >= 0 {
		return f.Span(start+i, start+i+len(o.Name()))
	}
	return f.Span(start, start)
}

// Line returns the line in which an object is declared.
func (s *sources) Line(o types.Object) source.Span {
	pos := s.fset.Position(o.Pos())
	f := s.anyFile(pos)
	if f == nil || strings.HasPrefix(pos.Filename, partScheme) {
		return source.Span{}
	}
	start := f.LineStart(pos.Line)
	return f.Span(start, start+len(f.Line(pos.Line)))
}

// goFile returns the file of a position, nil if it cannot be read or is one of a
// built-in part, of which nobody need know.
func (s *sources) goFile(pos token.Position) *source.File {
	if !pos.IsValid() || strings.HasPrefix(pos.Filename, partScheme) {
		return nil
	}
	return s.file(pos.Filename)
}

// anyFile is goFile, also for built-in parts and for the standard library, whose
// positions do not say where Go is installed. Diagnostics do without: its lines
// change with Go.
func (s *sources) anyFile(pos token.Position) *source.File {
	if std, ok := strings.CutPrefix(filepath.ToSlash(pos.Filename), "$GOROOT/src/"); ok {
		if dir := s.std(path.Dir(std)); dir != "" {
			pos.Filename = filepath.Join(dir, path.Base(std))
		}
	}
	if !pos.IsValid() {
		return nil
	}
	return s.file(pos.Filename)
}

// parsed is a file's syntax.
type parsed struct {
	fset *token.FileSet
	file *ast.File // nil if it is none
}

// parse parses a file, once.
func (s *sources) parse(f *source.File) parsed {
	if p, ok := s.trees[f]; ok {
		return p
	}
	p := parsed{fset: token.NewFileSet()}
	if tree, err := parser.ParseFile(p.fset, "", f.Text(), parser.ParseComments|parser.SkipObjectResolution); err == nil {
		p.file = tree
	}
	s.trees[f] = p
	return p
}

// tree parses the file in which a position lies; nil if that cannot be done.
func (s *sources) tree(pos token.Pos) (*token.FileSet, *ast.File) {
	f := s.anyFile(s.fset.Position(pos))
	if f == nil {
		return nil, nil
	}
	p := s.parse(f)
	return p.fset, p.file
}

// isPackage reports whether an expression is the name by which a file imports a
// package, whose own name is its path.
func isPackage(file *ast.File, x ast.Expr, path string) bool {
	id, ok := x.(*ast.Ident)
	if !ok {
		return false
	}
	for _, spec := range file.Imports {
		if imported, err := strconv.Unquote(spec.Path.Value); err == nil && imported == path {
			return spec.Name == nil && id.Name == path || spec.Name != nil && id.Name == spec.Name.Name
		}
	}
	return false
}

// findWord returns the index of an identifier in a line, or -1.
func findWord(line, word string) int {
	for from := 0; ; {
		i := strings.Index(line[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		before := []rune(line[:i])
		if (len(before) == 0 || !isIdent(before[len(before)-1])) && gocmd.WordLength(line[i:]) == len(word) {
			return i
		}
		from = i + len(word)
	}
}

func isIdent(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }
