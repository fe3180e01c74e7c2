// Package diag holds what pastegen has to say about the user's files, as data,
// and its renderings. It knows source positions, and nothing of INI, Paste
// Deploy or Go.
package diag

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/parse/source"
)

// Severity says how bad a problem is. The zero value is invalid, so that a
// forgotten severity shows.
type Severity int

// The severities, the worst first.
const (
	Error   Severity = iota + 1 // nothing is generated
	Warning                     // something the user will want to look at
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "invalid"
}

// Code names a kind of problem. Each is declared once, in codes.go of the
// package that reports it.
type Code struct {
	ID    string // "PG101"; never given to another kind of problem
	Title string // a few words, lower case: "unknown section"
}

// Diagnostic is one problem at one place.
type Diagnostic struct {
	Severity Severity
	Code     Code
	Message  string      // lower case, no final stop; names quoted as written
	Span     source.Span // the smallest piece of text that explains the problem
	Label    string      // a few words shown under the marked text; may be empty
	Related  []Related   // other places that matter: the chain of references, say
	// Cause is what several problems have in common, such as the name of a package
	// that is missing: those with the same code and cause are shown as one. Empty:
	// the problem stands for itself.
	Cause string
	Also  []source.Span // the places of the others, see List.Sorted
	Hint  string        // what to do; may be empty
	// Unwritten: the Go code that it is about is yet to be written. Its name is
	// not misspelt, as far as one can tell.
	Unwritten bool
}

// Errorf returns an error at a place, which may be none.
func Errorf(code Code, at source.Span, format string, args ...any) Diagnostic {
	return Diagnostic{Severity: Error, Code: code, Span: at, Message: fmt.Sprintf(format, args...)}
}

// Warningf returns a warning at a place, which may be none.
func Warningf(code Code, at source.Span, format string, args ...any) Diagnostic {
	d := Errorf(code, at, format, args...)
	d.Severity = Warning
	return d
}

// At puts a diagnostic without a place of its own at span; one that has a place
// in another file gets span as a related one.
func (d Diagnostic) At(span source.Span) Diagnostic {
	if !d.Span.IsValid() {
		d.Span = span
	} else if d.Span.File != span.File {
		d.Related = append(slices.Clip(d.Related), Related{Span: span, Note: "asked for here"})
	}
	return d
}

// Related is a further place, with what it has to do with the problem.
type Related struct {
	Span source.Span
	Note string
}

// List collects diagnostics. The zero List is empty and ready to use.
type List []Diagnostic

// Add appends diagnostics.
func (l *List) Add(ds ...Diagnostic) { *l = append(*l, ds...) }

// HasErrors reports whether one of them is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sorted returns the list ordered by file, offset, severity, code and message.
// Of several that have place, code and message in common only the first stays,
// which is the worst: a problem met on two ways is one problem. So are those with
// one Cause: the first has the places of all, and is as bad as the worst.
func (l List) Sorted() List {
	s := slices.Clone(l)
	slices.SortStableFunc(s, func(a, b Diagnostic) int {
		return cmp.Or(comparePlace(a, b), cmp.Compare(a.Severity, b.Severity))
	})
	s = slices.CompactFunc(s, func(a, b Diagnostic) bool { return comparePlace(a, b) == 0 })
	return s.joined()
}

// joined makes one of those that have one cause.
func (l List) joined() List {
	type cause struct{ code, cause string }
	first := map[cause]int{}
	var out List
	for _, d := range l {
		c := cause{d.Code.ID, d.Cause}
		i, met := first[c]
		if d.Cause == "" || !met {
			first[c] = len(out)
			out = append(out, d)
			continue
		}
		out[i].Also = append(slices.Clip(out[i].Also), append([]source.Span{d.Span}, d.Also...)...)
		out[i].Severity = min(out[i].Severity, d.Severity)
	}
	return out
}

func comparePlace(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(fileName(a.Span), fileName(b.Span)),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Code.ID, b.Code.ID),
		cmp.Compare(a.Message, b.Message),
	)
}

func fileName(s source.Span) string {
	if s.File == nil {
		return ""
	}
	return s.File.Name()
}

// Err returns nil if the list has no Error, else an error that holds the
// short rendering of the first one and the number of the others.
func (l List) Err() error {
	var n int
	var first Diagnostic
	for _, d := range l.Sorted() {
		if d.Severity == Error {
			if n == 0 {
				first = d
			}
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return errors.New(first.Short())
	}
	return fmt.Errorf("%s (and %d more)", first.Short(), n-1)
}
