package diag_test

import (
	"io"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Any span of any text can be shown, with a marker that lies below the line.
func FuzzWriteText(f *testing.F) {
	for _, list := range renderCases() {
		for _, d := range list {
			if d.Span.IsValid() {
				f.Add(d.Span.File.Text(), d.Span.Start, d.Span.End)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		start = min(max(start, 0), len(text))
		end = min(max(end, start), len(text))
		list := diag.List{{Severity: diag.Error, Code: code, Span: source.New("app.ini", text).Span(start, end)}}
		var b strings.Builder
		if err := diag.WriteText(&b, list, diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if marked := strings.Contains(b.String(), "^"); text != "" && !marked {
			t.Errorf("no marker:\n%s", b.String())
		}
		if lines := strings.Count(b.String(), "\n"); text != "" && lines != 5 {
			t.Errorf("%d lines:\n%s", lines, b.String())
		}
		if err := diag.WriteJSON(io.Discard, list); err != nil {
			t.Fatal(err)
		}
	})
}
