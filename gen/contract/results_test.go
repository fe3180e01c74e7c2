package contract

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
)

// TestSplit has result lists with the type of the value among them, and what else
// they hold.
func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		list, value string
		want        Results
	}{
		{"", "", Results{}},
		{"error", "", Results{Err: true}},
		{"http.Handler", "http.Handler", Results{}},
		{"http.Handler, error", "http.Handler", Results{Err: true}},
		{"func()", "func()", Results{}},
		{"func() error", "func() error", Results{}},
		{"http.Handler, func()", "http.Handler", Results{Cleanup: bound.CleanupFunc}},
		{"http.Handler, func() error", "http.Handler", Results{Cleanup: bound.CleanupErr}},
		{"http.Handler, func(), error", "http.Handler", Results{Cleanup: bound.CleanupFunc, Err: true}},
		{"int, int", "int", Results{More: true}},
		{"error, int", "error", Results{More: true}},
		{"int, http.Handler", "int", Results{More: true}},
		{"string, int", "string", Results{More: true}},
		{"string, http.Handler", "http.Handler", Results{More: true, Path: true}},
		{"string, *http.ServeMux", "*http.ServeMux", Results{More: true, Path: true}},
		{"string, http.Handler, error", "http.Handler", Results{More: true, Path: true, Err: true}},
		{"string, http.Handler, func()", "http.Handler", Results{More: true, Path: true, Cleanup: bound.CleanupFunc}},
		{"string, http.Handler, int", "string", Results{More: true}},
	} {
		u, typeOf := check(t, "package source\nimport \"net/http\"\nvar _ http.Handler\nvar made func() ("+tt.list+")\n")
		got := u.Split(typeOf("made").(*types.Signature).Results())
		value := ""
		if got.Value != nil {
			value = types.TypeString(got.Value, func(p *types.Package) string { return p.Name() })
		}
		if got.Value = nil; got != tt.want || value != tt.value {
			t.Errorf("(%s) has %q, %+v; want %q, %+v", tt.list, value, got, tt.value, tt.want)
		}
	}
}

// TestIsLoader has the methods of interfaces that are a loader's, and of some that
// are none.
func TestIsLoader(t *testing.T) {
	for methods, want := range map[string]bool{
		"App(string) (http.Handler, error)":                                                  true,
		"App(string) (WSGI, error)":                                                          true,
		"Filter(string) (func(http.Handler) http.Handler, error)":                            true,
		"Filter(string) (func(WSGI) WSGI, error)":                                            true,
		"App(string) (WSGI, error); Filter(string) (func(http.Handler) http.Handler, error)": true,
		"":                                  false,
		"App(int) (http.Handler, error)":    false,
		"App(string) (http.Handler, int)":   false,
		"App(string) (*http.Server, error)": false,
		"App(string) (func(http.Handler) http.Handler, error)":            false,
		"App(string) http.Handler":                                        false,
		"App(string, string) (http.Handler, error)":                       false,
		"Filter(string) (http.Handler, error)":                            false,
		"Load(string) (http.Handler, error)":                              false,
		"App(string) (http.Handler, error); Close() error":                false,
		"App(string) (http.Handler, error); Filter(string) (WSGI, error)": false,
	} {
		u, typeOf := check(t, "package source\nimport (\n\"iter\"\n\"net/http\"\n)\nvar _ http.Handler\n"+
			"type WSGI = func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte]\n"+
			"var loader interface { "+methods+" }\n")
		if got := u.IsLoader(typeOf("loader")); got != want {
			t.Errorf("%s: a loader is %v", methods, got)
		}
	}
	u, typeOf := vars(t)
	if u.IsLoader(typeOf("number")) {
		t.Error("a number is a loader")
	}
}

// options has types of options for *Server, and values that may be some.
const options = `package source

type Server struct{ n int }

type Sealed interface{ apply(*Server) }
type Open interface{ Apply(*Server) }

type sealedOne struct{}
func (sealedOne) apply(*Server) {}
type openOne struct{}
func (openOne) Apply(*Server) {}

var (
	sealed    Sealed
	open      Open
	change    func(*Server)
	changeErr func(*Server) error
	result    func(*Server) int
	ofValue   func(Server)
	ofTwo     func(*Server, int)
	ofNone    func()
	number    int
	one       sealedOne
	other     openOne
)
`

// TestChanges has what may be an option's type.
func TestChanges(t *testing.T) {
	u, typeOf := check(t, options)
	for name, want := range map[string]bool{
		"sealed": true, "open": true, "change": true, "changeErr": true,
		"result": false, "ofValue": false, "ofTwo": false, "ofNone": false, "number": false, "one": false,
	} {
		if got := u.Changes(typeOf(name)); got != want {
			t.Errorf("%s changes what it is given: %v", name, got)
		}
	}
}

// TestIsOption: what implements an interface is an option only if no other package
// can implement it.
func TestIsOption(t *testing.T) {
	_, typeOf := check(t, options)
	for _, tt := range []struct {
		value, option string
		want          bool
	}{
		{"one", "sealed", true}, {"sealed", "sealed", true}, {"open", "open", true}, {"change", "change", true},
		{"other", "open", false}, {"other", "sealed", false}, {"number", "sealed", false}, {"number", "change", false},
	} {
		if got := IsOption(typeOf(tt.value), typeOf(tt.option)); got != tt.want {
			t.Errorf("%s is an option %s: %v", tt.value, tt.option, got)
		}
	}
}

// TestUnify has generic types with those of arguments, and what the parameters K
// and V are then.
func TestUnify(t *testing.T) {
	for _, tt := range []struct{ generic, arg, want string }{
		{"K", "int", "K=int"},
		{"func(K) V", "func(int) string", "K=int V=string"},
		{"func(K, K) V", "func(int, bool) string", "K=int V=string"}, // the first counts
		{"map[K]V", "map[string]int", "K=string V=int"},
		{"map[K][]V", "map[string][]int", "K=string V=int"},
		{"*V", "*int", "V=int"},
		{"chan V", "chan int", "V=int"},
		{"Pair[K, V]", "Pair[int, string]", "K=int V=string"},
		{"Pair[K, V]", "Other[int]", "K=int"},
		{"map[K]V", "[]int", ""},
		{"func(K) V", "int", ""},
		{"[]V", "func(int)", ""},
		{"int", "int", ""},
	} {
		_, typeOf := check(t, "package source\ntype Pair[A, B any] struct{ a A; b B }\ntype Other[A any] struct{ a A }\n"+
			"func generic[K comparable, V any](x "+tt.generic+") {}\nvar arg "+tt.arg+"\n")
		inferred := map[*types.TypeParam]types.Type{}
		Unify(typeOf("generic").(*types.Signature).Params().At(0).Type(), typeOf("arg"), inferred)
		var got []string
		for p, a := range inferred {
			got = append(got, fmt.Sprintf("%s=%s", p.Obj().Name(), a))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.generic, tt.arg, strings.Join(got, " "), tt.want)
		}
	}
}

// TestHasUnset has the fields of structs whose zero value may be of no use.
func TestHasUnset(t *testing.T) {
	for fields, want := range map[string]bool{
		"": false, "n int": false, "m map[string]int": true, "n int; p *int": true, "M map[string]int; P *int": false, "n, m int; f func()": true,
	} {
		if _, typeOf := check(t, "package source\nvar s struct{ "+fields+" }\n"); HasUnset(typeOf("s")) != want {
			t.Errorf("struct{ %s } has one: %v", fields, !want)
		}
	}
	if _, typeOf := vars(t); HasUnset(typeOf("number")) {
		t.Error("a number has one")
	}
}
