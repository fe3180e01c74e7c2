package fill

import (
	"go/types"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// lists looks at the words of a list together.
type lists struct{ *filler }

// split splits a setting at white space, or where the parameter's tag or its type
// have items be separated: each line has the files of a certificate.
func (f *lists) split(p keys.Param, r *reading.Reading, s parse.Setting) []parse.Word {
	if !p.Tag.Comma && value.IsAddress(r.Item.Type) {
		return s.Cut(value.Addresses(string(s.Value)))
	}
	if !p.Tag.Comma && value.IsCertificate(r.Item.Type) {
		return s.Cut(linesOf(string(s.Value)))
	}
	return s.Split(p.Tag.Comma)
}

// linesOf returns where each line starts and ends that is not empty, without the
// white space around it.
func linesOf(text string) [][2]int {
	var all [][2]int
	start := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		from := start + len(line) - len(strings.TrimLeft(line, " \t\r\n"))
		if word := strings.TrimSpace(line); word != "" {
			all = append(all, [2]int{from, from + len(word)})
		}
		start += len(line)
	}
	return all
}

// check returns what is wrong with the words of a setting though each may be right:
// commas that end up in them, and too few or too many for an array.
func (f *lists) check(p keys.Param, r *reading.Reading, s parse.Setting, all []parse.Word) []tell.Misread {
	bad := f.commas(p, r, all)
	if array, ok := r.Type.Underlying().(*types.Array); ok && len(all) != int(array.Len()) {
		bad = append(bad, f.wrongLength(p, len(all), int(array.Len())).Of(s.Word())...)
	}
	return bad
}

// commas returns the first comma that is part of a word of several.
func (f *lists) commas(p keys.Param, r *reading.Reading, all []parse.Word) []tell.Misread {
	if p.Tag.Comma || len(all) < 2 || !f.env.Values.IsText(r.Item.Type) {
		return nil
	}
	for _, w := range all {
		if w.Span.IsValid() && strings.HasSuffix(string(w.Text), ",") {
			return f.commaInside(p, w).Of(w)
		}
	}
	return nil
}

func (f *lists) wrongLength(p keys.Param, got, want int) *tell.Misread {
	return &tell.Misread{Code: problem.Convert, Misfit: value.Misfit{
		Whole: words.Count(got, "value") + " for " + f.tell.What(p) + ", which takes " + strconv.Itoa(want),
		Hint:  "values are separated by white space",
	}}
}

// twice returns the words of a set that say what one before them says. words and
// items are as many, unless something else is wrong.
func (f *lists) twice(p keys.Param, items bound.Slice, all []parse.Word) []tell.Misread {
	var bad []tell.Misread
	seen := map[string]bool{}
	for i, item := range items.Items {
		same := sameKey(item, string(all[i].Text))
		if seen[same] && len(all) == len(items.Items) {
			m := &tell.Misread{Code: problem.Convert, Misfit: value.Misfit{Is: "is there twice", Hint: "leave one of them out"}}
			bad = append(bad, m.Of(all[i])...)
		}
		seen[same] = true
	}
	return bad
}

// setOf makes a set of its items.
func setOf(items bound.Slice) bound.Map {
	out := bound.Map{Type: items.Type}
	member := items.Type.Underlying().(*types.Map).Elem()
	for _, item := range items.Items {
		out.Entries = append(out.Entries, bound.Entry{Key: item, Value: bound.Struct{Type: member}})
	}
	return out
}

// commaInside warns of a word that ends in a comma. The user can change the tag of
// a field of the user's own only.
func (f *lists) commaInside(p keys.Param, w parse.Word) *tell.Misread {
	hint := "values are separated by white space"
	if _, builtIn := f.env.Parts.Holds(p.Pkg().Path()); !builtIn {
		hint += "; the field's tag may say otherwise: `paste:\",comma\"`"
	}
	return &tell.Misread{Severity: diag.Warning, Code: problem.Comma, Misfit: value.Misfit{
		Whole: "the comma is part of " + words.Quote(w.Text.String()), Hint: hint,
	}}
}
