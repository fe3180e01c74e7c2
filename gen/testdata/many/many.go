// Package many has factories of many shapes, whose parameters are named after
// their types: the key "n" is always for an int.
package many

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"time"
)

type Color int

const (
	ColorRed Color = iota
	ColorBlue
)

type Rank struct{ text string }

func (r *Rank) UnmarshalText(text []byte) error { r.text = string(text); return nil }

type KeyFunc func(*http.Request) string

func ByHost(r *http.Request) string { return r.Host }

func NewKeyFunc() KeyFunc { return ByHost }

type Store interface{ Get() string }

type memory struct{}

func (memory) Get() string { return "" }

func NewStore() (Store, func(), error) { return memory{}, func() {}, nil }

type Disk struct{}

func (*Disk) Get() string { return "" }

var Shared Store = memory{}

func answer() http.Handler { return http.NotFoundHandler() }

func pass(next http.Handler) http.Handler { return next }

// Apps.

func Plain() http.Handler { return answer() }

func Paste(global, local map[string]string) (http.Handler, error) { return answer(), nil }

func Scalars(s string, n int, u uint8, f float64, on bool, d time.Duration) http.Handler {
	return answer()
}

func Lists(words []string, nums []int, waits ...time.Duration) http.Handler { return answer() }

func Bytes(raw []byte, r rune, b byte, pair [2]int) http.Handler { return answer() }

func Std(link *url.URL, addr netip.Addr, nets []netip.Prefix, re *regexp.Regexp, when time.Time, level slog.Level,
	site http.SameSite) http.Handler {
	return answer()
}

func Pointers(pn *int, ps *string, pd *time.Duration, pColor *Color, pRank *Rank) http.Handler {
	return answer()
}

func Named(color Color, rank Rank) http.Handler { return answer() }

func Files(static fs.FS, files http.FileSystem, dir http.Dir, out io.Writer) (http.Handler, error) {
	return answer(), nil
}

func Maps(s string, m map[string]string, counts map[string]int, lists map[string][]string) http.Handler {
	return answer()
}

func References(key KeyFunc, store Store) http.Handler { return answer() }

func Sections(app http.Handler, apps []http.Handler, filter func(http.Handler) http.Handler, handle http.HandlerFunc,
	filters ...func(http.Handler) http.Handler) http.Handler {
	return answer()
}

func Generic[T any](s T, nums ...int) http.Handler { return answer() }

func GenericNumber[T ~int | ~float64](f T) http.Handler { return answer() }

func Injected(ctx context.Context, s string, log *slog.Logger) (http.Handler, func(context.Context) error, error) {
	return answer(), func(context.Context) error { return nil }, nil
}

type Inner struct {
	S     string
	D     time.Duration
	Level slog.Level
}

type Base struct {
	N     int `paste:",default=3"`
	Words []string
}

type Config struct {
	Base
	F     float64
	In    Inner
	Ptr   *Inner
	Color Color
	Key   KeyFunc
	Store Store
	App   http.Handler
	M     map[string]string
	Rank  *Rank
	Log   *slog.Logger
	Items []string          `paste:",comma"`
	Rest  map[string]string `paste:",remain"`
}

func Struct(c Config) http.Handler { return answer() }

func StructPointer(c *Config) http.Handler { return answer() }

func Structs(first Inner, second *Base) http.Handler { return answer() }

// Literal is a type that is an app itself.
type Literal struct {
	S     string
	N     int
	In    Inner
	Words []string
}

func (*Literal) ServeHTTP(http.ResponseWriter, *http.Request) {}

type Object struct {
	S     string
	N     int
	In    Inner
	Color Color
}

func NewObject(on bool) Object { return Object{} }

func (o *Object) AddNet(p netip.Prefix) error            { return nil }
func (o *Object) SetD(d time.Duration)                   {}
func (o *Object) Words(words ...string)                  {}
func (o *Object) Routes() (http.Handler, error)          { return answer(), nil }
func (o *Object) Wrap(http.Handler) http.Handler         { return answer() }
func (*Object) Serve(http.ResponseWriter, *http.Request) {}

func OpenObject(s string) (*Object, func() error, error) {
	return &Object{}, func() error { return nil }, nil
}

// Filters.

func Middleware(next http.Handler) http.Handler { return pass(next) }

func Scalar(next http.Handler, s string, n int) (http.Handler, error) { return pass(next), nil }

func Fallback(next, app http.Handler) http.Handler { return next }

type option func(*Object)

func WithS(s string) option              { return func(*Object) {} }
func WithWords(words ...string) option   { return func(*Object) {} }
func Color2(color Color) (option, error) { return func(*Object) {}, nil }
func WithOn() option                     { return func(*Object) {} }
func WithIn(in Inner) option             { return func(*Object) {} }
func Auth(s string, n int) option        { return func(*Object) {} }
func WithStore(store Store) option       { return func(*Object) {} }
func WithApp(app http.Handler) option    { return func(*Object) {} }

func Options(n int, opts ...option) func(http.Handler) http.Handler { return pass }

func ToFunc(s string) func(http.Handler) func(http.ResponseWriter, *http.Request) {
	return func(next http.Handler) func(http.ResponseWriter, *http.Request) { return next.ServeHTTP }
}

func FuncToFunc() (func(http.HandlerFunc) http.HandlerFunc, error) {
	return func(next http.HandlerFunc) http.HandlerFunc { return next }, nil
}
