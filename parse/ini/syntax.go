// Package ini reads the INI dialect of Python 3.11's configparser as
// PasteDeploy 3.0.1 sets it up, and keeps where everything stands. It knows
// nothing of Paste Deploy: sections, keys and raw values only.
//
// The dialect: "=" and ":" delimit, "#" and ";" start a comment only at the
// start of a line, keys keep their case, a line indented deeper than its key
// continues the value, also across blank lines and comments, and a key or
// section that comes twice is an error.
//
// The library for INI files is gopkg.in/ini.v1, but its own reader differs from
// configparser in most of these points, drops duplicates silently and keeps no
// positions. So a scanner of our own decides, line by line, what an entry is,
// and fills an ini.v1 file through its API. That file holds the names and
// values and answers every look-up; beside it stand the positions, found by
// the library's own section and key. Values are read with Key.Value, never
// with Key.String, which would interpolate in a way that is not Paste's.
package ini

import (
	goini "gopkg.in/ini.v1"

	"github.com/pastegen/pastegen/parse/source"
)

// File is one INI file as written: raw values, no interpolation. Parse makes
// it.
type File struct {
	Source   *source.File
	Defaults *Section   // [DEFAULT], also when the file has none; its parts are merged, as configparser does
	Sections []*Section // in the file's order, without [DEFAULT]
	// Err is what configparser raises for the file; nil if it accepts it.
	// The rest of the File then holds what could still be understood: of what
	// comes twice the first, and "?" for each byte that is not UTF-8.
	Err *Error

	store    *goini.File
	sections map[*goini.Section]*Section // those of Sections
}

// Section returns the section of that name, nil if there is none. DEFAULT is
// not a section.
func (f *File) Section(name string) *Section {
	stored, err := f.store.GetSection(name)
	if err != nil {
		return nil
	}
	return f.sections[stored]
}

// DefaultName is the name of the section whose keys all others have.
const DefaultName = "DEFAULT"

// Section is one [name] with its entries in order.
type Section struct {
	Name    string
	Header  source.Span // the name between the brackets; invalid for a [DEFAULT] that is not there
	Entries []*Entry

	store    *goini.Section
	entries  map[*goini.Key]*Entry // those of Entries
	emptyKey bool                  // whether a line without a key was met
}

// foreign reports whether others than Python read the section, in a dialect of
// their own, in which keys come several times and alone: configparser would refuse
// the whole file for that.
func (s *Section) foreign() bool { return s.Name == "uwsgi" }

func newSection(stored *goini.Section, header source.Span) *Section {
	return &Section{
		Name:    stored.Name(),
		Header:  header,
		store:   stored,
		entries: map[*goini.Key]*Entry{},
	}
}

// add stores an entry of a key that the section does not have yet. NewKey
// compares it with each key there is, which is felt beyond 10,000 keys in one
// section (0.2 s).
func (s *Section) add(e *Entry, raw string) {
	stored, err := s.store.NewKey(e.Key, raw)
	if err != nil {
		panic(err) // only for an empty key, which is never stored
	}
	e.Value.Raw = stored.Value()
	s.Entries = append(s.Entries, e)
	s.entries[stored] = e
}

// Entry returns the entry of that key, nil if there is none.
func (s *Section) Entry(key string) *Entry {
	stored, err := s.store.GetKey(key)
	if err != nil {
		return nil
	}
	return s.entries[stored]
}

// Entry is one "key = value".
type Entry struct {
	Key     string
	KeySpan source.Span
	Value   Value
}
