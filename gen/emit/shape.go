package emit

import (
	"go/format"
	"go/token"
	"strings"
	"unicode/utf8"
)

// shapes formats declarations. Most of a large program are of few shapes: they
// differ in names and literals only, so that a formatted one shows how all of its
// shape are formatted. That spares most of the time that formatting takes.
type shapes struct {
	known map[string][]string // by the shape of a declaration before; none for one that must be formatted itself
	decl  scan                // of the last declaration
	key   []byte              // what was its shape
}

func newShapes() *shapes { return &shapes{known: map[string][]string{}} }

// format returns a declaration as gofmt has it.
func (s *shapes) format(decl string) (string, error) {
	s.decl.read(decl)
	s.key = s.key[:0]
	for _, text := range s.decl.between {
		s.key = append(append(s.key, text...), 0)
	}
	if between, ok := s.known[string(s.key)]; ok {
		return weave(between, s.decl.words), nil
	}
	text, err := format.Source([]byte(decl))
	if err != nil {
		return "", err
	}
	var formatted scan
	formatted.read(string(text))
	if len(formatted.words) != len(s.decl.words) || dependsOnLengths(formatted) {
		return string(text), nil
	}
	s.known[string(s.key)] = formatted.between
	return string(text), nil
}

// scan is Go source split into its words, which are names, numbers, literals of
// text and comments, and what stands between them: one more than there are words.
// Keywords are no words.
type scan struct{ between, words []string }

// read splits source, in the place of what was split before.
func (s *scan) read(source string) {
	s.between, s.words = s.between[:0], s.words[:0]
	start := 0 // of what stands behind the last word
	for at := 0; at < len(source); {
		end := wordEnd(source, at)
		switch word := source[at:end]; {
		case end == at:
			at++
		case token.IsKeyword(word):
			at = end
		default:
			s.between, s.words = append(s.between, source[start:at]), append(s.words, word)
			start, at = end, end
		}
	}
	s.between = append(s.between, source[start:])
}

// wordEnd returns where the word ends that starts at an index, the index itself
// if none does.
func wordEnd(source string, at int) int {
	switch c := source[at]; {
	case c == '"' || c == '\'':
		return quoteEnd(source, at)
	case strings.HasPrefix(source[at:], "//"):
		line, _, _ := strings.Cut(source[at:], "\n")
		return at + len(strings.TrimRight(line, " \t"))
	}
	for at < len(source) && isWordByte(source[at]) {
		at++
	}
	return at
}

// quoteEnd returns where the literal ends that a quote starts.
func quoteEnd(source string, at int) int {
	for end := at + 1; end < len(source); end++ {
		switch source[end] {
		case '\\':
			end++
		case source[at]:
			return end + 1
		}
	}
	return len(source)
}

func isWordByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c >= utf8.RuneSelf
}

// weave is the reverse of reading a scan.
func weave(between, words []string) string {
	size := 0
	for _, s := range between {
		size += len(s)
	}
	for _, s := range words {
		size += len(s)
	}
	var b strings.Builder
	b.Grow(size)
	for i, word := range words {
		b.WriteString(between[i])
		b.WriteString(word)
	}
	b.WriteString(between[len(words)])
	return b.String()
}

// dependsOnLengths reports whether gofmt may format another declaration of the
// shape in another way: it aligns values behind keys, fields, and comments behind
// code, and breaks the line of a function literal that is too long. Raw strings
// are no words.
func dependsOnLengths(s scan) bool {
	for i, text := range s.between {
		for _, sign := range []string{": ", "{ ", "struct", "const", "var (", "`"} {
			if strings.Contains(text, sign) {
				return true
			}
		}
		if i > 0 && strings.HasPrefix(s.words[i-1], "//") && !startsLine(s.between[:i]) {
			return true
		}
	}
	return false
}

// startsLine reports whether the last text, behind which a word stands, ends
// where a line starts.
func startsLine(between []string) bool {
	last := strings.TrimRight(between[len(between)-1], "\t")
	return last == "" && len(between) == 1 || strings.HasSuffix(last, "\n")
}
