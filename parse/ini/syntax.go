// Package ini reads the INI dialect of Python 3.11's configparser as
// PasteDeploy 3.0.1 sets it up, and keeps where everything stands. It knows
// nothing of Paste Deploy: sections, keys and raw values only.
//
// TODO(ini): say why a scanner stands in front of ini.v1.
package ini

import (
	"github.com/pastegen/pastegen/parse/source"
)

// File is one INI file as written: raw values, no interpolation.
type File struct {
	Source   *source.File
	Defaults *Section   // [DEFAULT], also when the file has none; its parts are merged, as configparser does
	Sections []*Section // in the file's order, without [DEFAULT]
	// Err is what configparser raises for the file; nil if it accepts it.
	// The rest of the File then holds what could still be understood.
	Err *Error
}

// Section returns the section of that name, nil if there is none. DEFAULT is
// not a section.
func (f *File) Section(name string) *Section { panic("TODO") }

// Section is one [name] with its entries in order.
type Section struct {
	Name    string
	Header  source.Span // the name between the brackets
	Entries []*Entry
}

// Entry returns the entry of that key, nil if there is none.
func (s *Section) Entry(key string) *Entry { panic("TODO") }

// Entry is one "key = value".
type Entry struct {
	Key     string
	KeySpan source.Span
	Value   Value
}

// Value is a raw value: continuation lines joined with "\n", each stripped, as
// configparser joins them, with the way back to the file for each byte.
type Value struct {
	Raw string
	// unexported: the map from Raw to the source
}

// Span returns the source of Raw[start:end]. An empty range gives the point
// where it stands; an empty value, the point behind the delimiter.
func (v Value) Span(start, end int) source.Span { panic("TODO") }

// Whole returns the source of the whole value, from its first to its last
// byte that is not white space.
func (v Value) Whole() source.Span { panic("TODO") }

// Error is an exception of configparser (or UnicodeDecodeError).
type Error struct {
	Class   string // "DuplicateOptionError"
	Message string // str(e) in Python, the file named as source.File's base name behind "$HERE/"
	Line    int    // 0 if Python gives none
	Lines   []BadLine
}

// BadLine is a line that a ParsingError complains of, as Python's repr of it.
type BadLine struct {
	Line int
	Repr string
}
