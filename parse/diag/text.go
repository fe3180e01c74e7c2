package diag

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/parse/source"
)

// TextOptions says how WriteText writes. The zero value is fit for a file.
type TextOptions struct {
	Color bool // adds ANSI colours; nothing is said by colour alone
}

// WriteText writes the diagnostics in their order for people to read, each
// with the source line it is about:
//
//	error[PG103]: key "x" is set twice in section "a"
//	 --> app.ini:4:1
//	  |
//	4 | x = 2
//	  | ^ set again here
//	 ::: app.ini:2:1: first set here
//	  |
//	2 | x = 1
//	  | ^
//	 = hint: keep one of them
//
// A related place shows its source line only if it is another line of the same
// file. The error is the writer's.
func WriteText(w io.Writer, list List, opts TextOptions) error {
	var b strings.Builder
	for i, d := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		t := textWriter{Builder: &b, color: opts.Color, margin: marginOf(d)}
		t.diagnostic(d)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// textWriter writes one diagnostic.
type textWriter struct {
	*strings.Builder
	color  bool
	margin int // columns that the line numbers take
}

func (t textWriter) diagnostic(d Diagnostic) {
	mark := severityStyle(d.Severity)
	t.WriteString(t.paint(mark, fmt.Sprintf("%s[%s]", d.Severity, d.Code.ID)) + t.paint(bold, ": "+expandLines(d.Message)) + "\n")
	if d.Span.IsValid() {
		t.line("-->", place(d.Span))
		t.snippet(d.Span, d.Label, mark)
	}
	for _, r := range d.Related {
		t.related(r, d.Span)
	}
	if len(d.Also) > 0 {
		t.line(":::", "and "+also(d))
	}
	if d.Hint != "" {
		t.line("=", "hint: "+d.Hint)
	}
}

func (t textWriter) related(r Related, primary source.Span) {
	if !r.Span.IsValid() {
		t.line(":::", r.Note)
		return
	}
	t.line(":::", place(r.Span)+": "+r.Note)
	if showsSource(r, primary) {
		t.snippet(r.Span, "", frame)
	}
}

// showsSource reports whether a related place is worth showing: it is another
// line of the same file.
func showsSource(r Related, primary source.Span) bool {
	return r.Span.IsValid() && r.Span.File == primary.File && r.Span.Position().Line != primary.Position().Line
}

// snippet writes a source line with markers below it. A file without any text
// has no lines to show.
func (t textWriter) snippet(span source.Span, label string, mark style) {
	if span.File.Text() == "" {
		return
	}
	s := newSnippet(span)
	t.gutter("", "")
	t.gutter(strconv.Itoa(span.Position().Line), s.text)
	marker := strings.Repeat(" ", s.column) + t.paint(mark, strings.TrimRight(s.marker+" "+expand(label, 0), " "))
	t.gutter("", marker)
}

// line writes a text that starts with a sign at the margin; further lines of it
// stand below the first.
func (t textWriter) line(sign, text string) {
	indent := strings.Repeat(" ", t.margin+len(sign)+1)
	text = strings.ReplaceAll(expandLines(text), "\n", "\n"+indent)
	t.WriteString(strings.Repeat(" ", t.margin) + t.paint(frame, sign) + " " + text + "\n")
}

// gutter writes "number | text".
func (t textWriter) gutter(number, text string) {
	t.WriteString(t.paint(frame, fmt.Sprintf("%*s |", t.margin, number)))
	if text != "" {
		t.WriteString(" " + text)
	}
	t.WriteByte('\n')
}

// marginOf returns how wide the greatest line number shown is.
func marginOf(d Diagnostic) int {
	greatest := d.Span.Position().Line
	for _, r := range d.Related {
		if showsSource(r, d.Span) {
			greatest = max(greatest, r.Span.Position().Line)
		}
	}
	return len(strconv.Itoa(greatest))
}

// also lists the other places of a problem: those in the same file by their lines
// and columns.
func also(d Diagnostic) string {
	var places []string
	for _, s := range d.Also {
		switch {
		case !s.IsValid():
		case s.File == d.Span.File:
			p := s.Position()
			places = append(places, fmt.Sprintf("%d:%d", p.Line, p.Column))
		default:
			places = append(places, place(s))
		}
	}
	return fmt.Sprintf("at %s", strings.Join(places, ", "))
}

// place returns "file:line:column".
func place(s source.Span) string {
	p := s.Position()
	return fmt.Sprintf("%s:%d:%d", expand(s.File.Name(), 0), p.Line, p.Column)
}

// style is an ANSI sequence that changes how text looks.
type style string

const (
	bold  style = "\x1b[1m"
	frame style = "\x1b[1;34m" // blue
	plain style = "\x1b[0m"
)

func severityStyle(s Severity) style {
	if s == Warning {
		return "\x1b[1;33m" // yellow
	}
	return "\x1b[1;31m" // red
}

func (t textWriter) paint(s style, text string) string {
	if !t.color {
		return text
	}
	return string(s) + text + string(plain)
}
