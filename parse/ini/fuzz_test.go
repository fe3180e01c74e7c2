package ini_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

func FuzzParse(f *testing.F) {
	for _, path := range corpus(f) {
		f.Add(readFile(f, path))
	}
	for _, text := range edges() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, problems := ini.Parse(source.New("app.ini", text))
		if problems.HasErrors() != (file.Err != nil) {
			t.Errorf("Err is %v, problems are %v", file.Err, problems)
		}
		for _, d := range problems {
			checkSpan(t, text, d.Span)
			for _, r := range d.Related {
				checkSpan(t, text, r.Span)
			}
		}
		for _, s := range append(file.Sections, file.Defaults) {
			checkSection(t, text, s)
		}
	})
}

func checkSection(t *testing.T, text string, s *ini.Section) {
	checkText(t, text, s.Header, s.Name)
	for _, e := range s.Entries {
		if s.Entry(e.Key) != e {
			t.Errorf("Entry(%q) finds another entry", e.Key)
		}
		checkText(t, text, e.KeySpan, e.Key)
		checkSpan(t, text, e.Value.Whole())
		start := 0
		for _, line := range strings.Split(e.Value.Raw, "\n") {
			checkText(t, text, e.Value.Span(start, start+len(line)), line)
			start += len(line) + 1
		}
	}
}

// checkText checks that want stands at a span. Where the text is not UTF-8,
// "?" stands for the bytes that are no characters.
func checkText(t *testing.T, text string, s source.Span, want string) {
	checkSpan(t, text, s)
	if utf8.ValidString(text) && s.IsValid() && s.Text() != want {
		t.Errorf("%q: at %q stands %q", text, want, s.Text())
	}
}

func checkSpan(t *testing.T, text string, s source.Span) {
	if s.IsValid() && (s.Start < 0 || s.Start > s.End || s.End > len(text)) {
		t.Errorf("%q: span %d to %d", text, s.Start, s.End)
	}
}

// TestRandomAsPython compares small files made of what matters to the dialect.
func TestRandomAsPython(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := map[string]string{}
	var names []string
	for i := range 2000 {
		name := fmt.Sprintf("random-%d.ini", i)
		names = append(names, name)
		texts[name] = randomText(random)
	}
	for i, doc := range oracle(t, writeFiles(t, names, func(name string) string { return texts[name] })) {
		compare(t, names[i], texts[names[i]], doc)
	}
}

func randomText(random *rand.Rand) string {
	pick := func(pieces ...string) string { return pieces[random.IntN(len(pieces))] }
	lineEnd := pick("\n", "\n", "\r\n", "\r")
	var b strings.Builder
	if random.IntN(8) > 0 {
		b.WriteString("[a]" + lineEnd)
	}
	for range random.IntN(12) {
		b.WriteString(pick("", "", "", " ", "  ", "\t", "\u00a0", "\u3000 ", "\x1c"))
		switch random.IntN(8) {
		case 0:
			b.WriteString("[" + pick("a", "b", "c", "d", "DEFAULT", "", "]", "a] = [b") + pick("]", "]", "]", ""))
		case 1:
			b.WriteString(pick("#", ";") + pick("", " c", "[a]"))
		case 2:
		case 3:
			b.WriteString(pick("é", "text", "it's", "\"", "\\", "\u200b", "\x7f", "[b"))
		default:
			b.WriteString(pick("u", "v", "w", "x", "y", "z", "here", "a b", "#x", "é", "[x"))
			b.WriteString(pick("=", ":", " = ", " : ", "\u2003=\x1f", " = = "))
			b.WriteString(pick("", "1", "2 # c", "%(x)s", "é", "[b]", "\x0b3"))
		}
		b.WriteString(pick("", "", " ", "\t", "\u2028", "\u0085"))
		b.WriteString(pick(lineEnd, lineEnd, lineEnd, "\n", "\r\n", "\r", "\n\n"))
	}
	if random.IntN(40) == 0 {
		b.WriteString(pick("\xff", "\xc3", "\xe2\x82", "\xf0\x9f") + pick("", "\n"))
	}
	return b.String()
}
