package gen_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
)

// manyShape is a factory of package many with the keys that it may have.
type manyShape struct{ kind, use, keys string }

var manyShapes = []manyShape{
	{"app", "Plain", ""},
	{"app", "Paste", "s n anything"},
	{"app", "Scalars", "s n u f on d"},
	{"app", "Lists", "words nums waits"},
	{"app", "Bytes", "raw r b pair"},
	{"app", "Std", "link addr nets re when level site"},
	{"app", "Pointers", "pn ps pd p_color p_rank"},
	{"app", "Named", "color rank"},
	{"app", "Files", "static files dir out"},
	{"app", "Maps", "s m.x m.y counts.x lists.x lists.y"},
	{"app", "References", "key store"},
	{"app", "Sections", "app apps filter handle filters"},
	{"app", "Generic", "s nums"},
	{"app", "GenericNumber", "f"},
	{"app", "Injected", "s"},
	{"app", "Struct", "n words f in.s in.d ptr.s ptr.level color key store app m.x rank items anything"},
	{"app", "StructPointer", "c.n words f in_s in.d ptr.s ptr.level color key store app m.x rank items anything"},
	{"app", "Structs", "s d level n words"},
	{"app", "Structs", "first.s d level second.n words"},
	{"app", "Literal", "s n in.s in.d words"},
	{"app", "NewObject.Routes", "on s n in.s color nets d words"},
	{"app", "NewObject.Serve", "on n in.level net set_d"},
	{"app", "OpenObject.Routes", "s n color"},
	{"filter", "Middleware", ""},
	{"filter", "Scalar", "s n"},
	{"filter", "Fallback", "app"},
	{"filter", "NewObject.Wrap", "on s nets"},
	{"filter", "OpenObject.Wrap", "s in.d words"},
	{"filter", "Options", "n s with_words color2 on in.s in.d store app"},
	{"filter", "Options", "n words with_on in.level auth.s auth.n with_store"},
	{"filter", "ToFunc", "s"},
	{"filter", "FuncToFunc", ""},
}

// manyValues are values for the last name of a key; the last of each are wrong.
var manyValues = map[string][]string{
	"s": nasty, "in_s": nasty, "ps": nasty, "anything": nasty, "raw": nasty, "rank": nasty, "p_rank": nasty, "x": {"1", "2", "x y"}, "y": {"", "z"},
	"n": {"0", "-7", "1_000", "x"}, "u": {"255", "256"}, "f": {"0.5", "-1e9", "3", "nan"}, "on": {"yes", "OFF", "maybe"},
	"d": {"5", "1m", "-2.5", "5 s"}, "set_d": {"1"}, "pd": {"3h", "0s", "0"}, "pn": {"12", "a"}, "waits": {"", "1 2s"},
	"words": {"", "a", "a b\n\tc"}, "with_words": {"a b"}, "user": nasty, "nums": {"1 2", "", "1,2"}, "pair": {"1 2", "1"}, "items": {"a, b", ",", ""},
	"r": {";", "世", "44", "ab"}, "b": {",", "7", "256"},
	"link": {"https://u:p@h:1/a%%2Fb?q#f", "/x", "//h", ":"}, "addr": {"::1", "1.2.3"}, "nets": {"10.0.0.0/8 ::/0", "", "x"}, "net": {"1.2.3.4"},
	"re": {`^\d+$`, "("}, "when": {"2030-01-02", "2030-01-02T03:04:05.5+01:30", "now"}, "level": {"warn", "info+1", "loud"}, "site": {"lax", "2", "slack"},
	"color": {"red", "ColorBlue", "7", "green"}, "p_color": {"blue"}, "color2": {"blue", "1"},
	"static": {"static", ".", ""}, "files": {"%(here)s"}, "dir": {"/srv"}, "out": {"stdout", "stderr", "out.log"},
	"key": {"ByHost", "call:many:NewKeyFunc", "many:Plain"}, "with_on": {"1"}, "with_store": {"NewStore"}, "store": {"Shared", "call:many:NewStore", "call:many:Disk", "ByHost"},
	"app": {"base"}, "apps": {"base base", ""}, "filter": {"wrap", "wrap2", "base"}, "handle": {"base"}, "filters": {"wrap wrap2", ""},
}

// TestAcceptedStarts makes random sections of factories of many shapes. What is
// found right with them must generate, compile and start.
func TestAcceptedStarts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 400
	sections := make(map[string]string, n)
	var names []string
	for i := range n {
		s := manyShapes[i%len(manyShapes)]
		name := fmt.Sprintf("a%d", i)
		names = append(names, name)
		sections[name] = manySection(r, s, name)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com\n\ngo 1.24\n")
	source, err := os.ReadFile("testdata/many/many.go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "many/many.go"), string(source))
	names = accepted(t, dir, names, sections)
	t.Logf("%d of %d sections are right", len(names), n)
	for i := range manyShapes {
		if !slices.ContainsFunc(names, func(name string) bool { return number(name)%len(manyShapes) == i }) {
			t.Errorf("no section for %v is right", manyShapes[i])
		}
	}
	opts := gen.Options{Package: "wiring", Apps: names}
	for _, f := range generate(t, dir, opts) {
		write(t, filepath.Join(dir, f.Name), string(f.Content))
	}
	write(t, filepath.Join(dir, "start_test.go"), startTest(names))
	for _, args := range [][]string{{"vet", "."}, {"test", "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

func number(name string) int {
	n, err := strconv.Atoi(name[1:])
	if err != nil {
		panic(err)
	}
	return n
}

// manySection writes a section with most of the factory's keys, in any order
// and with any values.
func manySection(r *rand.Rand, s manyShape, name string) string {
	var b strings.Builder
	if s.kind == "filter" {
		fmt.Fprintf(&b, "[filter-app:%s]\nnext = base\n", name)
	} else {
		fmt.Fprintf(&b, "[%s:%s]\n", s.kind, name)
	}
	fmt.Fprintf(&b, "use = call:many:%s\n", s.use)
	keys := strings.Fields(s.keys)
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	for _, key := range keys {
		if r.IntN(20) == 0 {
			continue
		}
		values := manyValues[key[strings.LastIndexByte(key, '.')+1:]]
		value := values[r.IntN(len(values))]
		if r.IntN(6) > 0 && len(values) > 1 { // rather not the wrong one
			value = values[r.IntN(len(values)-1)]
		}
		if slices.Contains(nasty, value) {
			value = inValue(value)
		}
		fmt.Fprintf(&b, "%s = %s\n", key, value)
	}
	return b.String()
}

// accepted writes the INI file with the sections that nothing is wrong with,
// and returns their names.
func accepted(t *testing.T, dir string, names []string, sections map[string]string) []string {
	t.Helper()
	for {
		text := "[app:base]\nuse = call:many:Plain\n[filter:wrap]\nuse = call:many:Middleware\n" +
			"[filter:wrap2]\nuse = call:many:Scalar\ns = x\nn = 1\n"
		for _, name := range names {
			text += sections[name]
		}
		path := filepath.Join(dir, "app.ini")
		write(t, path, text)
		c, ds := parse.Load(path, nil)
		opts := gen.Options{Package: "wiring", Apps: names}
		opts.Bind = bind.Options{Dir: dir, Env: append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")}
		ds.Add(gen.Check(context.Background(), c, opts)...)
		if !ds.HasErrors() {
			return names
		}
		wrong := map[string]bool{}
		for _, d := range ds {
			before, _, _ := strings.Cut(text[:d.Span.Start]+"\x00", "\x00")
			header := before[strings.LastIndex(before, "\n[")+2:]
			header, _, _ = strings.Cut(header, "]")
			_, name, _ := strings.Cut(header, ":")
			wrong[name] = wrong[name] || d.Severity.String() == "error"
		}
		left := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return wrong[name] })
		if len(left) == len(names) {
			t.Fatal(ds.Err())
		}
		names = left
	}
}

// startTest is a test that builds each entry point.
func startTest(names []string) string {
	var b strings.Builder
	b.WriteString("package wiring\n\nimport (\n\t\"context\"\n\t\"net/http\"\n\t\"testing\"\n)\n\nfunc TestStart(t *testing.T) {\n" +
		"\tt.Setenv(\"PASTE_HERE\", t.TempDir())\n" +
		"\tfor name, build := range map[string]func(context.Context) (http.Handler, func(context.Context) error, error){\n")
	for _, name := range names {
		fmt.Fprintf(&b, "\t\t%q: NewA%s,\n", name, name[1:])
	}
	b.WriteString("\t} {\n\t\th, stop, err := build(t.Context())\n\t\tif err != nil || h == nil {\n\t\t\tt.Error(name, err)\n\t\t\tcontinue\n\t\t}\n" +
		"\t\tif err := stop(t.Context()); err != nil {\n\t\t\tt.Error(name, err)\n\t\t}\n\t}\n}\n")
	return b.String()
}
