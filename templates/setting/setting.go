// Package setting says what is wrong with the keys of a section, in errors that
// the generator shows at their lines: a method Validate() error of a part's
// options returns them, and its factory does for values that are known only at
// the start.
package setting

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Error is something wrong with a key.
type Error struct {
	Key   string // where it is shown; empty for the section as a whole
	Other string // another key that has to do with it; may be empty
	Is    string // what is wrong: a sentence
	Hint  string // what would be right; may be empty
	Note  string // about Other; may be empty
	Idle  bool   // the key has no effect, which is no reason to stop
}

// Error implements error.
func (e *Error) Error() string { return e.Is }

// Advice returns the hint, for those who must not show what is wrong: that may
// quote a secret.
func (e *Error) Advice() string { return e.Hint }

// Excludes returns the error of two keys that say the same, of which other is
// one too many.
func Excludes(key, other, note string) error {
	return &Error{Key: other, Other: key, Is: strconv.Quote(key) + " excludes " + strconv.Quote(other), Note: note}
}

// Idle returns the error of a key that has no effect: because of another one, or
// because there is no other one if that is empty.
func Idle(key, other, why string) error {
	e := &Error{Key: key, Other: other, Is: strconv.Quote(key) + " has no effect: " + why, Idle: true}
	if other != "" {
		e.Note, e.Hint = "this one counts", "leave out one of them"
	}
	return e
}

// Place returns an error of a factory with the place that it comes from: of the
// key that it names, if that is among keys, which are names of keys each with its
// place behind it, else of the section.
func Place(err error, section string, keys ...string) error {
	var wrong *Error
	if errors.As(err, &wrong) {
		for i := 0; i+1 < len(keys); i += 2 {
			if same(keys[i], wrong.Key) {
				section = keys[i+1]
				break
			}
		}
	}
	return fmt.Errorf("%s: %w", section, err)
}

// same reports whether a key of a section is the one that an error names. It may be
// spelled in another way, and stand below a prefix.
func same(written, named string) bool {
	if named == "" {
		return false
	}
	last := written[strings.LastIndexByte(written, '.')+1:]
	return letters(written) == letters(named) || letters(last) == letters(named)
}

// letters is a key without what is written differently in INI files.
func letters(key string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(key))
}

// At returns the error of a key, formatted as by fmt.Sprintf.
func At(key, format string, args ...any) error {
	return &Error{Key: key, Is: fmt.Sprintf(format, args...)}
}
