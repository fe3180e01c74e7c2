package diag

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/pastegen/pastegen/parse/source"
)

// jsonDiagnostic is a Diagnostic as WriteJSON writes it.
type jsonDiagnostic struct {
	Severity string `json:"severity"` // "error" or "warning"
	Code     string `json:"code"`     // "PG101"
	Message  string `json:"message"`
	jsonPlace
	Label   string        `json:"label,omitempty"`
	Related []jsonRelated `json:"related,omitempty"`
	Also    []jsonPlace   `json:"also,omitempty"` // other places with the same problem
	Hint    string        `json:"hint,omitempty"`
}

// jsonRelated is a Related.
type jsonRelated struct {
	Note string `json:"note"`
	jsonPlace
}

// jsonPlace is a span; all fields are left out if there is no place. Lines and
// columns count from 1, columns in Unicode code points, and the end is behind
// the last character.
type jsonPlace struct {
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
}

// WriteJSON writes the diagnostics in their order as one JSON array, empty if
// there is none. Each element has "severity", "code" and "message"; where it is
// ("file", "line", "column", "endLine", "endColumn"); and, if there is any,
// "label", "related" (an array of "note" and place), "also" (an array of the other
// places of the same problem) and "hint". The error is
// the writer's.
func WriteJSON(w io.Writer, list List) error {
	out := make([]jsonDiagnostic, len(list))
	for i, d := range list {
		out[i] = jsonDiagnostic{
			Severity:  d.Severity.String(),
			Code:      d.Code.ID,
			Message:   d.Message,
			jsonPlace: newJSONPlace(d.Span),
			Label:     d.Label,
			Related:   newJSONRelated(d.Related),
			Also:      newJSONPlaces(d.Also),
			Hint:      d.Hint,
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := w.Write(PrintableJSON(b.Bytes()))
	return err
}

func newJSONRelated(related []Related) []jsonRelated {
	var out []jsonRelated
	for _, r := range related {
		out = append(out, jsonRelated{Note: r.Note, jsonPlace: newJSONPlace(r.Span)})
	}
	return out
}

func newJSONPlaces(spans []source.Span) []jsonPlace {
	var out []jsonPlace
	for _, s := range spans {
		out = append(out, newJSONPlace(s))
	}
	return out
}

func newJSONPlace(s source.Span) jsonPlace {
	if !s.IsValid() {
		return jsonPlace{}
	}
	start, end := s.Position(), s.EndPosition()
	return jsonPlace{s.File.Name(), start.Line, start.Column, end.Line, end.Column}
}
