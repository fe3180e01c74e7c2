package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// covering is a test with the lines of the changed package that it runs.
type covering struct {
	name  string
	took  time.Duration
	lines map[string]map[int]bool // by the base name of the file; false for those that it does not run
}

// cover runs each of the tests alone, to find out which lines of a package it runs,
// itself or in a copy of it that it starts. The first to finish comes first.
func (t tester) cover(pkg string) ([]covering, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "tests")
	if outcome, output := t.compile(program, "-cover", "-coverpkg", pkg); outcome == invalid {
		return nil, fmt.Errorf("the tests do not compile:\n%s", output)
	}
	names, err := exec.Command(program, "-test.list", cmp.Or(t.run, ".")).Output()
	if err != nil {
		return nil, fmt.Errorf("the names of the tests: %w", err)
	}
	var all []covering
	for _, name := range strings.Fields(string(names)) {
		profile := filepath.Join(dir, "profile")
		began := time.Now()
		if ok, output := t.execute(program, name, "-test.coverprofile", profile); !ok {
			return nil, fmt.Errorf("%s fails as it is, with its lines counted:\n%s", name, output)
		}
		took := time.Since(began)
		text, err := os.ReadFile(profile)
		if err != nil {
			return nil, err
		}
		more, err := ofChildren(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, covering{name, took, linesOf(append(text, more...))})
	}
	slices.SortStableFunc(all, func(a, b covering) int { return cmp.Compare(a.took, b.took) })
	return all, nil
}

// ofChildren returns the profile of what the children of a test have run, and
// removes what they have written of it to the folder.
func ofChildren(dir string) ([]byte, error) {
	written, err := filepath.Glob(filepath.Join(dir, "cov*"))
	if err != nil || len(written) == 0 {
		return nil, err
	}
	profile := filepath.Join(dir, "children")
	if output, err := exec.Command("go", "tool", "covdata", "textfmt", "-i", dir, "-o", profile).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("what children have run: %w\n%s", err, output)
	}
	for _, name := range written {
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	return os.ReadFile(profile)
}

// linesOf returns which lines of functions a profile of the go command says were
// run.
func linesOf(profile []byte) map[string]map[int]bool {
	lines := map[string]map[int]bool{}
	for in := bufio.NewScanner(bytes.NewReader(profile)); in.Scan(); {
		name, rest, _ := strings.Cut(in.Text(), ":")
		var from, to, column, statements, count int
		if n, _ := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d", &from, &column, &to, &column, &statements, &count); n < 6 {
			continue
		}
		base := filepath.Base(name)
		if lines[base] == nil {
			lines[base] = map[int]bool{}
		}
		for line := from; line <= to; line++ {
			lines[base][line] = lines[base][line] || count > 0
		}
	}
	return lines
}

// testsOf returns the tests that run a change; all, for one outside of
// functions.
func testsOf(all []covering, m mutant) []string {
	var names []string
	for _, c := range all {
		if runs, within := c.lines[filepath.Base(m.file)][m.decides]; runs || !within {
			names = append(names, c.name)
		}
	}
	return names
}
