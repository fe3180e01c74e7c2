// Package setting says what is wrong with the keys of a section, in errors that
// the generator shows at their lines: a method Validate() error of a part's
// options returns them, and its factory does for values that are known only at
// the start.
package setting

import (
	"fmt"
	"strconv"
)

// Error is something wrong with a key.
type Error struct {
	Key   string // where it is shown; empty for the section as a whole
	Other string // another key that has to do with it; may be empty
	Is    string // what is wrong: a sentence
	Hint  string // what would be right; may be empty
	Note  string // about Other; may be empty
}

// Error implements error.
func (e *Error) Error() string { return e.Is }

// Excludes returns the error of two keys that say the same, of which other is
// one too many.
func Excludes(key, other, note string) error {
	return &Error{Key: other, Other: key, Is: strconv.Quote(key) + " excludes " + strconv.Quote(other), Note: note}
}

// At returns the error of a key, formatted as by fmt.Sprintf.
func At(key, format string, args ...any) error {
	return &Error{Key: key, Is: fmt.Sprintf(format, args...)}
}
