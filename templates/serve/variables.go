package serve

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// variables are texts of variables that the command line gives: -set.
type variables struct {
	all   [][2]string // as Program.Variables has them
	given [][2]string // names and texts, in the order of the command line
}

// define defines the flag, if the program has variables.
func (v *variables) define(set *flag.FlagSet) {
	if len(v.all) == 0 {
		return
	}
	usage := fmt.Sprintf("`NAME=VALUE` in the place of a variable of the environment: %s; once for each", v.names())
	set.Func("set", usage, func(text string) error {
		name, text, found := strings.Cut(text, "=")
		if !found {
			return errors.New("write it as NAME=VALUE")
		}
		v.given = append(v.given, [2]string{name, text})
		return nil
	})
}

// apply tells what reads variables, by the environment, what the command line
// gives. Of two texts for one variable the last counts. The error names all that
// are no variables.
func (v *variables) apply() error {
	var all []error
	for _, given := range v.given {
		if !slices.ContainsFunc(v.all, func(known [2]string) bool { return known[0] == given[0] }) {
			all = append(all, fmt.Errorf("-set: there is no variable %q, only %s", given[0], v.names()))
			continue
		}
		if err := os.Setenv("PASTE_SET_"+given[0], given[1]); err != nil { // which package environ looks at
			all = append(all, fmt.Errorf("-set %s: %w", given[0], err))
		}
	}
	return errors.Join(all...)
}

// names are the names of the program's variables.
func (v *variables) names() string {
	names := make([]string, len(v.all))
	for i, known := range v.all {
		names[i] = known[0]
	}
	return strings.Join(names, ", ")
}

// print shows which variables the program reads besides those of its flags.
func (v *variables) print(w io.Writer, python bool) {
	fmt.Fprint(w, "\nvariables:\n  PASTE_HERE\n    \tas -here\n  PASTE_LISTEN\n    \tas -listen\n")
	if python {
		fmt.Fprint(w, "  PASTE_PYTHON\n    \tas -python\n")
	}
	for _, known := range v.all {
		fmt.Fprintf(w, "  %s\n    \t%s\n", known[0], known[1])
	}
}
