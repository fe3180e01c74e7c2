package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// outcome is what comes of a change.
type outcome int

const (
	killed   outcome = iota // a test has noticed it
	survived                // none has
	invalid                 // it does not compile
)

// ofPackage returns the mutants of all files of a package.
func ofPackage(pattern string) ([]mutant, error) {
	out, err := exec.Command("go", "list", "-json=Dir,GoFiles", pattern).Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", pattern, err)
	}
	var pkg struct {
		Dir     string
		GoFiles []string
	}
	if err := json.Unmarshal(out, &pkg); err != nil {
		return nil, err
	}
	var all []mutant
	for _, name := range pkg.GoFiles {
		path := filepath.Join(pkg.Dir, name)
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		of, err := mutants(path, source)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// tester runs the tests of a package.
type tester struct {
	pkg      string
	run      string // those that are run; empty for all
	patience time.Duration
}

// try runs the tests with a change.
func (t tester) try(m mutant) (outcome, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return invalid, err
	}
	defer os.RemoveAll(dir)
	source, err := os.ReadFile(m.file)
	if err != nil {
		return invalid, err
	}
	changed, overlay := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: changed}})
	if err != nil {
		return invalid, err
	}
	if err := os.WriteFile(changed, m.apply(source), 0o666); err != nil {
		return invalid, err
	}
	if err := os.WriteFile(overlay, list, 0o666); err != nil {
		return invalid, err
	}
	outcome, _ := t.test(overlay)
	return outcome, nil
}

// test runs the tests with an overlay, which may be none.
func (t tester) test(overlay string) (outcome, string) {
	args := []string{"test", "-vet=off", "-count=1", "-failfast", "-timeout", t.patience.String(), "-run", t.run}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	output, err := exec.Command("go", append(args, t.pkg)...).CombinedOutput()
	switch {
	case err == nil:
		return survived, string(output)
	case strings.Contains(string(output), "[build failed]"), strings.Contains(string(output), "[setup failed]"):
		return invalid, string(output)
	}
	return killed, string(output)
}
