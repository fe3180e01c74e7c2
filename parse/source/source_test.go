package source_test

import (
	"testing"

	"github.com/pastegen/pastegen/parse/source"
)

func TestPosition(t *testing.T) {
	tests := []struct {
		name, text   string
		offset       int
		line, column int
	}{
		{"empty text", "", 0, 1, 1},
		{"start", "ab\ncd", 0, 1, 1},
		{"within a line", "ab\ncd", 1, 1, 2},
		{"line end", "ab\ncd", 2, 1, 3},
		{"next line", "ab\ncd", 3, 2, 1},
		{"end of text", "ab\ncd", 5, 2, 3},
		{"behind the end", "ab\ncd", 99, 2, 3},
		{"before the start", "ab\ncd", -1, 1, 1},
		{"behind a last line end", "ab\n", 3, 2, 1},
		{"CRLF is one line end", "a\r\nb", 3, 2, 1},
		{"within a CRLF", "a\r\nb", 2, 1, 3},
		{"lone CR", "a\rb", 2, 2, 1},
		{"CR at the end", "a\r", 2, 2, 1},
		{"CR CRLF", "a\r\r\nb", 4, 3, 1},
		{"LF CR", "a\n\rb", 3, 3, 1},
		{"code points, not bytes", "äöü=€x", 10, 1, 6},
		{"wide and combining characters count one each", "語e\u0301x", 6, 1, 4},
		{"bytes that are not UTF-8 count one each", "\xe9\xffx", 2, 1, 3},
		{"other separators end no line", "a\u2028b\vc\x85d", 7, 1, 6},
		{"behind a byte order mark", "\ufeffab", 3, 1, 1},
		{"within a byte order mark", "\ufeffab", 1, 1, 1},
		{"second line behind a byte order mark", "\ufeffa\nb", 5, 2, 1},
		{"only a byte order mark", "\ufeff", 3, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := source.Position{Line: tt.line, Column: tt.column}
			if got := source.New("f", tt.text).Position(tt.offset); got != want {
				t.Errorf("Position(%d) of %q = %v, want %v", tt.offset, tt.text, got, want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	tests := []struct {
		name, text string
		n          int
		want       string
		start      int
	}{
		{"only line", "ab", 1, "ab", 0},
		{"LF", "ab\ncd\n", 1, "ab", 0},
		{"CRLF", "ab\r\ncd\r\n", 2, "cd", 4},
		{"CR", "ab\rcd\r", 2, "cd", 3},
		{"empty line", "ab\n\ncd", 2, "", 3},
		{"behind a last line end", "ab\n", 2, "", 3},
		{"no such line", "ab\ncd", 3, "", 3},
		{"line 0", "ab\ncd", 0, "", 0},
		{"byte order mark", "\ufeffab\n", 1, "ab", 3},
		{"white space stays", " a \t\n", 1, " a \t", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := source.New("f", tt.text)
			if got := f.Line(tt.n); got != tt.want {
				t.Errorf("Line(%d) of %q = %q, want %q", tt.n, tt.text, got, tt.want)
			}
			if got := f.LineStart(tt.n); got != tt.start {
				t.Errorf("LineStart(%d) of %q = %d, want %d", tt.n, tt.text, got, tt.start)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	f := source.New("app.ini", "[é]\nx = 1\n")
	s := f.Span(6, 9)
	if !s.IsValid() || s.Text() != " = " {
		t.Errorf("Text = %q", s.Text())
	}
	if got, want := s.Position(), (source.Position{Line: 2, Column: 2}); got != want {
		t.Errorf("Position = %v, want %v", got, want)
	}
	if got, want := s.EndPosition(), (source.Position{Line: 2, Column: 5}); got != want {
		t.Errorf("EndPosition = %v, want %v", got, want)
	}
	if b := s.Behind(); b != f.Span(9, 9) {
		t.Errorf("Behind = %v", b)
	}
}

func TestNoSpan(t *testing.T) {
	var s source.Span
	if s.IsValid() || s.Text() != "" || s.Position().IsValid() || s.EndPosition().IsValid() {
		t.Errorf("the zero Span is a place: %v", s)
	}
}

// TestHide: what is hidden is not shown, whichever part of it a span covers.
func TestHide(t *testing.T) {
	f := source.New("f", "a = secret, b = token\n")
	if got := f.Span(0, 10).Shown(); got != "a = secret" {
		t.Errorf("before anything is hidden: %q", got)
	}
	f.Hide(func() []source.Span { return []source.Span{f.Span(4, 10)} })
	f.Hide(func() []source.Span { return []source.Span{f.Span(16, 21), f.Span(5, 9)} })
	for _, tt := range []struct {
		start, end int
		shown      string
		from, to   int // of what is widened
	}{
		{0, 22, "a = ********, b = ********\n", 0, 22},
		{0, 4, "a = ", 0, 4},
		{4, 10, "********", 4, 10},
		{6, 7, "********", 4, 10},
		{8, 18, "********, b = ********", 4, 21},
		{10, 16, ", b = ", 10, 16},
		{4, 4, "", 4, 4},
		{7, 7, "", 4, 10},
	} {
		s := f.Span(tt.start, tt.end)
		if got := s.Shown(); got != tt.shown {
			t.Errorf("%d to %d is shown as %q, want %q", tt.start, tt.end, got, tt.shown)
		}
		if w := s.Widened(); w.Start != tt.from || w.End != tt.to {
			t.Errorf("%d to %d is widened to %d to %d, want %d to %d", tt.start, tt.end, w.Start, w.End, tt.from, tt.to)
		}
	}
	var none source.Span
	if none.Shown() != "" || none.Widened() != none {
		t.Error("no place has a text")
	}
}
