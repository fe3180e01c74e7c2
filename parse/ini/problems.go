package ini

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

func notUTF8(f *source.File, u *undecodable) diag.Diagnostic {
	hint := "save the file as UTF-8"
	if isUTF16(f.Text()) {
		hint += "; its byte order mark says that it is UTF-16 now"
	}
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNotUTF8,
		Message:  fmt.Sprintf("expected UTF-8 text, found byte 0x%02x", f.Text()[u.start]),
		Span:     f.Span(u.start, u.end),
		Label:    u.reason,
		Hint:     hint,
	}
}

func duplicateSection(name string, again, first source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeDuplicateSection,
		Message:  fmt.Sprintf("section %q is defined twice", name),
		Span:     again,
		Label:    "defined again here",
		Related:  []diag.Related{{Span: first, Note: "first defined here"}},
		Hint:     "rename one of them, or merge their keys into one section",
	}
}

func duplicateKey(key, section string, again, first source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeDuplicateKey,
		Message:  fmt.Sprintf("key %q is set twice in section %q", key, section),
		Span:     again,
		Label:    "set again here",
		Related:  []diag.Related{{Span: first, Note: "first set here"}},
		Hint:     "keep one of them",
	}
}

func notKeyValue(at source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNotKeyValue,
		Message:  fmt.Sprintf(`expected "key = value" or "[section]", found %s`, quoteShort(at.Shown())),
		Span:     at,
		Hint:     hintForLine(at.Text(), "indent the line if it continues the value above it"),
	}
}

func noKey(delimiter source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNoKey,
		Message:  fmt.Sprintf("expected a key before %q, found none", delimiter.Text()),
		Span:     delimiter,
		Hint:     "write key = value, or indent the line if it continues the value above it",
	}
}

// headerAsKey warns of a line that configparser takes for a key and its value.
func headerAsKey(at source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Warning,
		Code:     codeHeaderAsKey,
		Message:  fmt.Sprintf("%s is read as a key and its value, not as a section header", quoteShort(at.Shown())),
		Span:     at,
		Hint:     hintForLine(at.Text(), ""),
	}
}

func noSection(at source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNoSection,
		Message:  fmt.Sprintf("expected a section header, found %s", quoteShort(at.Shown())),
		Span:     at,
		Label:    "before the first section",
		Hint:     hintForLine(at.Text(), "start the file with a header such as [app:main] or [DEFAULT]"),
	}
}

// hintForLine is what to do about a line that could not be read, if what is
// wrong with it is plain to see; else it is otherwise.
func hintForLine(text, otherwise string) string {
	switch {
	case strings.HasPrefix(text, "<<<<<<<") || strings.HasPrefix(text, ">>>>>>>"):
		return "resolve the merge conflict"
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		return "put a name between the brackets"
	case strings.HasPrefix(text, "["):
		return `a section header ends with "]" on the same line`
	}
	return otherwise
}

// quoteShort quotes a text, of a long one only its beginning.
func quoteShort(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%q...", string([]rune(s)[:most]))
}
