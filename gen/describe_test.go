package gen_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
)

const describedPackage = `package site

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

type Options struct {
	Title  string ` + "`paste:\",required\"`" + `
	Size   int    ` + "`paste:\",default=3\"`" + `
	Cookie Cookie
	Links  map[string]string
	Retry  []time.Duration
}

type Cookie struct{ Name string }

type Option func(*int)

func WithLevel(level int) Option { return nil }
func WithQuiet() Option          { return nil }

func New(o Options) http.Handler                                            { return http.NotFoundHandler() }
func Conf(global, local map[string]string) (http.Handler, error)            { return http.NotFoundHandler(), nil }
func Proxy(to *url.URL, weights map[string]float64) http.Handler            { return http.NotFoundHandler() }
func Levels(name string, opts ...Option) http.Handler                       { return http.NotFoundHandler() }
func Limit(next http.Handler, after time.Duration, codes []int) http.Handler { return next }
func Middleware(on bool) func(http.Handler) http.Handler                    { return nil }
func Either(first, second http.Handler) http.Handler                        { return first }
func Serve(ctx context.Context, h http.Handler, port uint16) error          { return nil }

type Guard struct{ Level int }

func NewGuard(level int) *Guard                     { return &Guard{} }
func (g *Guard) AddName(name string) error          { return nil }
func (g *Guard) Wrap(next http.Handler) http.Handler { return next }

type Home struct{ Title string }

func (*Home) ServeHTTP(http.ResponseWriter, *http.Request) {}
`

// TestDescribedSections pastes the section of each description of a few
// packages into a file, fills in what must be there, and wants no problem: also
// with all other keys that a value is known for.
func TestDescribedSections(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/site\n\ngo 1.24\n")
	write(t, filepath.Join(dir, "site", "site.go"), describedPackage)
	all, err := bind.Builtins(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"./site", "net/http", "net/http/httputil", "expvar"} {
		list, ds := bind.List(context.Background(), parse.Blank(filepath.Join(dir, "app.ini")), name, bind.Options{Dir: dir})
		if len(ds) > 0 || len(list) == 0 {
			t.Fatalf("%s: %d factories, %v", name, len(list), ds.Err())
		}
		all = append(all, list...)
	}
	if len(all) < 30 {
		t.Errorf("only %d factories are described", len(all))
	}
	for _, everything := range []bool{false, true} {
		checkDescribed(t, filepath.Join(dir, "app.ini"), all, everything)
	}
}

// checkDescribed checks one file with a section for each description.
func checkDescribed(t *testing.T, path string, all []*bind.Description, everything bool) {
	text := "[app:other]\nuse = call:net/http:NotFoundHandler\n\n"
	filters := ""
	for i, d := range all {
		name := fmt.Sprintf("%s%d", d.Kind, i)
		section, ok := filledIn(d, everything && len(d.Names) == 0) // not all values go together
		if !ok {
			continue
		}
		_, section, _ = strings.Cut(section, "]")
		text += "[" + string(d.Kind) + ":" + name + "]" + section + "\n"
		if d.Kind == bind.FilterKind {
			filters += name + " "
		}
	}
	text += "[pipeline:main]\npipeline = " + filters + "other\n"
	write(t, path, text)
	c, ds := parse.Load(path, nil)
	ds.Add(gen.Check(context.Background(), c, gen.Options{Bind: bind.Options{Dir: filepath.Dir(path)}})...)
	for _, problem := range ds {
		if strings.HasPrefix(problem.Message, `"egg:`) || problem.Code.ID == "PG314" && problem.Label == "" {
			continue // a part checks its options itself, and no text fails to convert
		}
		if !slices.Contains([]string{"PG317", "PG231"}, problem.Code.ID) { // deprecated, a secret
			t.Errorf("%s\n%s\n%s", problem.Short(), problem.Hint, problem.Span.File.Line(problem.Span.Position().Line))
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// filledIn returns the section of a description with values for the keys that
// must be there, or for everything; false if such a key has no value here.
func filledIn(d *bind.Description, everything bool) (string, bool) {
	values := map[string]string{
		"string": "x", "bool": "true", "time.Duration": "5s", "[]time.Duration": "5s 6s", "[]int": "1 2",
		"int": "1", "int64": "1", "uint16": "1", "float64": "1", "*url.URL": "http://example.com",
		"http.FileSystem": ".", "fs.FS": ".",
	}
	text := d.INI()
	for _, k := range d.Keys {
		value, known := values[k.Type]
		switch where, isWhere := map[string]string{"host": "127.0.0.1", "port": "9000"}[k.Name]; {
		case k.Section:
			value, known = "other", k.Type != ""
		case k.Ignored:
			known = false
		case d.Kind == bind.ServerKind && len(d.Names) > 0: // other keys say the same, or have no effect
			value, known, k.Required = where, isWhere, isWhere
		}
		if k.Required && !known {
			return "", false
		}
		if known && (k.Required || everything) {
			line := strings.TrimRight(k.Name+" = "+k.Default, " ")
			text = strings.Replace(text, "\n;"+line+"\n", "\n"+line+"\n", 1)
			text = strings.Replace(text, "\n"+line+"\n", "\n"+k.Name+" = "+value+"\n", 1)
		}
	}
	return text, true
}
