// Package environ reads the variables that a program is told when it starts,
// and not when it is generated.
package environ

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/templates/secret"
)

// Reader collects what is wrong with variables, so that all of it can be told
// at once. The zero value is ready.
type Reader struct {
	problems []error
	failed   map[string]bool // variables that have no text
}

// fail notes a problem of some variables. No problem has the text of a variable
// in it: that may be a secret.
func (r *Reader) fail(problem error, names ...string) {
	r.problems = append(r.problems, problem)
	if r.failed == nil {
		r.failed = map[string]bool{}
	}
	for _, name := range names {
		r.failed[name] = true
	}
}

// Err returns all problems, one a line; nil for none.
func (r *Reader) Err() error { return errors.Join(r.problems...) }

// Required returns the text of a variable that must be set, and not empty. use
// says what it is for: a section, a key and where that stands.
func Required(r *Reader, name, use string) string {
	text, origin, err := find(name)
	switch {
	case err != nil:
		r.fail(fmt.Errorf("%s: %w", use, err), name)
	case origin == "":
		r.fail(fmt.Errorf("%s: %s is not set", use, name), name)
	case text == "":
		r.fail(fmt.Errorf("%s: %s is empty", use, name), name)
	}
	return text
}

// Optional returns the text of a variable, or its default if it is not set.
func Optional(r *Reader, name, fallback, use string) string {
	text, origin, err := find(name)
	switch {
	case err != nil:
		r.fail(fmt.Errorf("%s: %w", use, err), name)
	case origin == "":
		return fallback
	}
	return text
}

// ReadAs converts a text that has the named variables in it.
func ReadAs[T any](r *Reader, convert func(string) (T, error), use, text string, names ...string) T {
	for _, name := range names {
		if r.failed[name] {
			var none T
			return none // which has been told
		}
	}
	value, err := convert(text)
	if err != nil {
		r.fail(fmt.Errorf("%s: %s %w", use, strings.Join(names, " and "), withoutText(err, text)))
	}
	return value
}

// withoutText returns an error that does not quote the text: a type of the
// user's own may say what it got.
func withoutText(err error, text string) error {
	message := err.Error()
	for _, text := range []string{text, strings.Trim(strconv.Quote(text), `"`)} {
		if text != "" {
			message = strings.ReplaceAll(message, text, secret.Mask)
		}
	}
	if message == err.Error() {
		return err
	}
	return errors.New(message)
}

// Shown returns the text of a variable for people to read: on one line, nothing
// in it that a terminal would obey, and secrets such as the password of a URL
// masked.
func Shown(name, fallback string) string {
	text, origin, err := find(name)
	switch {
	case err != nil:
		return "(" + err.Error() + ")"
	case origin != "":
		return printable(secret.Redact(text))
	case fallback == "":
		return "(not set)"
	}
	return printable(secret.Redact(fallback))
}

// printable returns a text with Go's escapes in place of what is not printable.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// Origin says where the text of a variable is from, otherwise if it is not set.
func Origin(name, otherwise string) string {
	_, origin, err := find(name)
	switch {
	case err != nil:
		return "a file that cannot be read"
	case origin == "":
		return otherwise
	}
	return "the " + origin
}

// find looks for a variable, first hit wins:
//
//   - what the command line says of it, -set NAME=VALUE, which is in PASTE_SET_NAME;
//   - the environment variable of that name;
//   - the file that NAME_FILE names, as container secrets have it;
//   - the file of that name in $CREDENTIALS_DIRECTORY, where systemd puts a service's credentials.
//
// A newline that ends a file does not count. The origin says where it was, and
// is empty when it is nowhere.
func find(name string) (text, origin string, err error) {
	if text, ok := os.LookupEnv("PASTE_SET_" + name); ok {
		return text, "flag -set", nil
	}
	if text, ok := os.LookupEnv(name); ok {
		return text, "environment", nil
	}
	if file := os.Getenv(name + "_FILE"); file != "" {
		text, err := readFile(file)
		if err != nil {
			return "", "", fmt.Errorf("%s_FILE: %w", name, err)
		}
		return text, "file " + file, nil
	}
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return "", "", nil
	}
	text, err = readFile(filepath.Join(dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", nil
	case err != nil:
		return "", "", fmt.Errorf("credential %s: %w", name, err)
	}
	return text, "credential " + name, nil
}

func readFile(file string) (string, error) {
	text, err := os.ReadFile(file)
	return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), err
}
