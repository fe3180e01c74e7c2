package bind

import (
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/gen/gocmd"
	"github.com/pastegen/pastegen/parse/source"
)

// sources reads Go files for what export data does not hold: columns, doc
// comments and directives. Each is read at most once.
type sources struct {
	dir   string // the entry INI file's folder
	shown string // the same as diagnostics show it
	files map[string]*source.File
}

func newSources(dir, entry string) *sources {
	return &sources{dir: dir, shown: filepath.Dir(entry), files: map[string]*source.File{}}
}

// file returns the file of that path, nil if it cannot be read.
func (s *sources) file(path string) *source.File {
	if f, ok := s.files[path]; ok {
		return f
	}
	var f *source.File
	if text, err := os.ReadFile(path); err == nil {
		f = source.New(s.show(path), string(text))
	}
	s.files[path] = f
	return f
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

// declared returns where an object is declared: its name, in the line that
// export data tells. The span is invalid if the file cannot be read.
func (p *packages) declared(o types.Object) source.Span {
	pos := p.fset.Position(o.Pos())
	f := p.goFile(pos)
	if f == nil {
		return source.Span{}
	}
	start := f.LineStart(pos.Line)
	if i := findWord(f.Line(pos.Line), o.Name()); i >= 0 {
		return f.Span(start+i, start+i+len(o.Name()))
	}
	return f.Span(start, start)
}

// goFile returns the file of a position, nil if it cannot be read.
func (p *packages) goFile(pos token.Position) *source.File {
	if !pos.IsValid() {
		return nil
	}
	return p.sources.file(pos.Filename)
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
