// Package blame tells the section of the file whose code runs, or has failed.
package blame

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pastegen/pastegen/templates/must"
	"github.com/pastegen/pastegen/templates/step"
)

// deepest is how many functions are named of those that have led to a panic.
const deepest = 10

// Place says of a panic of what makes a section where that section is and
// which of its functions have led there, the first first. It leaves other
// errors, and panics elsewhere, as they are.
func Place(err error, section func(function string) string) error {
	var panicked *step.Panic
	if !errors.As(err, &panicked) {
		return err
	}
	if missing, ok := panicked.Value.(*must.NilError); ok {
		return missing
	}
	if section == nil {
		return err
	}
	var within []string
	for _, call := range panicked.Calls {
		if at := section(wiring(call.Function)); at != "" {
			if len(within) == 0 { // only what an app's function has returned can do that
				return fmt.Errorf("%s: panic: %v, of something nil that a function has returned", at, panicked.Value)
			}
			return fmt.Errorf("%s: panic: %v, in %s", at, panicked.Value, strings.Join(within, ", called by "))
		}
		if len(within) < deepest {
			within = append(within, fmt.Sprintf("%s (%s:%d)", call.Function, call.File, call.Line))
		}
	}
	return err
}

// wiring returns the name of a function of package main without that: of a
// function inside it, that one. It is empty for other functions.
func wiring(function string) string {
	name, ok := strings.CutPrefix(function, "main.")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}
