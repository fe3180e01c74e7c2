package diag_test

import (
	"slices"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

func TestSorted(t *testing.T) {
	a, b := source.New("a.ini", "one two\n"), source.New("b.ini", "one two\n")
	first := diag.Code{ID: "PG101"}
	second := diag.Code{ID: "PG102"}
	list := diag.List{
		{Severity: diag.Error, Code: first, Message: "6", Span: b.Span(0, 3)},
		{Severity: diag.Error, Code: second, Message: "5", Span: a.Span(4, 7)},
		{Severity: diag.Error, Code: first, Message: "4", Span: a.Span(4, 7)},
		{Severity: diag.Error, Code: first, Message: "3b", Span: a.Span(0, 7)},
		{Severity: diag.Error, Code: first, Message: "3a", Span: a.Span(0, 7)},
		{Severity: diag.Error, Code: first, Message: "2", Span: a.Span(0, 3)},
		{Severity: diag.Error, Code: first, Message: "1"},
	}
	var got []string
	for _, d := range list.Sorted() {
		got = append(got, d.Message)
	}
	if want := []string{"1", "2", "3a", "3b", "4", "5", "6"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if list[0].Message != "6" {
		t.Error("the list itself is changed")
	}
}

func TestSortedDropsDuplicates(t *testing.T) {
	f := source.New("a.ini", "one two\n")
	d := diag.Diagnostic{Severity: diag.Warning, Code: code, Message: "m", Span: f.Span(0, 3)}
	worse := d
	worse.Severity = diag.Error
	other := d
	other.Span = f.Span(4, 7)
	got := diag.List{d, other, worse, d}.Sorted()
	if len(got) != 2 || got[0].Severity != diag.Error || got[1].Span != other.Span {
		t.Errorf("got %v", got)
	}
}

func TestErr(t *testing.T) {
	warning := diag.Diagnostic{Severity: diag.Warning, Code: code, Message: "odd"}
	wrong := diag.Diagnostic{Severity: diag.Error, Code: code, Message: "wrong", Span: mark("app.ini", "[a]\n«x»\n")}
	tests := []struct {
		list diag.List
		want string
	}{
		{nil, ""},
		{diag.List{warning}, ""},
		{diag.List{warning, wrong}, "app.ini:2:1: error[PG999]: wrong"},
		{diag.List{wrong, warning, {Severity: diag.Error, Code: code, Message: "very"}}, "error[PG999]: very (and 1 more)"},
	}
	for _, tt := range tests {
		got := ""
		if err := tt.list.Err(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		if tt.list.HasErrors() != (tt.want != "") {
			t.Errorf("HasErrors of %v", tt.list)
		}
	}
}

func TestSeverity(t *testing.T) {
	for s, want := range map[diag.Severity]string{0: "invalid", diag.Error: "error", diag.Warning: "warning"} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
