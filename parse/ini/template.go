package ini

import (
	"regexp"
	"slices"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// places are what people write into a template for a program to fill in, each
// with the name of the language.
var places = []struct {
	language string
	pattern  *regexp.Regexp
}{
	{"Jinja", regexp.MustCompile(`\{\{-?\s*[\pL_].*?\}\}|\{%.*?%\}|\{#.*?#\}`)},
	{"Mako", regexp.MustCompile(`^\s*%\s*(?:if|elif|else|endif|for|endfor|while|endwhile)\b.*|\$\{[a-z_][\w.]*\}`)},
	{"Mako or ERB", regexp.MustCompile(`</?%.*?>`)},
	{"%NAME%", regexp.MustCompile(`%[A-Z][A-Z0-9_]*%`)},
	{"@NAME@", regexp.MustCompile(`@[A-Z][A-Z0-9_]*@`)},
}

// wholePlace is a value that is nothing but such a place.
var wholePlace = regexp.MustCompile(`^(?:\{\{-?\s*[\pL_][^{}]*\}\}|<%=[^%]*%>)$`)

// Templates returns a list in which all that is wrong because the file is a
// template, not yet filled in, is said in that way, so that it is one problem
// once the list is sorted.
func Templates(list diag.List) diag.List {
	out := slices.Clone(list)
	for i, d := range out {
		if at, language := placeAt(d.Span); at.IsValid() {
			out[i] = unfilled(at, language)
			out[i].Severity = d.Severity
		}
	}
	return out
}

// placeAt returns the place of a template that has something in common with a
// span, with its language; no place if there is none.
func placeAt(s source.Span) (at source.Span, language string) {
	if !s.IsValid() {
		return source.Span{}, ""
	}
	line := s.Position().Line
	start := s.File.LineStart(line)
	for _, p := range places {
		for _, m := range p.pattern.FindAllStringIndex(s.File.Line(line), -1) {
			if from, to := start+m[0], start+m[1]; from < max(s.End, s.Start+1) && s.Start < to {
				return s.File.Span(from, to), p.language
			}
		}
	}
	return source.Span{}, ""
}

func unfilled(at source.Span, language string) diag.Diagnostic {
	d := diag.Errorf(codeTemplate, at, "the file is a template, and %s is not filled in", quoteShort(at.Text()))
	d.Label = "as in " + language
	d.Hint = "have the program that the template is for fill it in, and read what comes of it"
	d.Cause = "template"
	return d
}

// unfilledFile leaves of what is wrong with a file only that it is a template,
// if lines of it are no INI since they are for the program that fills it in: all
// else follows from that.
func unfilledFile(list diag.List) diag.List {
	isBadLine := func(d diag.Diagnostic) bool {
		at, _ := placeAt(d.Span)
		return at.IsValid() && at.Start == d.Span.Start && d.Severity == diag.Error
	}
	if !slices.ContainsFunc(list, isBadLine) {
		return list
	}
	return Templates(slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return !isBadLine(d) }))
}
