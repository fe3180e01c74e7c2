package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/internal/golden"
)

// TestProblems compares all that there is to say of each file in testdata/graph
// with testdata/problems, places, references and hints included. A file that
// nothing is wrong with has no file there.
func TestProblems(t *testing.T) {
	left := map[string]bool{}
	for _, f := range golden.Glob(t, "testdata/problems/*.txt") {
		left[f] = true
	}
	for _, f := range golden.Glob(t, "testdata/graph/*.ini") {
		want := filepath.Join("testdata", "problems", strings.TrimSuffix(filepath.Base(f), ".ini")+".txt")
		delete(left, want)
		t.Run(filepath.Base(f), func(t *testing.T) {
			golden.Check(t, want, render(t, problemsOf(f, readSet(t, strings.TrimSuffix(f, ".ini")+".set"))))
		})
	}
	for f := range left {
		t.Errorf("%s belongs to no file", f)
	}
}

// problemsOf returns everything that is wrong with a file.
func problemsOf(path string, set []KeyValue) diag.List {
	c, problems := Load(path, set)
	loadable, other := c.Loadables()
	for _, l := range loadable {
		_, ds := c.ResolveLoadable(l)
		problems.Add(ds...)
	}
	for _, s := range other {
		if strings.HasPrefix(s.Name, "pastegen:") {
			_, ds := c.Constants(s)
			problems.Add(ds...)
		}
	}
	return problems
}

func render(t *testing.T, l diag.List) string {
	t.Helper()
	var b bytes.Buffer
	if err := diag.WriteText(&b, l.Sorted(), diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestEveryCode demands an example for each kind of problem.
func TestEveryCode(t *testing.T) {
	met := map[string]bool{}
	add := func(l diag.List) {
		for _, d := range l {
			met[d.Code.ID] = true
		}
	}
	for _, f := range golden.Glob(t, "testdata/graph/*.ini") {
		add(problemsOf(f, readSet(t, strings.TrimSuffix(f, ".ini")+".set")))
	}
	_, ds := Load("testdata/graph/pubs.ini", []KeyValue{{"k", "\xff"}})
	add(ds)
	add(problemsOf(writeFile(t, manyValues), nil))
	add(uwsgiProblems("testdata/uwsgi/app.ini"))
	add(problemsOf("testdata/env/app.ini", nil)) // which Paste, and so testdata/graph, knows nothing of
	c, _ := Load(writeFile(t, "[app:main]\nuse = call:m:a\n\n[uwsgi]\nhttp-socket = %h:8080\n"), nil)
	_, ds = c.UWSGIServer()
	add(ds)
	seen := map[string]bool{}
	for _, code := range Codes() {
		if !met[code.ID] {
			t.Errorf("%s (%s): no file in testdata shows it", code.ID, code.Title)
		}
		if seen[code.ID] || code.Title == "" {
			t.Errorf("%s: declared twice, or without a title", code.ID)
		}
		seen[code.ID] = true
	}
}

// manyValues has a value of ten million bytes.
var manyValues = func() string {
	var b strings.Builder
	b.WriteString("[app:main]\npaste.app_factory = m:app\nv0 = 0123456789\n")
	for i := range 6 {
		fmt.Fprintf(&b, "v%d = %s\n", i+1, strings.Repeat(fmt.Sprintf("%%(v%d)s", i), 10))
	}
	return b.String()
}()

// TestFailedHasError checks that each object that would fail has an error, and
// that there is none without one.
func TestFailedHasError(t *testing.T) {
	for _, f := range append(golden.Glob(t, "testdata/graph/*.ini"), golden.Glob(t, "testdata/corpus/*.ini")...) {
		c, _ := Load(f, nil)
		loadable, _ := c.Loadables()
		for _, l := range loadable {
			n, problems := c.ResolveLoadable(l)
			if failing := failing(n); failing != problems.HasErrors() {
				t.Errorf("%s: [%s] fails: %v, problems: %v", f, l.Section.Name, failing, problems.Err())
			}
		}
	}
}

// failing reports whether Paste would raise an exception for a node, or would
// leave out a part of it that the file wants.
func failing(n Node) bool {
	switch n := n.(type) {
	case *Failed:
		return true
	case *Composite:
		if n.Cycle || n.URLMap != nil && len(n.URLMap.Shadowed) > 0 {
			return true
		}
	}
	for _, b := range Parts(n) {
		if failing(b.Node) {
			return true
		}
	}
	return false
}

// readSet reads the launcher's globals that stand beside a file, one k=v a line.
func readSet(t *testing.T, path string) []KeyValue {
	t.Helper()
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var set []KeyValue
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		k, v, _ := strings.Cut(line, "=")
		set = append(set, KeyValue{k, v})
	}
	return set
}
