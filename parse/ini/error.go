package ini

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
)

// Error is an exception of configparser (or UnicodeDecodeError).
type Error struct {
	Class   string    // "DuplicateOptionError"
	Message string    // str(e) in Python, the file named as source.File's base name behind "$HERE/"
	Line    int       // 0 if Python gives none
	Lines   []BadLine // all lines that a ParsingError complains of, else nil
}

// BadLine is a line that a ParsingError complains of, as Python's repr of it.
type BadLine struct {
	Line int
	Repr string
}

// fileRepr is how Python's messages name a file.
func fileRepr(name string) string {
	return Repr("$HERE/" + path.Base(filepath.ToSlash(name)))
}

func duplicateSectionError(file, section string, line int) *Error {
	return &Error{
		Class: "DuplicateSectionError",
		Message: fmt.Sprintf("While reading from %s [line %2d]: section %s already exists",
			fileRepr(file), line, Repr(section)),
		Line: line,
	}
}

func duplicateOptionError(file, section, option string, line int) *Error {
	return &Error{
		Class: "DuplicateOptionError",
		Message: fmt.Sprintf("While reading from %s [line %2d]: option %s in section %s already exists",
			fileRepr(file), line, Repr(option), Repr(section)),
		Line: line,
	}
}

func missingSectionHeaderError(file string, l line) *Error {
	return &Error{
		Class: "MissingSectionHeaderError",
		Message: fmt.Sprintf("File contains no section headers.\nfile: %s, line: %d\n%s",
			fileRepr(file), l.number, Repr(l.python())),
		Line: l.number,
	}
}

// parsingError is the error about bad lines, of which there is at least one.
func parsingError(file string, bad []BadLine) *Error {
	var b strings.Builder
	b.WriteString("Source contains parsing errors: " + fileRepr(file))
	for _, l := range bad {
		fmt.Fprintf(&b, "\n\t[line %2d]: %s", l.Line, l.Repr)
	}
	return &Error{Class: "ParsingError", Message: b.String(), Line: bad[0].Line, Lines: bad}
}
