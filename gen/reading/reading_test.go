package reading

import (
	"go/types"
	"testing"
	"testing/fstest"

	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse/pytext"
)

// held is a package with a function whose parameters have types of all kinds.
const held = `package held

import (
	html "html/template"
	"net/http"
	"text/template"
	"time"
)

type Options struct{ Size int }
type Closed struct{ size int }
type Empty struct{}
type Store interface{ Get(key string) string }
type Hook func(string)
type Level int
type hidden string
type Tags []string
type Templates struct{ Of *template.Template }

func (*Tags) UnmarshalText([]byte) error { return nil }

func F(
	app http.Handler, filter func(http.Handler) http.Handler, apps []http.Handler, filters map[string]func(http.Handler) http.Handler,
	text string, number int, timeout time.Duration, unseen hidden, object Store, objects []Store, hook Hook, fail error, whatever any, channel chan int,
	closed Closed, closedPointer *Closed, options Options, optionsPointer *Options, empty Empty, emptyPointer *Empty, literal struct{ size int }, numberPointer *int,
	page template.Template, pagePointer *template.Template, htmlPage html.Template, templates Templates, server http.Server,
	list []string, tags Tags, byte byte, array [2]int, bytes []byte, lists [][]string, unseenList []hidden, channels []chan int,
	set map[string]struct{}, storeSet map[Store]struct{}, anySet map[any]struct{}, closedSet map[Closed]struct{},
	table map[string]int, ages map[Level]time.Duration, stores map[string]Store, anyKey map[any]string, storeKey map[Store]string, channelTable map[string]chan int, unseenTable map[string]hidden, tables map[string]map[string]int, listTable map[string][]string, closedKey map[Closed]int,
) {
}
`

// load returns the types of F's parameters by their names, and how they are read.
func load(t *testing.T) (map[string]types.Type, *Table) {
	t.Helper()
	catalog := parts.NewCatalog("example.com", fstest.MapFS{"held/held.go": {Data: []byte(held)}}, []parts.Package{{Name: "held", Files: []string{"held/held.go"}}})
	pkgs := gopkg.NewLoader(gopkg.NewLister(".", nil), ".", ".", "app.ini", nil, catalog)
	pkgs.Load(t.Context(), nil, nil)
	pkg, err := pkgs.Import("example.com/held")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]types.Type{}
	for v := range pkg.Scope().Lookup("F").Type().(*types.Signature).Params().Variables() {
		byName[v.Name()] = v.Type()
	}
	byName["param"] = types.NewTypeParam(types.NewTypeName(0, pkg, "T", nil), types.Universe.Lookup("any").Type())
	return byName, NewTable(contract.New(pkgs.Type), pkgs, value.NewTable(pkgs, catalog, nil))
}

// shown says in what a value is read; empty for none.
func shown(r *Reading) string {
	switch {
	case r == nil:
		return ""
	case r.Item != nil && r.Text != nil:
		return "text or list of " + shown(r.Item)
	case r.Item != nil:
		return "list of " + shown(r.Item)
	case r.App:
		return "app"
	case r.Filter:
		return "filter"
	case r.Text != nil:
		return "text"
	}
	return "object"
}

// TestOf has how values are read from all that stands under a key.
func TestOf(t *testing.T) {
	typeOf, table := load(t)
	want := map[string]string{
		"app": "app", "filter": "filter", "apps": "list of app",
		"text": "text", "number": "text", "timeout": "text", "whatever": "text", "numberPointer": "text", "pagePointer": "text", "bytes": "text",
		"object": "object", "hook": "object", "closed": "object", "closedPointer": "object", "page": "object", "htmlPage": "object",
		"list": "list of text", "array": "list of text", "set": "list of text", "objects": "list of object", "tags": "text", "byte": "text",
	}
	for name, typ := range typeOf {
		r := table.Of(typ)
		if got := shown(r); got != want[name] {
			t.Errorf("%s is %q, want %q", name, got, want[name])
		}
		if table.Of(typ) != r {
			t.Errorf("%s is looked at twice", name)
		}
	}
}

// TestIsObject: apps and filters are objects too, and a template is, however it is
// read.
func TestIsObject(t *testing.T) {
	typeOf, table := load(t)
	want := map[string]bool{
		"app": true, "filter": true, "object": true, "hook": true, "closed": true, "closedPointer": true,
		"page": true, "htmlPage": true, "pagePointer": true,
	}
	for name, typ := range typeOf {
		if table.IsObject(typ) != want[name] {
			t.Errorf("%s is an object: %v", name, !want[name])
		}
	}
}

func TestIsMap(t *testing.T) {
	typeOf, table := load(t)
	want := map[string]bool{"filters": true, "table": true, "ages": true, "stores": true, "listTable": true}
	for name, typ := range typeOf {
		if table.IsMap(typ) != want[name] {
			t.Errorf("%s is a map: %v", name, !want[name])
		}
	}
}

// TestSeveral has how loose arguments are read.
func TestSeveral(t *testing.T) {
	typeOf, table := load(t)
	for name, want := range map[string]string{"text": "list of text", "app": "list of app", "object": "list of object", "byte": "text or list of text", "list": "", "channel": ""} {
		r := table.Several(typeOf[name])
		if shown(r) != want || r != nil && r.Type.String() != "[]"+typeOf[name].String() {
			t.Errorf("%s: %q of %+v", name, shown(r), r)
		}
	}
}

// TestWaits: what depends on a variable is read when that is known, but for a text.
func TestWaits(t *testing.T) {
	typeOf, table := load(t)
	for name, want := range map[string]bool{"text": false, "number": true, "object": true, "numberPointer": true, "list": true} {
		r := table.Of(typeOf[name])
		if got := r.Waits(pytext.Env("X")); got != want {
			t.Errorf("%s waits for a variable: %v", name, got)
		}
		if r.Waits("x" + pytext.HereMark) {
			t.Errorf("%s waits for a folder", name)
		}
	}
}
