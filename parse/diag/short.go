package diag

import (
	"fmt"
	"io"
	"strings"
)

// WriteShort writes the diagnostics in their order, each on one line as Short
// has it, with its hint. The error is the writer's.
func WriteShort(w io.Writer, list List) error {
	var b strings.Builder
	for _, d := range list {
		b.WriteString(d.Short())
		if len(d.Also) > 0 {
			b.WriteString(" (and " + also(d) + ")")
		}
		if d.Hint != "" {
			b.WriteString(" (hint: " + oneLine(d.Hint) + ")")
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Short returns the diagnostic on one line: "app.ini:12:7: error[PG101]: ...".
func (d Diagnostic) Short() string {
	s := fmt.Sprintf("%s[%s]: %s", d.Severity, d.Code.ID, oneLine(d.Message))
	if d.Span.IsValid() {
		return place(d.Span) + ": " + s
	}
	return s
}

// oneLine puts a text of several lines, such as a compiler's message, on one.
func oneLine(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = expand(shorten(strings.TrimSpace(lines[i])), 0)
	}
	return strings.Join(lines, " ")
}

// Excerpt returns the beginning of a text, for a message that quotes it.
func Excerpt(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + ellipsis
	}
	return s
}
