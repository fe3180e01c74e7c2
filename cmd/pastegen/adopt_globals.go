package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// inserted is a reference to a key in a value.
var inserted = regexp.MustCompile(`%\(([^()]+)\)s`)

// missingGlobals are the names that values refer to and that nothing sets: those
// that a launcher gets as words, mostly.
func missingGlobals(problems diag.List) []string {
	var names []string
	for _, d := range problems {
		if d.Code != parse.CodeUndefined {
			continue
		}
		for _, at := range append([]source.Span{d.Span}, d.Also...) {
			for _, m := range inserted.FindAllStringSubmatch(at.Text(), -1) {
				if !slices.Contains(names, m[1]) {
					names = append(names, m[1])
				}
			}
		}
	}
	return names
}

// supply asks for the values of launcher globals that are missing, if there is
// anybody to ask. Of those that nobody gives it says how to give them. It reports
// whether it was given any.
func (p *program) supply(in io.Reader, stderr io.Writer, names []string) (bool, error) {
	if len(names) == 0 {
		return false, nil
	}
	var given globals
	var err error
	if f, ok := in.(*os.File); ok && isTerminal(f) {
		given, err = askGlobals(in, stderr, names)
		p.req.globals = append(p.req.globals, given...)
	}
	if len(given) < len(names) {
		command := "pastegen adopt " + shellWord(p.req.path)
		for _, name := range names {
			command += " " + shellWord(name+"=VALUE")
		}
		p.rep.note(stderr, "if the launcher gives them: %s", command)
	}
	return len(given) > 0, err
}

// askGlobals asks for values, one on each line. An empty line gives none.
func askGlobals(in io.Reader, out io.Writer, names []string) (given globals, err error) {
	fmt.Fprintln(out, "the launcher has to give these; an empty line leaves one out:")
	lines := bufio.NewReader(in)
	for _, name := range names {
		_ = tell(out, name+" = ") // who sees no question answers none
		line, err := lines.ReadString('\n')
		if value := strings.TrimRight(line, "\r\n"); value != "" {
			given = append(given, parse.KeyValue{Key: name, Value: value})
		}
		switch {
		case errors.Is(err, io.EOF):
			fmt.Fprintln(out)
			return given, nil
		case err != nil:
			return given, err
		}
	}
	return given, nil
}
