package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
)

// TestDifferences holds docs/differences.md to what the parts say of
// themselves. With -update it is written anew.
func TestDifferences(t *testing.T) {
	all, err := bind.Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(all, func(a, b *bind.Description) int { return cmp.Compare(a.Package, b.Package) })
	about, standsFor := map[string]string{}, map[string][]string{}
	var names []string
	for _, d := range all {
		if d.Package == "" {
			continue // the URL map
		}
		if !slices.Contains(names, d.Package) {
			names = append(names, d.Package)
		}
		about[d.Package] = d.About
		standsFor[d.Package] = append(standsFor[d.Package], pythonNames(d)...)
	}
	checkFile(t, "../../docs/differences.md", generated("templates/")+differences(t, names, about, standsFor))
}

// pythonNames are the entry points of Python's that a part stands for.
func pythonNames(d *bind.Description) []string {
	return slices.DeleteFunc(slices.Clone(d.Names), func(name string) bool {
		return !strings.HasPrefix(name, "egg:") || strings.HasPrefix(name, "egg:pastegen#")
	})
}

func differences(t *testing.T, names []string, about map[string]string, standsFor map[string][]string) string {
	t.Helper()
	var b, none strings.Builder
	b.WriteString(`# What is meant to differ from Python

Parts do what the documentation of Paste and of its friends says, key for key. Where these are broken or unsafe they do what is
promised, safely. This page is all that is meant to be different, and why; what else differs is a mistake. ` + "`make differential`" + ` compares
the answers, of which those that differ carry their reason in the tests; [paste-tests.md](paste-tests.md) goes through Paste's own tests.
`)
	for _, name := range names {
		if len(standsFor[name]) == 0 {
			continue // a part of pastegen's own
		}
		title := fmt.Sprintf("[%s](parts/%s.md)", strings.TrimPrefix(standsFor[name][0], "egg:"), name)
		text := differencesIn(about[name])
		if text == "" {
			fmt.Fprintf(&none, "- %s\n", title)
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", title, markdown(text))
	}
	if none.Len() > 0 {
		b.WriteString("\n## No difference\n\n" + none.String())
	}
	return b.String()
}

// differencesIn is what a package comment says below its heading "Differences".
func differencesIn(about string) string {
	_, text, _ := strings.Cut(about, "# Differences\n")
	text, _, _ = strings.Cut(text, "\n# ")
	return strings.TrimSpace(text)
}

func checkFile(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		writeText(t, file, want)
	}
	if got, _ := os.ReadFile(file); string(got) != want {
		t.Errorf("%s is out of date: make docs", file)
	}
}

// suiteFile is a file of Paste's test suite.
type suiteFile struct {
	name   string
	count  int // of its tests
	tests  []suiteTest
	others string // why the tests without a line mean nothing
}

// suiteTest is a test, with what asks the same, or else why nothing does.
type suiteTest struct{ name, asks, why string }

// TestPasteTests holds docs/paste-tests.md to testdata/paste-tests.txt, and
// wants the tests that it names. With -update the page is written anew.
func TestPasteTests(t *testing.T) {
	files := readSuite(t)
	var b strings.Builder
	asked, meaningless := 0, 0
	for _, f := range files {
		fmt.Fprintf(&b, "\n## %s\n\n| test | here |\n|---|---|\n", f.name)
		for _, one := range f.tests {
			if one.why != "" {
				meaningless++
				fmt.Fprintf(&b, "| `%s` | - %s |\n", one.name, one.why)
				continue
			}
			asked++
			fmt.Fprintf(&b, "| `%s` | %s |\n", one.name, linkTests(t, one.asks))
		}
		if rest := f.count - len(f.tests); rest > 0 {
			meaningless += rest
			fmt.Fprintf(&b, "| %s | - %s |\n", plural(rest, "test", "tests"), f.others)
			if f.others == "" {
				t.Errorf("%s: nothing is said of %d tests", f.name, rest)
			}
		}
	}
	head := fmt.Sprintf(`# Paste's own tests

Paste 3.10.1 has %d tests. %d of them are asked here too, by the tests named below; %d ask for what is Python's alone, with
the reason.
`, asked+meaningless, asked, meaningless)
	checkFile(t, "../../docs/paste-tests.md", generated("cmd/pastegen/testdata/paste-tests.txt")+head+b.String())
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func readSuite(t *testing.T) []*suiteFile {
	t.Helper()
	in, err := os.Open("testdata/paste-tests.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var files []*suiteFile
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := lines.Text()
		first, rest, _ := strings.Cut(line, " ")
		why, isReason := strings.CutPrefix(rest, "- ")
		switch {
		case line == "" || first == "#":
		case strings.HasSuffix(first, ".py"):
			count, err := strconv.Atoi(rest)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, &suiteFile{name: first, count: count})
		case first == "-":
			files[len(files)-1].others = rest
		case isReason:
			files[len(files)-1].add(suiteTest{name: first, why: why})
		default:
			files[len(files)-1].add(suiteTest{name: first, asks: rest})
		}
	}
	return files
}

func (f *suiteFile) add(t suiteTest) { f.tests = append(f.tests, t) }

// linkTests names the tests, package by package, which must be there.
func linkTests(t *testing.T, words string) string {
	t.Helper()
	var out []string
	for word := range strings.FieldsSeq(words) {
		pkg, name, _ := strings.Cut(word, ".")
		folder := "templates/" + pkg
		if pkg == "templates" {
			folder = "templates"
		}
		if !hasTest(t, filepath.Join("../..", folder), name) {
			t.Errorf("there is no %s in %s", name, folder)
		}
		out = append(out, fmt.Sprintf("[%s](../%s) `%s`", pkg, folder, name))
	}
	return strings.Join(out, ", ")
}

func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	decl := regexp.MustCompile(`(?m)^func ` + name + `\(`)
	return slices.ContainsFunc(files, func(file string) bool { return decl.MatchString(readText(t, file)) })
}
