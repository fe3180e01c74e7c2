// Package environ reads the variables that a program is told when it starts, and not when it is generated.
package environ

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// environReader collects what is wrong with variables, so that all of it can be told at once. The zero value is ready.
type environReader struct {
	problems []error
	failed   map[string]bool // variables that have no text
}

// fail notes a problem of some variables. No problem has the text of a variable in it: that may be a secret.
func (r *environReader) fail(problem error, names ...string) {
	r.problems = append(r.problems, problem)
	if r.failed == nil {
		r.failed = map[string]bool{}
	}
	for _, name := range names {
		r.failed[name] = true
	}
}

// err returns all problems, one a line; nil for none.
func (r *environReader) err() error { return errors.Join(r.problems...) }

// required returns the text of a variable that must be set, and not empty. use says what it is for: a section, a key and
// where that stands.
func required(r *environReader, name, use string) string {
	text, origin, err := findVariable(name)
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

// optional returns the text of a variable, or its default if it is not set.
func optional(r *environReader, name, fallback, use string) string {
	text, origin, err := findVariable(name)
	switch {
	case err != nil:
		r.fail(fmt.Errorf("%s: %w", use, err), name)
	case origin == "":
		return fallback
	}
	return text
}

// readAs converts a text that has the named variables in it.
func readAs[T any](r *environReader, convert func(string) (T, error), use, text string, names ...string) T {
	for _, name := range names {
		if r.failed[name] {
			var none T
			return none // which has been told
		}
	}
	value, err := convert(text)
	if err != nil {
		r.fail(fmt.Errorf("%s: %s %w", use, strings.Join(names, " and "), err))
	}
	return value
}

// shownVariable returns the text of a variable for people to read.
func shownVariable(name, fallback string) string {
	text, origin, err := findVariable(name)
	switch {
	case err != nil:
		return "(" + err.Error() + ")"
	case origin != "":
		return text
	case fallback == "":
		return "(not set)"
	}
	return fallback
}

// variableOrigin says where the text of a variable is from, otherwise if it is not set.
func variableOrigin(name, otherwise string) string {
	_, origin, err := findVariable(name)
	switch {
	case err != nil:
		return "a file that cannot be read"
	case origin == "":
		return otherwise
	}
	return "the " + origin
}

// findVariable looks for a variable, first hit wins:
//
//   - the environment variable of that name;
//   - the file that NAME_FILE names, as container secrets have it;
//   - the file of that name in $CREDENTIALS_DIRECTORY, where systemd puts a service's credentials.
//
// A newline that ends a file does not count. The origin says where it was, and is empty when it is nowhere.
func findVariable(name string) (text, origin string, err error) {
	if text, ok := os.LookupEnv(name); ok {
		return text, "environment", nil
	}
	if file := os.Getenv(name + "_FILE"); file != "" {
		text, err := readVariable(file)
		if err != nil {
			return "", "", fmt.Errorf("%s_FILE: %w", name, err)
		}
		return text, "file " + file, nil
	}
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return "", "", nil
	}
	text, err = readVariable(filepath.Join(dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", nil
	case err != nil:
		return "", "", fmt.Errorf("credential %s: %w", name, err)
	}
	return text, "credential " + name, nil
}

func readVariable(file string) (string, error) {
	text, err := os.ReadFile(file)
	return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), err
}
