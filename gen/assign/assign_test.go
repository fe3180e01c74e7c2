package assign

import (
	"fmt"
	"go/constant"
	"go/types"
	"log/slog"
	"net/http"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse/pytext"
)

type options struct {
	Name string
	Ages []int
}

// made is what a function of a package makes of a text.
func made(path, function string, args ...bound.Arg) bound.New {
	return bound.New{Call: &bound.Call{Func: bound.Func{Pkg: types.NewPackage(path, ""), Name: function}, Args: args}}
}

func number(n int64) bound.Const { return bound.Const{Value: constant.MakeInt64(n)} }

// TestTo gives variables values, and shows what is in them then.
func TestTo(t *testing.T) {
	text := bound.Text{Value: "a-" + pytext.HereMark + "-" + pytext.Env("X") + "-b"}
	name := bound.Field{Name: "Name", Value: bound.Text{Value: "joe"}}
	ages := bound.Field{Name: "Ages", Value: bound.Slice{Items: []bound.Arg{number(1), number(2)}}}
	addr := bound.Text{Value: "::1"}
	for _, tt := range []struct {
		arg  bound.Arg
		to   any // points to the variable
		want string
	}{
		{text, new(string), "a-/folder-ENV-b"},
		{text, new([]byte), "[97 45 47 102 111 108 100 101 114 45 69 78 86 45 98]"},
		{text, new(slog.Level), "none"},
		{text, new([]string), "none"},

		{bound.Const{Value: constant.MakeBool(true)}, new(bool), "true"},
		{bound.Const{Value: constant.MakeString("x")}, new(string), "x"},
		{number(-7), new(int8), "-7"},
		{number(7), new(uint16), "7"},
		{bound.Const{Value: constant.MakeFloat64(7)}, new(int), "7"},
		{bound.Const{Value: constant.MakeFloat64(2.5)}, new(float64), "2.5"},
		{number(7), new(struct{}), "none"},
		{bound.Duration{Nanos: int64(time.Minute)}, new(time.Duration), "1m0s"},

		{bound.Textual{Text: "::1"}, new(netip.Addr), "::1"},
		{bound.Textual{Text: "joe"}, new(netip.Addr), "none"},
		{bound.Textual{Text: pytext.HereMark}, new(netip.Addr), "none"},
		{bound.Textual{Text: ""}, new(netip.Addr), "invalid IP"},
		{bound.Textual{Text: "::1"}, new(string), "none"},

		{bound.Struct{Fields: []bound.Field{name, ages}}, new(options), "{joe [1 2]}"},
		{bound.Struct{Fields: []bound.Field{name}, Ptr: true}, new(*options), "&{joe []}"},
		{bound.Struct{Fields: []bound.Field{{Name: "None", Value: number(1)}}}, new(options), "none"},
		{bound.Struct{Fields: []bound.Field{{Name: "Name", Value: bound.Ctx{}}}}, new(options), "none"},
		{ages.Value, new([]int), "[1 2]"},
		{bound.Slice{Items: []bound.Arg{bound.Ctx{}}}, new([]int), "none"},
		{ages.Value, new([2]int), "none"},
		{bound.Map{Entries: []bound.Entry{{Key: bound.Text{Value: "a"}, Value: number(1)}, {Key: bound.Text{Value: "b"}, Value: number(2)}}}, new(map[string]int), "map[a:1 b:2]"},
		{bound.Map{Entries: []bound.Entry{{Key: bound.Ctx{}, Value: number(1)}}}, new(map[string]int), "none"},
		{bound.Map{Entries: []bound.Entry{{Key: bound.Text{}, Value: bound.Ctx{}}}}, new(map[string]int), "none"},

		{made("net/netip", "MustParseAddr", addr), new(netip.Addr), "::1"},
		{made("net/netip", "MustParsePrefix", bound.Text{Value: "::1/128"}), new(netip.Prefix), "::1/128"},
		{made("net/netip", "MustParseAddrPort", bound.Text{Value: "[::1]:80"}), new(netip.AddrPort), "[::1]:80"},
		{made("regexp", "MustCompile", bound.Text{Value: "a+"}), new(fmt.Stringer), "a+"},
		{made("net/netip", "MustParseAddr", addr), new(string), "none"},
		{made("net/netip", "AddrFrom4", addr), new(netip.Addr), "none"},
		{made("example.com/netip", "MustParseAddr", addr), new(netip.Addr), "none"},
		{made("net/netip", "MustParseAddr", addr, addr), new(netip.Addr), "none"},
		{made("net/netip", "MustParseAddr", number(1)), new(netip.Addr), "none"},
		{bound.New{Call: &bound.Call{Func: bound.Func{Name: "MustParseAddr"}, Args: []bound.Arg{addr}}}, new(netip.Addr), "none"},

		{bound.Zero{}, new(int), "0"},
		{bound.App{}, new(string), "none"},
		{bound.Object{}, new(string), "none"},
		{bound.Shared{}, new(any), "{}"},
		{bound.Shared{}, new(*options), "&{ []}"},
		{bound.Shared{}, new(fmt.Stringer), "none"},
		{bound.Next{}, new(any), "none"},
		{bound.Ctx{}, new(any), "none"},
		{bound.Late{}, new(any), "none"},
		{bound.Loader{}, new(any), "none"},
	} {
		v := reflect.ValueOf(tt.to).Elem()
		got := "none"
		if Unknown("ENV").To(v, tt.arg) {
			got = fmt.Sprint(v.Interface())
		}
		if got != tt.want {
			t.Errorf("%T %+v: %s, want %s", tt.arg, tt.arg, got, tt.want)
		}
	}
}

// TestPointer: what points to something points to a variable with its value.
func TestPointer(t *testing.T) {
	var to *int
	if v := reflect.ValueOf(&to).Elem(); !Unknown("").To(v, bound.Pointer{Value: number(3)}) || *to != 3 {
		t.Errorf("it points to %v", to)
	}
	if Unknown("").To(reflect.ValueOf(&to).Elem(), bound.Pointer{Value: bound.Ctx{}}) {
		t.Error("it points to what is not known")
	}
}

// TestStandIns: there is something for an app, a filter and a function.
func TestStandIns(t *testing.T) {
	var app http.Handler
	var filter func(http.Handler) http.Handler
	var function func(string)
	for to, a := range map[any]bound.Arg{&app: bound.App{}, &filter: bound.Filter{}, &function: bound.Object{}} {
		if v := reflect.ValueOf(to).Elem(); !Unknown("").To(v, a) || v.IsNil() {
			t.Errorf("%T: there is nothing", a)
		}
	}
	function("x")
}
