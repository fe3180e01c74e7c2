// Package corpus has a test of real files whose factories are Python's: it
// makes Python packages for all that they name, and compares what their apps
// answer under Paste Deploy with what they answer under pastegen.
package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
)

// python is the one that has Debian's Paste Deploy and waitress.
const python = "/usr/bin/python3"

// shortForm are the files that are tested without PASTEGEN_ADOPT: one of each
// sort.
func shortForm() []string {
	return []string{"barbican", "pd-test-filter", "pd-test-func", "monasca-gunicorn", "wsgi-demo"}
}

// TestCorpus serves each file of the corpus with fakes in Python, and again
// with every second factory in Go. Without PASTEGEN_ADOPT=1 it takes a few
// files only, without PASTEGEN_ORACLE=1 none. PASTEGEN_ADOPT may also be the path
// of a folder with other files.
func TestCorpus(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" && os.Getenv("PASTEGEN_ADOPT") == "" {
		t.Skip("PASTEGEN_ORACLE is not set")
	}
	folder, least := "../../parse/testdata/corpus", 50
	if other := os.Getenv("PASTEGEN_ADOPT"); strings.ContainsRune(other, filepath.Separator) {
		folder, least = other, 1
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.ini"))
	if err != nil || len(files) < least {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, ported := range []bool{false, true} {
		t.Run(map[bool]string{false: "python", true: "mixed"}[ported], func(t *testing.T) {
			s := &suite{root: t.TempDir(), ported: ported}
			for _, file := range files {
				name := strings.TrimSuffix(filepath.Base(file), ".ini")
				if os.Getenv("PASTEGEN_ADOPT") != "" || slices.Contains(shortForm(), name) {
					s.add(t, name, file)
				}
			}
			s.compile(t)
			apps, answers := 0, 0
			for _, c := range s.cases {
				t.Run(c.name, func(t *testing.T) { c.compare(t, s) })
				apps, answers = apps+len(c.apps), answers+len(c.want.Answers)
			}
			t.Logf("%d files, %d apps that Paste Deploy loads, %d answers compared", len(s.cases), apps, answers)
		})
	}
}

// suite is one Go module with the programs of all files.
type suite struct {
	root   string
	ported bool
	cases  []*corpusCase
}

// corpusCase is a file with what Paste Deploy makes of it.
type corpusCase struct {
	name, dir string
	want      answered
	apps      []string // that Paste Deploy loads
	builders  []string // functions that make them
	problem   string   // why pastegen makes nothing of it
}

// answered is what apps answer, by "app path".
type answered struct {
	Answers map[string]string
	Refused map[string]string
	Paths   []string
}

// add asks Paste Deploy, and generates the program of a file.
func (s *suite) add(t *testing.T, name, file string) {
	t.Helper()
	c := &corpusCase{name: name, dir: filepath.Join(s.root, strings.ReplaceAll(name, ".", "_"))}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fakes, err := os.ReadFile("testdata/fakes.py")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(c.dir, "app.ini"), text)
	write(t, filepath.Join(c.dir, "fakes.py"), fakes)
	var factories [][4]string
	if !fake(t, c.dir, &factories, "list", "app.ini") || !fake(t, c.dir, nil, "make", "app.ini", ".") || !fake(t, c.dir, &c.want, "ask", "app.ini") {
		return // Python cannot read it
	}
	for key := range c.want.Answers {
		if app, _, _ := strings.Cut(key, " "); !slices.Contains(c.apps, app) {
			c.apps = append(c.apps, app)
		}
	}
	if len(c.apps) == 0 {
		return
	}
	slices.Sort(c.apps)
	write(t, filepath.Join(c.dir, "app.ini"), append(text, s.own(t, c.dir, factories)...))
	s.generate(t, c)
	s.cases = append(s.cases, c)
}

// fake runs fakes.py; it reports false if that fails.
func fake(t *testing.T, dir string, out any, args ...string) bool {
	t.Helper()
	cmd := exec.Command(python, append([]string{"fakes.py"}, args...)...)
	cmd.Dir = dir
	text, err := cmd.Output()
	if err == nil && out != nil {
		err = json.Unmarshal(text, out)
	}
	return err == nil
}

// own returns the sections that are pastegen's: all factories but those of URL
// maps and cascades stay in Python, or every second is Go.
func (s *suite) own(t *testing.T, dir string, factories [][4]string) string {
	t.Helper()
	keep, eggs := "", map[string]string{}
	for i, f := range factories {
		how, from, name, kind := f[0], f[1], f[2], f[3]
		isReal := how == "egg" && strings.EqualFold(from, "paste") && (name == "urlmap" || name == "cascade") ||
			how == "egg" && from == "rutter" && name == "urlmap" ||
			how == "call" && (from == "paste.urlmap" || from == "paste.cascade")
		switch {
		case isReal:
		case s.ported && i%2 == 1 && kind != "composite":
			folder := strings.ReplaceAll(from, ".", "/")
			if how == "egg" {
				folder = "eggs/" + regexp.MustCompile(`\W`).ReplaceAllString(strings.ToLower(from), "_")
				eggs[from] = "./" + folder
			}
			s.port(t, filepath.Join(dir, folder), i, f)
		case how == "egg":
			keep += " egg:" + from + "#" + name
		default:
			keep += " " + from + ":" + name
		}
	}
	text := "\n\n[pastegen]\npython = " + python + "\n\n[pastegen:python]\nkeep =" + keep + "\n\n[pastegen:eggs]\n"
	for _, dist := range slices.Sorted(maps.Keys(eggs)) {
		text += dist + " = " + eggs[dist] + "\n"
	}
	return text
}

// port writes a factory in Go that does what the fake does.
func (s *suite) port(t *testing.T, folder string, i int, f [4]string) {
	t.Helper()
	how, from, name, kind := f[0], f[1], f[2], f[3]
	said, directive := from+":"+name, "//paste:factory "+name
	if how == "egg" {
		said = "fake_" + regexp.MustCompile(`\W`).ReplaceAllString(strings.ToLower(from), "_") + ":e_" + regexp.MustCompile(`\W`).ReplaceAllString(name, "_")
		directive = "//paste:" + kind + "_factory " + name
	}
	pkg := regexp.MustCompile(`\W`).ReplaceAllString(filepath.Base(folder), "_")
	call := fmt.Sprintf("(global, local map[string]string) http.Handler { return fakes.App(%q, global, local) }", said)
	if kind != "app" {
		call = fmt.Sprintf("(next http.Handler, global, local map[string]string) http.Handler { return fakes.Filter(%q, next, local) }", said)
	}
	write(t, filepath.Join(folder, fmt.Sprintf("f%d.go", i)), fmt.Appendf(nil,
		"package p_%s\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/corpus/fakes\"\n)\n\n// F%d is a fake.\n//\n%s\nfunc F%d%s\n", pkg, i, directive, i, call))
}

// generate writes the library of a file, on runtime packages that all share.
func (s *suite) generate(t *testing.T, c *corpusCase) {
	t.Helper()
	if !exists(filepath.Join(s.root, "go.mod")) {
		write(t, filepath.Join(s.root, "go.mod"), []byte("module example.com/corpus\n\ngo 1.24\n"))
		fakes, err := os.ReadFile("testdata/fakes.go.txt")
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(s.root, "fakes", "fakes.go"), fakes)
	}
	config, problems := parse.Load(filepath.Join(c.dir, "app.ini"), nil)
	path := "example.com/corpus/" + filepath.Base(c.dir)
	out, found, err := gen.Generate(t.Context(), config, gen.Options{
		Package: "site", Apps: c.apps, Import: path,
		Bind: bind.Options{Dir: c.dir, Env: environ()},
	})
	if err != nil {
		t.Fatal(c.name, err)
	}
	if problems.Add(found...); out == nil {
		c.problem = fmt.Sprint(problems.Err())
		return
	}
	for _, f := range out.Files {
		name, text := filepath.Join(c.dir, f.Name), string(f.Content)
		if below, shared := strings.CutPrefix(f.Name, gen.RuntimeFolder+"/"); shared && !strings.HasPrefix(below, "places/") {
			name = filepath.Join(s.root, "runtime", below)
		}
		text = strings.ReplaceAll(text, path+"/"+gen.RuntimeFolder+"/", "example.com/corpus/runtime/")
		text = strings.ReplaceAll(text, "example.com/corpus/runtime/places", path+"/"+gen.RuntimeFolder+"/places")
		write(t, name, []byte(text))
		if f.Name == gen.WiringFile {
			for _, m := range builder.FindAllStringSubmatch(text, -1) {
				c.builders = append(c.builders, m[1])
			}
		}
	}
}

var builder = regexp.MustCompile(`(?m)^func (New\w+)\((?:ctx )?context\.Context\) \(http\.Handler, func`)

func environ() []string {
	return append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
}

// compile makes one program of all.
func (s *suite) compile(t *testing.T) {
	t.Helper()
	imports, table := "", ""
	for i, c := range s.cases {
		if c.problem != "" {
			continue
		}
		if len(c.builders) != len(c.apps) {
			t.Fatalf("%s: builders %q for apps %q", c.name, c.builders, c.apps)
		}
		imports += fmt.Sprintf("\ts%d %q\n", i, "example.com/corpus/"+filepath.Base(c.dir))
		for j, app := range c.apps {
			table += fmt.Sprintf("\t\t{%q, %q, s%d.%s},\n", c.name, app, i, c.builders[j])
		}
	}
	text, err := os.ReadFile("testdata/main.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("\t// imports\n"), []byte(imports), 1)
	text = bytes.Replace(text, []byte("\t\t// apps\n"), []byte(table), 1)
	write(t, filepath.Join(s.root, "all", "main.go"), text)
	cmd := exec.Command("go", "build", "-o", filepath.Join(s.root, "ask"), "./all")
	cmd.Dir, cmd.Env = s.root, environ()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// compare asks the program what Paste Deploy was asked.
func (c *corpusCase) compare(t *testing.T, s *suite) {
	if c.problem != "" {
		t.Fatalf("Paste Deploy loads %q; pastegen: %s", c.apps, c.problem)
	}
	paths, err := json.Marshal(c.want.Paths)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(s.root, "ask"), c.name)
	cmd.Env = append(os.Environ(), "PASTE_HERE="+c.dir)
	cmd.Stdin = bytes.NewReader(paths)
	cmd.WaitDelay = time.Second
	var log bytes.Buffer
	cmd.Stderr = &log
	text, err := cmd.Output()
	got := map[string]string{}
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	for _, key := range slices.Sorted(maps.Keys(c.want.Answers)) {
		if want := c.want.Answers[key]; !same(got[key], want) {
			t.Errorf("%s:\n got %s\nwant %s", key, got[key], want)
		}
	}
}

// same compares what apps answer: a status, and what the fake says in JSON.
func same(got, want string) bool {
	gotStatus, gotBody, _ := strings.Cut(got, " ")
	wantStatus, wantBody, _ := strings.Cut(want, " ")
	var g, w any
	gotErr, wantErr := json.Unmarshal([]byte(gotBody), &g), json.Unmarshal([]byte(wantBody), &w)
	if gotErr != nil || wantErr != nil {
		return gotStatus == wantStatus && gotBody == wantBody
	}
	return gotStatus == wantStatus && reflect.DeepEqual(g, w)
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
