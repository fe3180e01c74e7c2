package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// outcome is what comes of a change.
type outcome int

const (
	killed   outcome = iota // a test has noticed it
	survived                // none has
	invalid                 // it does not compile
)

// listed is what the go command says of a package.
type listed struct {
	ImportPath, Dir string
	GoFiles         []string
}

func list(pattern string) (pkg listed, err error) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles", pattern).Output()
	if err != nil {
		return pkg, fmt.Errorf("go list %s: %w", pattern, err)
	}
	return pkg, json.Unmarshal(out, &pkg)
}

// mutants returns those of all files of a package.
func (pkg listed) mutants() ([]mutant, error) {
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
	dir      string // its folder
	run      string // those that are run; empty for all
	patience time.Duration
}

// try runs those of the tests with a change that run its line, one by one until
// one notices it.
func (t tester) try(m mutant, tests []string) (outcome, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return invalid, err
	}
	defer os.RemoveAll(dir)
	overlay, err := m.overlay(dir)
	if err != nil {
		return invalid, err
	}
	program := filepath.Join(dir, "tests")
	if outcome, _ := t.compile(program, "-overlay", overlay); outcome == invalid {
		return invalid, nil
	}
	for _, name := range tests {
		if ok, _ := t.execute(program, name); !ok {
			return killed, nil
		}
	}
	return survived, nil
}

// overlay writes the changed file, and what tells the go command of it, to a
// folder.
func (m mutant) overlay(dir string) (path string, err error) {
	source, err := os.ReadFile(m.file)
	if err != nil {
		return "", err
	}
	changed, path := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: changed}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(changed, m.apply(source), 0o666); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, list, 0o666)
}

// compile makes a program of the tests. It is invalid if they do not compile.
func (t tester) compile(program string, args ...string) (outcome, string) {
	args = append([]string{"test", "-c", "-vet=off", "-o", program}, args...)
	output, err := exec.Command("go", append(args, t.pkg)...).CombinedOutput()
	if err != nil {
		return invalid, string(output)
	}
	return survived, string(output)
}

// execute runs one test in the folder of its package, and reports whether it
// passes. What takes much time it may leave out.
func (t tester) execute(program, name string, args ...string) (ok bool, output string) {
	cmd := exec.Command(program, append(args, "-test.short", "-test.timeout", t.patience.String(), "-test.run", "^"+name+"$")...)
	cmd.Dir = t.dir
	cmd.Env = append(os.Environ(), "GOCOVERDIR="+filepath.Dir(program)) // for copies of it that it starts: what they run, see ofChildren
	text, err := cmd.CombinedOutput()
	return err == nil, string(text)
}
