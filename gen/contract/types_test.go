package contract

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
)

// source has values whose types are told apart.
const source = `package source

import (
	"context"
	"iter"
	"net/http"
)

type (
	Start = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	WSGI  = func(environ map[string]any, start Start) iter.Seq[[]byte]
	Named func(environ map[string]any, start Start) iter.Seq[[]byte]
)

type One struct{}

func (*One) Call(environ map[string]any, start Start) iter.Seq[[]byte] { return nil }
func (*One) Other(environ map[string]any) iter.Seq[[]byte]             { return nil }
func (*One) hidden(environ map[string]any, start Start) iter.Seq[[]byte] { return nil }

type Two struct{}

func (Two) First(environ map[string]any, start Start) iter.Seq[[]byte]  { return nil }
func (Two) Second(environ map[string]any, start Start) iter.Seq[[]byte] { return nil }

type Hidden struct{}

func (Hidden) call(environ map[string]any, start Start) iter.Seq[[]byte] { return nil }

type Closed struct{}

func (Closed) Close() error { return nil }

var (
	handler      http.Handler
	mux          *http.ServeMux
	handlerFunc  http.HandlerFunc
	plainFunc    func(http.ResponseWriter, *http.Request)
	wsgi         WSGI
	named        Named
	one          *One
	oneValue     One
	two          Two
	hidden       Hidden
	number       int

	filter         func(http.Handler) http.Handler
	filterToMux    func(http.Handler) *http.ServeMux
	filterOfFunc   func(http.HandlerFunc) http.HandlerFunc
	filterToFunc   func(http.Handler) func(http.ResponseWriter, *http.Request)
	filterOfPlain  func(func(http.ResponseWriter, *http.Request)) http.Handler
	variadic       func(...http.Handler) http.Handler
	variadicWSGI   func(...WSGI) WSGI
	filterOfTwo    func(a, b http.Handler) http.Handler
	filterAndErr   func(http.Handler) (http.Handler, error)
	wsgiFilter     func(WSGI) WSGI
	wsgiFilterNamed func(Named) Named
	wsgiToOne      func(WSGI) *One
	wsgiToTwo      func(WSGI) Two
	wsgiToHTTP     func(WSGI) http.Handler
	httpToWSGI     func(http.Handler) WSGI

	serve         func(http.Handler) error
	serveNoError  func(http.Handler)
	serveContext  func(context.Context, http.Handler) error
	serveFunc     func(http.HandlerFunc) error
	serveNumber   func(int, http.Handler) error
	serveVariadic func(...http.Handler) error
	serveNothing  func() error
	serveValue    func(http.Handler) int

	cleanup        func()
	cleanupErr     func() error
	cleanupContext func(context.Context) error
	cleanupNoErr   func(context.Context)
	cleanupNumber  func(int) error
	closed         Closed
)
`

// vars returns the types of the variables of source, and the types they are
// compared with.
func vars(t *testing.T) (*Types, func(name string) types.Type) {
	t.Helper()
	return check(t, source)
}

// check returns the types of the variables of a package, and the types they are
// compared with.
func check(t *testing.T, source string) (*Types, func(name string) types.Type) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "source.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	std := importer.Default()
	pkg, err := (&types.Config{Importer: std}).Check("source", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	find := func(path, name string) types.Type {
		p, err := std.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		return p.Scope().Lookup(name).Type()
	}
	return New(find), func(name string) types.Type { return pkg.Scope().Lookup(name).Type() }
}

func TestMakesApp(t *testing.T) {
	u, typeOf := vars(t)
	for name, want := range map[string]Made{
		"handler":     {},
		"mux":         {},
		"handlerFunc": {},
		"plainFunc":   {adapt: bound.AdaptHandlerFunc},
		"wsgi":        {WSGI: true},
		"named":       {WSGI: true},
		"one":         {adapt: bound.AdaptMethod, WSGI: true, method: "Call"},
	} {
		if got, ok := u.MakesApp(typeOf(name)); !ok || got != want {
			t.Errorf("%s makes %+v (%v), want %+v", name, got, ok, want)
		}
	}
	for _, name := range []string{"oneValue", "two", "hidden", "number", "filter", "wsgiFilter"} {
		if got, ok := u.MakesApp(typeOf(name)); ok {
			t.Errorf("%s makes %+v", name, got)
		}
	}
}

func TestMakesFilter(t *testing.T) {
	u, typeOf := vars(t)
	for name, want := range map[string]Made{
		"filter":          {},
		"filterToMux":     {adapt: bound.AdaptMiddleware},
		"filterOfFunc":    {adapt: bound.AdaptMiddlewareF},
		"filterToFunc":    {adapt: bound.AdaptMiddlewareToF},
		"filterOfPlain":   {adapt: bound.AdaptMiddlewareF},
		"wsgiFilter":      {WSGI: true},
		"wsgiFilterNamed": {adapt: bound.AdaptMiddleware, WSGI: true},
		"wsgiToOne":       {adapt: bound.AdaptMiddleware, WSGI: true, method: "Call"},
	} {
		if got, ok := u.MakesFilter(typeOf(name)); !ok || got != want {
			t.Errorf("%s makes %+v (%v), want %+v", name, got, ok, want)
		}
	}
	for _, name := range []string{"variadic", "variadicWSGI", "filterOfTwo", "filterAndErr", "wsgiToTwo", "wsgiToHTTP", "httpToWSGI", "handler", "wsgi", "number", "serve"} {
		if got, ok := u.MakesFilter(typeOf(name)); ok {
			t.Errorf("%s makes %+v", name, got)
		}
	}
}

func TestMakesServer(t *testing.T) {
	u, typeOf := vars(t)
	for name, want := range map[string]bool{
		"serve": true, "serveNoError": true, "serveContext": true,
		"serveFunc": false, "serveNumber": false, "serveVariadic": false, "serveNothing": false, "serveValue": false, "filter": false, "number": false,
	} {
		if got := u.MakesServer(typeOf(name)); got != want {
			t.Errorf("%s serves: %v, want %v", name, got, want)
		}
	}
}

func TestCleanup(t *testing.T) {
	u, typeOf := vars(t)
	for name, want := range map[string]bound.Cleanup{
		"cleanup": bound.CleanupFunc, "cleanupErr": bound.CleanupErr, "cleanupContext": bound.CleanupContext,
		"cleanupNoErr": bound.NoCleanup, "cleanupNumber": bound.NoCleanup, "serveNothing": bound.CleanupErr, "number": bound.NoCleanup, "filter": bound.NoCleanup,
	} {
		if got := u.Cleanup(typeOf(name)); got != want {
			t.Errorf("%s is the clean-up %v, want %v", name, got, want)
		}
	}
	if method, got := u.Closing(typeOf("closed")); method != "Close" || got != bound.CleanupErr {
		t.Errorf("closed by %s, %v", method, got)
	}
	if method, got := u.Closing(typeOf("two")); method != "" || got != bound.NoCleanup {
		t.Errorf("two is closed by %s, %v", method, got)
	}
}
