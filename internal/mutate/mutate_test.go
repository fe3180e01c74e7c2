package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const source = `package p

import "fmt"

type T struct {
	a [3]int ` + "`x:\"1\"`" + `
}

func F(n int) (int, error) {
	if n < 2 && n != 0 {
		fmt.Println("x")
		n = n + 1
		return 1, nil
	}
	for n > 0x10 {
		n--
		break
	}
	m, err := G()
	switch m {
	case 1:
		m = 2
	}
	defer G()
	return m, err
}
`

func TestMutants(t *testing.T) {
	all, err := mutants("p.go", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range all {
		got = append(got, m.String())
		changed := m.apply([]byte(source))
		if bytes.Equal(changed, []byte(source)) {
			t.Errorf("%s changes nothing", m)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "p.go", changed, 0); err != nil {
			t.Errorf("%s: %v", m, err)
		}
	}
	want := []string{
		`p.go:24: "defer G()" -> ""`,
		`p.go:10: "n < 2 && n != 0" -> "!(n < 2 && n != 0)"`,
		`p.go:10: "&&" -> "||"`,
		`p.go:10: "<" -> "<="`,
		`p.go:10: "2" -> "3"`,
		`p.go:10: "!=" -> "=="`,
		`p.go:10: "0" -> "1"`,
		`p.go:11: "fmt.Println(\"x\")" -> ""`,
		`p.go:12: "n = n + 1" -> ""`,
		`p.go:12: "+" -> "-"`,
		`p.go:12: "1" -> "2"`,
		`p.go:13: "1" -> "2"`,
		`p.go:15: ">" -> ">="`,
		`p.go:15: "0x10" -> "17"`,
		`p.go:16: "n--" -> ""`,
		`p.go:17: "break" -> ""`,
		`p.go:22: "m = 2" -> ""`,
		`p.go:21: "1" -> "2"`,
		`p.go:22: "2" -> "3"`,
		`p.go:25: "err" -> "nil"`,
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const ofTests = `package p

import (
	"os"
	"os/exec"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("CHILD") != "" {
		os.Exit(Code())
	}
	os.Exit(m.Run())
}

func TestSmall(t *testing.T) {
	if !Small(9) || Small(10) {
		t.Error("wrong")
	}
}

func TestCode(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CHILD=yes")
	if cmd.Run(); cmd.ProcessState.ExitCode() != 3 {
		t.Error("wrong")
	}
}
`

// TestRun tries all changes of a package whose tests notice some, one of them in a
// copy of itself.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module example.com/p\n\ngo 1.24\n",
		"p.go":      "package p\n\nfunc Small(n int) bool { return n < limit }\n\nfunc Unused() int { return 7 }\n\nvar limit = 10\n\nfunc Code() int { return 3 }\n",
		"p_test.go": ofTests,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	var stdout, stderr strings.Builder
	if code := run([]string{"-n", "0", "."}, &stdout, &stderr); code != 1 {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
	want := filepath.Join(dir, "p.go") + ":5: \"7\" -> \"8\"\n.: 3 of 4 changes noticed\n"
	if stdout.String() != want {
		t.Errorf("got %swant %s", &stdout, want)
	}
}

// TestCases: what a case asks is run where its switch is.
func TestCases(t *testing.T) {
	all, err := mutants("p.go", []byte("package p\n\nfunc F(n int) int {\n\tswitch {\n\tcase n < 1,\n\t\tn == 3:\n\t\treturn n + 2\n\t}\n\treturn n - 4\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, m := range all {
		got[m.old] = m.decides
	}
	if want := map[string]int{"<": 4, "1": 4, "==": 4, "3": 4, "+": 7, "2": 7, "-": 9, "4": 9}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestLinesOf(t *testing.T) {
	lines := linesOf([]byte("mode: set\nexample.com/p/a.go:3.2,5.10 2 1\nexample.com/p/a.go:5.10,6.2 1 0\nexample.com/p/b.go:1.1,1.9 1 0\n"))
	want := map[string]map[int]bool{"a.go": {3: true, 4: true, 5: true, 6: false}, "b.go": {1: false}}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("%v, want %v", lines, want)
	}
	tests := []covering{{name: "A", lines: lines}, {name: "B", lines: map[string]map[int]bool{"a.go": {6: true}}}}
	for line, want := range map[int]string{3: "A B", 6: "B", 9: "A B"} {
		if got := strings.Join(testsOf(tests, mutant{file: "x/a.go", decides: line}), " "); got != want {
			t.Errorf("line %d: %s, want %s", line, got, want)
		}
	}
}
