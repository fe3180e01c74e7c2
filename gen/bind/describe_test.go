package bind_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
)

// described is a package with factories for all kinds of sections.
const described = `package site

import (
	"context"
	"database/sql"
	"net/http"
)

func Middleware(on bool) func(http.Handler) http.Handler           { return nil }
func Limit(next http.Handler, most int) http.Handler                { return next }
func Page(title string) http.Handler                                { return nil }
func PAGE(title string) http.Handler                                { return nil }
func Either(first, second http.Handler) http.Handler                { return first }
func Serve(ctx context.Context, h http.Handler, port uint16) error  { return nil }
func Register(h http.Handler)                                       {}
func Open(dsn string) (*sql.DB, error)                              { return nil, nil }
func Nothing(c chan int)                                            {}

type Guard struct{ Level int }

func NewGuard(level int) *Guard                      { return &Guard{} }
func (g *Guard) Wrap(next http.Handler) http.Handler { return next }
func (g *Guard) AddName(name string) error           { return nil }
func (g *Guard) Count() int                          { return 0 }

type Home struct{ Title string }

func (Home) ServeHTTP(http.ResponseWriter, *http.Request) {}

type Func func(http.ResponseWriter, *http.Request)

func (Func) ServeHTTP(http.ResponseWriter, *http.Request) {}

var Index http.Handler

var Holder Inside

type Inside struct{ Inner http.Handler }

//paste:draft
func Later() http.Handler { return nil }
`

// describedFile writes the package and a file beside it, which it returns.
func describedFile(t *testing.T, text string) (*parse.Config, bind.Options) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), []byte("module example.com/site\n\ngo 1.24\n"))
	write(t, filepath.Join(dir, "site", "site.go"), []byte(described))
	write(t, filepath.Join(dir, "app.ini"), []byte(text))
	c, ds := parse.Load(filepath.Join(dir, "app.ini"), nil)
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	return c, bind.Options{Dir: dir}.WithLister()
}

// TestList: what a package has for sections, and the methods of what its functions
// make; not what could only be a resource, or keeps the handler it is given.
func TestList(t *testing.T) {
	c, opts := describedFile(t, "")
	list, ds := bind.List(context.Background(), c, "./site", opts)
	if len(ds) > 0 {
		t.Fatal(ds.Err())
	}
	var got []string
	for _, d := range list {
		if d.Use != "call:./"+strings.Replace(d.Name, ".", ":", 1) || !d.Place.IsValid() {
			t.Errorf("%s stands at %s and is used as %s", d.Name, d.Place.Text(), d.Use)
		}
		got = append(got, string(d.Kind)+" "+d.Signature)
	}
	want := []string{
		"composite func Either(first http.Handler, second http.Handler) http.Handler",
		"app type Home struct",
		"app var Index http.Handler",
		"app func Later() http.Handler",
		"filter func Limit(next http.Handler, most int) http.Handler",
		"filter func Middleware(on bool) func(http.Handler) http.Handler",
		"filter func NewGuard(level int) *site.Guard\nfunc (*Guard) Wrap(next http.Handler) http.Handler",
		"app func PAGE(title string) http.Handler",
		"app func Page(title string) http.Handler",
		"server func Serve(ctx context.Context, h http.Handler, port uint16) error",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDescribe has references with the kind of what they mean, its declaration,
// and the codes of what is wrong.
func TestDescribe(t *testing.T) {
	c, opts := describedFile(t, "[app:page]\nuse = call:./site:Page\n[filter:page]\nuse = call:./site:Page\n"+
		"[server:lost]\nuse = call:./site:Lost\n[resource:db]\nuse = call:./site:Open\n[app:draft]\nuse = call:./site:Later\n")
	for ref, want := range map[string]string{
		"./site:Middleware":   "filter func Middleware(on bool) func(http.Handler) http.Handler",
		"./site:Page":         "app func Page(title string) http.Handler",
		"./site:Either":       "composite func Either(first http.Handler, second http.Handler) http.Handler",
		"./site:Serve":        "server func Serve(ctx context.Context, h http.Handler, port uint16) error",
		"./site:Register":     "server func Register(h http.Handler)",
		"./site:Open":         "resource func Open(dsn string) (*sql.DB, error)",
		"./site:Home":         "app type Home struct",
		"./site:Holder.Inner": "app var Holder site.Inside\nfield Inner http.Handler",
		"./site:Later":        "app func Later() http.Handler PG342",
		"draft":               "app func Later() http.Handler PG342",
		"./site:Nothing":      "none PG310",
		"./site:Lost":         "none PG308",
		"page":                "app func Page(title string) http.Handler",
		"app:page":            "app func Page(title string) http.Handler",
		"filter:page":         "none PG311",
		"lost":                "none PG308",
		"db":                  "resource func Open(dsn string) (*sql.DB, error)",
		"resource:db":         "resource func Open(dsn string) (*sql.DB, error)",
		"egg:Paste#gzip":      "filter ",
		"egg:Paste#urlmap":    "composite ",
	} {
		d, ds := bind.Describe(context.Background(), c, ref, opts)
		got := "none"
		if d != nil {
			got = string(d.Kind) + " " + d.Signature
		}
		for _, d := range ds {
			got += " " + d.Code.ID
		}
		if got != want {
			t.Errorf("%s is %q, want %q", ref, got, want)
		}
	}
}

// TestDescribedKeys: what may come several times is shown as a list.
func TestDescribedKeys(t *testing.T) {
	c, opts := describedFile(t, "")
	d, ds := bind.Describe(context.Background(), c, "./site:NewGuard.Wrap", opts)
	if d == nil || len(ds) > 0 {
		t.Fatal(ds.Err())
	}
	var got []string
	for _, k := range d.Keys {
		got = append(got, k.Name+" "+k.Type)
	}
	if want := []string{"level int", "name []string"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDescribeNothing: what means nothing is told of as an app.
func TestDescribeNothing(t *testing.T) {
	c, opts := describedFile(t, "")
	d, ds := bind.Describe(context.Background(), c, "gone", opts)
	if d != nil || len(ds) != 1 || !strings.HasPrefix(ds[0].Message, `there is no app "gone"`) {
		t.Errorf("%+v, %v", d, ds)
	}
}

// TestINI has descriptions with the sections to paste.
func TestINI(t *testing.T) {
	for _, tt := range []struct {
		d    bind.Description
		want string
	}{
		{bind.Description{Kind: bind.AppKind, Name: "site.NewHome", Use: "call:site:NewHome", Signature: "func", Keys: []bind.KeyDescription{
			{Name: "title", Type: "string", Required: true}, {Name: "size", Type: "int", Default: "3"}, {Name: "old", Ignored: true},
			{Name: "next", Section: true, Required: true}, {Name: "clock", Type: "Clock", Object: true}, {Name: "plain"},
		}}, "[app:home]\nuse = call:site:NewHome\n; string, required\ntitle =\n; int\n;size = 3\n; the name of a section, required\nnext =\n" +
			"; Clock as call:PACKAGE:NAME\n;clock =\n;plain =\n"},
		{bind.Description{Kind: bind.FilterKind, Name: "site.New", Signature: "func"}, "[filter:site]\n"},
		{bind.Description{Kind: bind.FilterKind, Name: "site.NewGuard.Wrap", Signature: "func"}, "[filter:guard_wrap]\n"},
		{bind.Description{Kind: bind.FilterKind, Name: "site.New.Wrap", Signature: "func"}, "[filter:site]\n"},
		{bind.Description{Kind: bind.ResourceKind, Name: "sql.Open", Signature: "func"}, "[resource:sql]\n"},
		{bind.Description{Kind: bind.ServerKind, Name: "site.Serve", Signature: "func"}, "[server:main]\n"},
		{bind.Description{Kind: bind.FilterKind, Name: "Paste#gzip", Use: "egg:Paste#gzip"}, "[filter:main]\nuse = egg:Paste#gzip\n"},
	} {
		if got := tt.d.INI(); got != tt.want {
			t.Errorf("%s:\n%swant\n%s", tt.d.Name, got, tt.want)
		}
	}
}

// TestDescribePython has what is known of factories of Python with the sections to
// paste.
func TestDescribePython(t *testing.T) {
	parameters := []record.Parameter{
		{Name: "global_conf"}, {Name: "name"}, {Name: "size", Default: "3", Type: "int"}, {Name: "title", Default: "'x y'", Type: "str"},
		{Name: "escaped", Default: `'\n'`, Type: "str"}, {Name: "empty", Default: "''", Type: "str"}, {Name: "nothing", Default: "None", Type: "NoneType"},
		{Name: "api_key", Default: record.Hidden, Type: "str", Annotation: "str | None"}, {Name: "local_conf", Form: record.MoreNames},
	}
	const name, keys = "; required\nname =\n", "; int\n;size = 3\n; str\n;title = x y\n; str\n;escaped = '\\n'\n; str\n;empty =\n;nothing = None\n; str | None\n;api_key =\n"
	for _, tt := range []struct {
		use, protocol string
		kind          record.Kind
		want          string
		anyKey        bool
	}{
		{"site.web:make_Home", "paste.app_factory", record.App, "[app:home]\nuse = call:site.web:make_Home\n" + name + keys, true},
		{"site.Web:main", "paste.composite_factory", record.App, "[composite:web]\nuse = call:site.Web:main\n" + keys, true},
		{"Web:factory", "paste.composit_factory", record.App, "[composite:web]\nuse = call:Web:factory\n" + keys, true},
		{"egg:Site#auth", "paste.filter_factory", record.Filter, "[filter:auth]\nuse = egg:Site#auth\n" + name + keys, true},
		{"egg:Site#main", "paste.filter_app_factory", record.App, "[filter:site]\nuse = egg:Site#main\n" + keys, true},
		{"site.auth:Auth.filter_factory", "paste.filter_app_factory", record.Filter, "[filter:auth]\npaste.filter_app_factory = site.auth:Auth.filter_factory\n" + keys, true},
		{"site.wsgi:application", "", record.Application, "[app:wsgi]\nuse = egg:pastegen#wsgi\napplication = site.wsgi:application\n", false},
		{"site.wsgi:make()", "", record.Application, "[app:make]\nuse = egg:pastegen#wsgi\napplication = site.wsgi:make()\n", false},
	} {
		told := record.Factory{Question: record.Question{Use: tt.use, Kind: tt.kind}, Parameters: parameters}
		d := bind.DescribePython(told, tt.protocol)
		if got := d.INI(); got != tt.want || d.AnyKey != tt.anyKey {
			t.Errorf("%s, any key %v:\n%swant\n%s", tt.use, d.AnyKey, got, tt.want)
		}
	}
}
