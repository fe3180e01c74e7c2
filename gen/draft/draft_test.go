package draft_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/parse"
)

// section drafts what the first section of an INI file asks for.
func section(t testing.TB, ini string) (draft.Draft, bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(path, []byte(ini), 0o666); err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(path, nil)
	all, _ := c.Loadables()
	if len(all) == 0 {
		return draft.Draft{}, false
	}
	n, _ := c.ResolveLoadable(all[0])
	return draft.Of(c, n)
}

func TestSource(t *testing.T) {
	for _, test := range []struct {
		ini    string
		folder string
		want   string
	}{
		{"[app:main]\nuse = call:site.apps:make_home\ntitle = A title\nsize = 12\nttl = 1h30m\nratio = 0.5\ndebug = yes\nsite_url = /\npassword = 17\npath = %(here)s/1\nhosts =\n  a\n  b\n",
			"./site/apps", `package apps

import (
	"net/http"
	"time"
)

// MakeHomeOptions are the keys of the section.
type MakeHomeOptions struct {
	Title    string
	Size     int
	TTL      time.Duration
	Ratio    float64
	Debug    bool
	SiteURL  string
	Password string
	Path     string
	Hosts    []string
}

// MakeHome makes an app.
func MakeHome(o MakeHomeOptions) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "not written yet", http.StatusNotImplemented)
	}), nil
}
`},
		{"[filter:main]\npaste.filter_factory = oslo_middleware.cors:CORS.factory\nallowed_origin = *\n",
			"./oslo_middleware/cors", `package cors

import (
	"net/http"
)

// CORS makes a filter.
type CORS struct{}

// CORSFactoryOptions are the keys of the section.
type CORSFactoryOptions struct {
	AllowedOrigin string
}

// Factory makes a filter.
func (CORS) Factory(next http.Handler, o CORSFactoryOptions) (http.Handler, error) {
	return next, nil
}
`},
		{"[filter:main]\nuse = egg:My.Site#auth\n", "./my_site", `package mysite

import (
	"net/http"
)

// Auth makes a filter.
//
//paste:filter_factory auth
func Auth(next http.Handler) (http.Handler, error) {
	return next, nil
}
`},
		{"[composite:main]\nuse = call:example.com/site/maps:either\nfirst = one\n2nd = nobody\n[app:one]\nuse = call:a:b\n",
			"example.com/site/maps", `package maps

import (
	"net/http"
)

// EitherOptions are the keys of the section.
type EitherOptions struct {
	First http.Handler
	N2nd  string ` + "`paste:\"2nd\"`" + `
}

// Either makes a composite.
func Either(o EitherOptions) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "not written yet", http.StatusNotImplemented)
	}), nil
}
`},
		{"[server:main]\nuse = egg:twisted\nport = 80\n", "./twisted", `package twisted

import (
	"context"
	"net/http"
)

// Options are the keys of the section.
type Options struct {
	Port int
}

// New makes a server.
//
//paste:server_factory main
func New(ctx context.Context, h http.Handler, o Options) error {
	return http.ListenAndServe("127.0.0.1:8080", h)
}
`},
	} {
		d, ok := section(t, test.ini)
		if !ok {
			t.Errorf("%s: nothing is drafted", test.ini)
			continue
		}
		if got := d.Source(); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.ini, got, test.want)
		}
		if d.Folder != test.folder {
			t.Errorf("folder %s, want %s", d.Folder, test.folder)
		}
		compiles(t, d.Source())
	}
}

// TestFolder has drafts where the file says that the package is.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"app.ini":       "[app:main]\nuse = egg:A-b#c\n[app:no]\nuse = egg:Other#c\n[app:p]\nuse = call:q.r.s:t\n[app:far]\nuse = config:sub/far.ini\n[app:near]\nuse = call:u:v\n[pastegen:eggs]\na_b = ./go/ab\n[pastegen:packages]\nq.r = %(here)s/go/qr\n",
		"sub/far.ini":   "[app:main]\nuse = call:w.x:y\n",
		"go/ab/ab.go":   "package ab\n",
		"sub/go/no.txt": "",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := parse.Load(filepath.Join(dir, "app.ini"), nil)
	for name, want := range map[string][2]string{
		"main": {"./go/ab"}, "no": {"./other", "Other = ./other"}, "p": {"./go/qr/s"}, "far": {"./sub/w/x"}, "near": {"./u"},
	} {
		d, ok := draft.Section(c, name)
		if got := [2]string{d.Folder, d.Mapping}; !ok || got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestComposite has the keys of an app name sections if its factory asks for
// them.
// TestLetters has keys and functions with letters that not everybody writes, and
// what they are called in Go.
func TestLetters(t *testing.T) {
	for name, want := range map[string]struct {
		name string
		same bool // as Go's names are told from those of Python
	}{
		"grüße":     {"Grüße", true},
		"größe_ulm": {"GrößeUlm", true},
		"ärger":     {"Ärger", true},
		"日本":        {"X日本", false},
		"ß_a":       {"XßA", false},
		"ǆep":       {"Ǆep", true},
		"_1a":       {"N1a", false},
		"x٣":        {"X٣", true},
	} {
		d, ok := section(t, "[app:main]\nuse = call:site:"+name+"\n"+name+" = word\n")
		if !ok || d.Name != want.name || d.Options[0].Name != want.name || d.Options[0].Tag == want.same {
			t.Errorf("%s: %+v", name, d)
		}
		if directive := "//paste:factory " + name; d.Directive != "" == want.same || !want.same && d.Directive != directive {
			t.Errorf("%s: %s", name, d.Directive)
		}
		if !token.IsExported(d.Name) || !token.IsIdentifier(d.Name) {
			t.Errorf("%s is no name of Go", d.Name)
		}
	}
}

func TestComposite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.ini")
	ini := "[app:main]\nuse = egg:A#b\npages = both\nn = 1\n[pipeline:both]\npipeline = log c\n[app:c]\nuse = call:a:c\n[filter:log]\nuse = call:a:d\n"
	if err := os.WriteFile(path, []byte(ini), 0o666); err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(path, nil)
	d := draft.Composite(c, draft.Node(c, "app:main"))
	if d.Directive != "//paste:composite_factory b" || d.Options[0].Type != "http.Handler" || d.Options[1].Type != "int" {
		t.Errorf("%+v", d)
	}
	compiles(t, d.Source())
}

func TestNothingToDraft(t *testing.T) {
	for _, ini := range []string{"[pipeline:main]\npipeline = a\n[app:a]\nuse = call:a:b\n", "[app:main]\nuse = nobody\n", ""} {
		if d, ok := section(t, ini); ok {
			t.Errorf("%s: %+v", ini, d)
		}
	}
}

func TestSection(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.ini")
	ini := "[app:main]\nuse = call:a:b\nx = 1\nfilter-with = log\n[filter-app:both]\nuse = call:a:c\nnext = main\ny = 1\n[filter:log]\nuse = call:a:d\n"
	if err := os.WriteFile(path, []byte(ini), 0o666); err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(path, nil)
	for name, want := range map[string]string{
		"main":       "func B(o BOptions) (http.Handler, error)",
		"app:main":   "func B(o BOptions) (http.Handler, error)",
		"both":       "func C(next http.Handler, o COptions) (http.Handler, error)",
		"filter:log": "func D(next http.Handler) (http.Handler, error)",
		"nobody":     "",
	} {
		d, ok := draft.Section(c, name)
		if ok != (want != "") || ok && d.Signature() != want {
			t.Errorf("%s: %+v, %v", name, d, ok)
		}
	}
}

// TestSectionsOfOneFactory has a draft be for all sections that it will be used
// for, whatever keys they have, and for no others.
func TestSectionsOfOneFactory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.ini")
	ini := `
[composite:main]
paste.composite_factory = a:make
size = 1
slow = no
ratio = 2
wait = 30s
a = first
b = first
c = first

[composite:other]
paste.composite_factory = a:make
size = 2
slow = 1
ratio = 0.5
wait = never
a = main
b = no section
/c = first
more = 5

[composite:another]
paste.composite_factory = a:make_another
foreign = 1

[app:app]
paste.app_factory = a:make
alien = 1

[filter:with]
paste.filter_factory = a:make
strange = 1

[app:first]
use = call:a:first
`
	if err := os.WriteFile(path, []byte(ini), 0o666); err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(path, nil)
	for _, test := range []struct{ section, want string }{
		{"composite:main", "Size int, Slow bool, Ratio float64, Wait string, A http.Handler, B string, C http.Handler, More int"},
		{"composite:other", "Size int, Slow bool, Ratio float64, Wait string, A http.Handler, B string, C http.Handler, More int"},
		{"composite:another", "Foreign int"},
		{"app:app", "Alien int"},
		{"filter:with", "Strange int"},
	} {
		d, _ := draft.Section(c, test.section)
		var got []string
		for _, o := range d.Options {
			got = append(got, o.Name+" "+o.Type)
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %s, want %s", test.section, got, test.want)
		}
		compiles(t, d.Source())
	}
}

func TestShort(t *testing.T) {
	d, _ := section(t, "[app:main]\nuse = call:a:b\na = 1\nb = 2\nc = 3\n")
	for most, want := range map[int]string{
		2: "func B(o BOptions) (http.Handler, error)\ntype BOptions struct { A int; B int; ... }",
		3: "func B(o BOptions) (http.Handler, error)\ntype BOptions struct { A int; B int; C int }",
	} {
		if got := strings.Join(d.Short(most), "\n"); got != want {
			t.Errorf("%d: %s", most, got)
		}
	}
	d, _ = section(t, "[app:main]\nuse = call:a:b\n")
	if got := d.Short(3); len(got) != 1 || got[0] != "func B() (http.Handler, error)" {
		t.Error(got)
	}
}

// FuzzSource shows that a draft is Go, whatever a section is called and holds.
func FuzzSource(f *testing.F) {
	f.Add("call:site:Home", "title", "x")
	f.Add("egg:a b#`", "a`b\"\\", "1")
	f.Add("call:func:type.range", "func", "1h")
	f.Add("call:main:1.2", "ä", "")
	f.Add("egg:a#b\n  c", "x", "1\n  2")
	f.Add("egg:../x\n y#b", "a\\`", "%(here)s")
	f.Add("egg:Paste#urlmap", "/", "main")
	f.Fuzz(func(t *testing.T, use, key, value string) {
		for _, kind := range []string{"app", "filter", "composite", "server"} {
			d, ok := section(t, "["+kind+":main]\nuse = "+use+"\n"+key+" = "+value+"\n"+key+"_ = "+value+"\n")
			if ok {
				compiles(t, d.Source())
			}
		}
	})
}

// compiles wants a text to be a Go file that compiles.
func compiles(t *testing.T, sources ...string) {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, source := range sources {
		file, err := parser.ParseFile(fset, "draft.go", source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		files = append(files, file)
	}
	config := types.Config{Importer: std()}
	if _, err := config.Check("draft", fset, files, nil); err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(sources, "\n"))
	}
}

// std imports packages of the standard library, each once.
var std = sync.OnceValue(func() types.Importer { return importer.Default() })
