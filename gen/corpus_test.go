package gen_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

const corpus = "../parse/testdata/corpus"

// TestCorpus checks the real files of the corpus: of the factories that a file
// names, just those that are not built in are told to be missing.
// testdata/corpus.txt has what is said of each file; with -update it is written
// anew.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(corpus + "/*.ini")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	lister := gopkg.NewLister(corpus, goEnv())
	configs := map[string]*parse.Config{}
	problems := map[string]diag.List{}
	options := gen.Options{Import: "example.com/corpus", Bind: bind.Options{Dir: corpus, Env: goEnv(), Lister: lister}}
	for _, file := range files {
		configs[file], problems[file] = parse.Load(file, nil)
		gen.Expect(configs[file], options)
	}
	var report strings.Builder
	named, builtIn := 0, 0
	for _, file := range files {
		named, builtIn = named+len(references(t, file)), builtIn+len(knownLines(t, file))
		all := append(problems[file], gen.Check(context.Background(), configs[file], options)...)
		told, others := missing(all)
		for _, line := range unknownLines(t, file) {
			at := fmt.Sprintf("%s:%d", filepath.Base(file), line)
			if !slices.Contains(told, line) && others == "" && at != badPercent {
				t.Errorf("%s:%d: nothing is said of what is not built in", file, line)
			}
		}
		known := knownLines(t, file)
		for _, line := range told {
			if slices.Contains(known, line) {
				t.Errorf("%s:%d: it is built in", file, line)
			}
		}
		fmt.Fprintf(&report, "%s: missing factories: %d%s\n", filepath.Base(file), len(told), others)
	}
	fmt.Fprintf(&report, "%d files name %d factories, of which %d are built in\n", len(files), named, builtIn)
	golden := "testdata/corpus.txt"
	if *update {
		write(t, golden, report.String())
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != report.String() {
		t.Errorf("%s should be (%v):\n%s", golden, err, report.String())
	}
}

// badPercent is a factory of a section that nothing reaches and that Paste
// Deploy cannot read: one of its values has a percent sign alone.
const badPercent = "quantum-2011.ini:56"

func goEnv() []string {
	return append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
}

// missing returns the lines with factories that are told to be missing, and the
// codes of all other errors.
func missing(all diag.List) (lines []int, others string) {
	var codes []string
	for _, d := range all.Sorted() {
		switch id := d.Code.ID; {
		case slices.Contains([]string{"PG301", "PG305", "PG306", "PG307", "PG308"}, id):
			lines = append(lines, d.Span.Position().Line)
			for _, also := range d.Also {
				lines = append(lines, also.Position().Line)
			}
		case d.Severity == diag.Error && !slices.Contains(codes, id):
			codes = append(codes, id)
		}
	}
	slices.Sort(lines)
	if len(codes) > 0 {
		others = "; the file itself has " + strings.Join(codes, ", ")
	}
	return slices.Compact(lines), others
}

var reference = regexp.MustCompile(`^(use|paste\.\w+factory)\s*[=:]\s*(\S+)`)

// references returns the factories that a file names, by lines. It knows
// nothing of which are reached.
func references(t *testing.T, file string) map[int]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]string{}
	for i, line := range strings.Split(string(text), "\n") {
		m := reference.FindStringSubmatch(strings.TrimSpace(line))
		switch {
		case m == nil, strings.HasPrefix(m[2], "config:"), m[1] == "use" && !strings.Contains(m[2], ":"), strings.Contains(m[2], "%("):
		default:
			found[i+1] = m[2]
		}
	}
	return found
}

func isBuiltIn(ref string) bool {
	c := parts.Builtin("")
	name := strings.TrimPrefix(ref, "call:")
	if scheme, rest, _ := strings.Cut(ref, ":"); strings.EqualFold(scheme, "egg") {
		if name = "egg:" + rest; !strings.Contains(rest, "#") {
			name += "#main"
		}
	}
	_, ok := c.Find(name)
	return ok || strings.EqualFold(name, "egg:paste#urlmap") || name == "egg:rutter#urlmap"
}

// knownLines returns the lines with factories that are built in.
func knownLines(t *testing.T, file string) (lines []int) {
	t.Helper()
	for line, ref := range references(t, file) {
		if isBuiltIn(ref) {
			lines = append(lines, line)
		}
	}
	return lines
}

// unknownLines returns the lines with others, of files that Paste Deploy can load.
func unknownLines(t *testing.T, file string) (lines []int) {
	t.Helper()
	if _, ds := parse.Load(file, nil); ds.HasErrors() {
		return nil
	}
	for line, ref := range references(t, file) {
		if !isBuiltIn(ref) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

// TestCorpusServes puts functions in the place of what is not built in, and
// wants each file of the corpus that Paste Deploy can load to build and to
// answer. It runs if PASTEGEN_CORPUS is set: to 1, or to a piece of the names
// of some files.
func TestCorpusServes(t *testing.T) {
	some := os.Getenv("PASTEGEN_CORPUS")
	switch some {
	case "":
		t.Skip("PASTEGEN_CORPUS is not set")
	case "1":
		some = ""
	}
	module := t.TempDir()
	write(t, filepath.Join(module, "go.mod"), "module example.com/corpus\n\ngo 1.24\n")
	write(t, filepath.Join(module, "own", "own.go"), ownFactories)
	files, err := filepath.Glob(corpus + "/*.ini")
	if err != nil {
		t.Fatal(err)
	}
	var programs []string
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".ini")
		if strings.Contains(name, some) && made(t, module, name, file) {
			programs = append(programs, name)
		}
	}
	bin := filepath.Join(module, "bin")
	build := exec.Command("go", append([]string{"build", "-o", bin + "/"}, prefixed("./", programs)...)...)
	build.Dir, build.Env = module, goEnv()
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range programs {
		t.Run(name, func(t *testing.T) { answers(t, filepath.Join(module, name), filepath.Join(bin, name)) })
	}
	t.Logf("%d of %d files are served", len(programs), len(files))
}

func prefixed(prefix string, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = prefix + name
	}
	return out
}

// made generates the program of a file with own factories; false if there is
// more wrong with the file.
func made(t *testing.T, module, name, file string) bool {
	t.Helper()
	dir := filepath.Join(module, name)
	ini := filepath.Join(dir, name+".ini")
	text := withOwn(t, file)
	write(t, ini, text)
	if base := filepath.Join(corpus, "base.ini"); strings.Contains(text, "config:base.ini") {
		write(t, filepath.Join(dir, "base.ini"), withOwn(t, base))
	}
	config, ds := parse.Load(ini, []parse.KeyValue{{Key: "http_port", Value: "0"}})
	out, problems, err := gen.Generate(context.Background(), config, gen.Options{Import: "example.com/corpus/" + name, Bind: bind.Options{Dir: dir, Env: goEnv()}})
	ds.Add(problems...)
	if err != nil {
		t.Fatal(err)
	}
	if ds.HasErrors() {
		for _, d := range ds {
			if d.Severity == diag.Error {
				t.Logf("%s is not served: %s %s", name, d.Code.ID, d.Message)
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		return false
	}
	for _, f := range out.Files {
		write(t, filepath.Join(dir, f.Name), string(f.Content))
	}
	write(t, filepath.Join(dir, "who.ini"), "[general]\n") // which one of the files includes
	return true
}

var header = regexp.MustCompile(`^\[(\w[\w-]*)`)

// withOwn names own factories in a file where what it names is not built in.
func withOwn(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refs := references(t, file)
	kind := "app"
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if m := header.FindStringSubmatch(line); m != nil {
			kind = m[1]
		}
		if ref, ok := refs[i+1]; ok && !isBuiltIn(ref) {
			before, _, _ := strings.Cut(line, ref)
			lines[i] = ownKey(before, kind) + "call:example.com/corpus/own:" + ownName(before, kind)
		} else if !ok {
			lines[i] = withOwnFilters(line)
		}
	}
	return strings.Join(lines, "\n")
}

var inline = regexp.MustCompile(`egg:\S+`)

// withOwnFilters names own filters in a line of a pipeline, or with a filter-with.
func withOwnFilters(line string) string {
	if strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
		return line
	}
	return inline.ReplaceAllStringFunc(line, func(ref string) string {
		if isBuiltIn(ref) {
			return ref
		}
		return "call:example.com/corpus/own:Filter"
	})
}

// ownKey makes of "paste.filter_app_factory = " a key whose factories own has.
func ownKey(before, kind string) string {
	if strings.Contains(before, "paste.") {
		return "use = "
	}
	return before
}

func ownName(before, kind string) string {
	switch {
	case strings.HasPrefix(kind, "filter"):
		return "Filter"
	case strings.HasPrefix(kind, "composit"), strings.Contains(before, "composit"):
		return "Composite"
	case kind == "server":
		return "Server"
	}
	return "App"
}

const ownFactories = `// Package own stands for what files of the corpus have of their own.
package own

import (
	"context"
	"net/http"
)

func App(global, local map[string]string) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("own")) }), nil
}

func Filter(global, local map[string]string) (func(http.Handler) http.Handler, error) {
	return func(next http.Handler) http.Handler { return next }, nil
}

type Loader interface {
	App(name string) (http.Handler, error)
}

func Composite(l Loader, global, local map[string]string) (http.Handler, error) { return App(global, local) }

func Server(ctx context.Context, h http.Handler, global, local map[string]string) error {
	<-ctx.Done()
	return nil
}
`

// answers starts a program, and asks it: one app, or the first of several. The
// program logs to its standard error, whatever [loggers] says: files of other
// machines, or warnings only.
func answers(t *testing.T, dir, program string) {
	log, listens := asked(t, dir, program, "-log-format", "text", "-listen", "127.0.0.1:0")
	if _, names, several := strings.Cut(log, "several with -serve:"); several {
		log, listens = asked(t, dir, program, "-log-format", "text", "-serve", strings.Fields(names)[0]+"=127.0.0.1:0")
	}
	if !listens {
		t.Errorf("it does not listen:\n%s", log)
	}
}

func asked(t *testing.T, dir, program string, args ...string) (text string, listens bool) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	giveUp := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	defer giveUp.Stop()
	var log strings.Builder
	url := regexp.MustCompile(`msg=listening .*url=(\S+)`)
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		log.WriteString(lines.Text() + "\n")
		m := url.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		go func() { _, _ = io.Copy(io.Discard, stderr) }()
		answer, err := http.Get(m[1])
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode >= 500 {
			t.Errorf("%s\n%s", answer.Status, log.String())
		}
		return log.String(), true
	}
	return log.String(), false
}
