package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
)

// TestExplanations wants a page for each code and a code for each page. The
// examples of a page are tried: what is wrong has that problem and no other,
// and says what the page shows; what is right has none. With -update the pages
// show what is said, and docs/diagnostics is written anew.
func TestExplanations(t *testing.T) {
	docs := map[string]string{}
	index := "# What pastegen reports\n\n`pastegen explain CODE` prints the same pages.\n"
	for _, r := range reporters() {
		index += "\n## " + r.about + "\n\n"
		t.Run(filepath.Base(r.folder), func(t *testing.T) {
			checkPages(t, r)
			for _, c := range sorted(r.codes) {
				t.Run(c.ID, func(t *testing.T) {
					t.Parallel()
					checkExamples(t, r, c)
				})
			}
		})
		for _, c := range sorted(r.codes) {
			file := r.folder + "/explain/" + c.ID + ".md"
			docs[c.ID+".md"] = generated(file) + heading(c) + readText(t, filepath.Join("../..", file))
			index += fmt.Sprintf("- [%s](%s.md) %s\n", c.ID, c.ID, c.Title)
		}
	}
	docs["README.md"] = generated("the codes") + index
	checkDocs(t, "../../docs/diagnostics", docs)
}

func generated(from string) string {
	return "<!-- Generated from " + from + " by make docs; DO NOT EDIT. -->\n\n"
}

// checkPages wants just one page for each code.
func checkPages(t *testing.T, r reporter) {
	t.Helper()
	files, err := fs.Glob(r.pages, "explain/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.codes {
		file := "explain/" + c.ID + ".md"
		if !slices.Contains(files, file) {
			t.Errorf("%s has no page that explains it: write %s/%s", c.ID, r.folder, file)
		}
		files = slices.DeleteFunc(files, func(f string) bool { return f == file })
	}
	for _, f := range files {
		t.Errorf("%s/%s belongs to no code", r.folder, f)
	}
}

// checkDocs compares the files of a folder, or writes them.
func checkDocs(t *testing.T, folder string, docs map[string]string) {
	t.Helper()
	if *update {
		if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o755)); err != nil {
			t.Fatal(err)
		}
		for name, text := range docs {
			writeText(t, filepath.Join(folder, name), text)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if docs[e.Name()] == "" {
			t.Errorf("%s/%s explains nothing", folder, e.Name())
		}
	}
	for name, text := range docs {
		if got, _ := os.ReadFile(filepath.Join(folder, name)); string(got) != text {
			t.Errorf("%s/%s is out of date: make docs", folder, name)
		}
	}
}

// example is a part of a page: files, and a command with what it says.
type example struct {
	files   map[string]string
	command string
	output  string
}

var block = regexp.MustCompile("(?ms)^```\\w+ ?(\\S*)\n(.*?)^```\n")

// readExample reads the blocks of a part of a page. It starts from the files of
// another example, which it need not repeat.
func readExample(text string, files map[string]string) example {
	e := example{files: map[string]string{}, command: "pastegen check app.ini"}
	for name, content := range files {
		e.files[name] = content
	}
	for _, m := range block.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			e.files[m[1]] = m[2]
			continue
		}
		command, output, _ := strings.Cut(m[2], "\n")
		e.command, e.output = strings.TrimPrefix(command, "$ "), output
	}
	return e
}

// checkExamples tries the examples of a page.
func checkExamples(t *testing.T, r reporter, c diag.Code) {
	file := filepath.Join("../..", r.folder, "explain", c.ID+".md")
	text := readText(t, file)
	_, rest, found := strings.Cut(text, "\n## Wrong\n")
	before, after, both := strings.Cut(rest, "\n## Right\n")
	if !found || !both {
		t.Fatal(`the page needs a part "## Wrong" and then one "## Right"`)
	}
	wrong := readExample(before, nil)
	if _, err := exec.LookPath("python3"); err != nil && strings.Contains(wrong.command, " python3") {
		t.Skip("there is no Python")
	}
	got := wrong.run(t)
	if codes := codesIn(got); len(codes) != 1 || codes[0] != c.ID {
		t.Errorf("what is wrong has the problems %v:\n%s", codes, got)
	}
	right := readExample(after, wrong.files)
	if !strings.Contains(after, "```console") {
		right.command = wrong.command
	}
	if said := right.run(t); len(codesIn(said)) > 0 || strings.Contains(said, "exit status") {
		t.Errorf("what is right has problems:\n%s", said)
	}
	if got == wrong.output {
		return
	}
	if !*update {
		t.Errorf("the page should show (-update mends it):\n%s", got)
		return
	}
	shown := "```console\n$ " + wrong.command + "\n"
	writeText(t, file, strings.Replace(text, shown+wrong.output+"```\n", shown+got+"```\n", 1))
}

// codesIn returns the codes of the problems in a command's output, each once.
func codesIn(output string) []string {
	all := regexp.MustCompile(`PG\d\d\d`).FindAllString(output, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

// run runs the command in a folder with the files, and returns what it says.
func (e example) run(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "go.mod"), "module example.com/site\n\ngo 1.24\n")
	for name, content := range e.files {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		writeText(t, filepath.Join(dir, name), content)
	}
	program, err := exec.LookPath("pastegen")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `pastegen() { "$PROGRAM" "$@"; }; `+e.command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PROGRAM="+program, "GOPROXY=off", "GOFLAGS=-trimpath", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil && len(codesIn(string(out))) == 0 {
		return string(out) + err.Error() + "\n"
	}
	return string(out)
}
