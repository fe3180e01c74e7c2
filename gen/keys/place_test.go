package keys

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/value"
)

// held is a package whose functions have parameters of many kinds.
const held = `package held

import "time"

type Inner struct {
	Size   int
	MaxAge time.Duration
	hidden int
	Twice  string
}

type Outer struct {
	Inner
	Name  string ` + "`paste:\"called,required\"`" + `
	Twice int
	Below Inner ` + "`paste:\",global\"`" + `
	Plain Inner
	Left  string ` + "`paste:\"-\"`" + `
}

func F(outer Outer, _ int, timeout time.Duration, wait_ms time.Duration, _ time.Duration, list []string, more ...string) {}
`

// load returns the signature of F, and places for its parameters.
func load(t *testing.T) (*types.Signature, Places) {
	t.Helper()
	catalog := parts.NewCatalog("example.com", fstest.MapFS{"held/held.go": {Data: []byte(held)}}, []parts.Package{{Name: "held", Files: []string{"held/held.go"}}})
	pkgs := gopkg.NewLoader(gopkg.NewLister(".", nil), ".", ".", "app.ini", nil, catalog)
	pkgs.Load(t.Context(), nil, nil)
	pkg, err := pkgs.Import("example.com/held")
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Scope().Lookup("F").Type().(*types.Signature), Places{value.NewTable(pkgs, catalog, nil)}
}

// written has a parameter's key, of its other names those without a unit, what those
// of its fields begin with, and what else is said of it.
func written(p Param) string {
	also := slices.DeleteFunc(slices.Clone(p.Also), func(name string) bool { return strings.Contains(name, "_") && !strings.HasSuffix(name, "_ms") })
	return fmt.Sprintf("%s %q %q optional %v variadic %v global %q %s", p.Key, also, p.Prefixes, p.Optional, p.Variadic, p.Tag.Global, p.Typ)
}

func TestParam(t *testing.T) {
	sig, places := load(t)
	for i, want := range []string{
		`outer [] ["" "outer"] optional false variadic false global "" example.com/held.Outer`,
		` [] ["" "_"] optional false variadic false global "" int`,
		`timeout ["timeout_ms"] ["" "timeout"] optional false variadic false global "" time.Duration`,
		`wait_ms [] ["" "wait_ms"] optional false variadic false global "" time.Duration`,
		` [] ["" "_"] optional false variadic false global "" time.Duration`,
		`list [] ["" "list"] optional false variadic false global "" []string`,
		`more [] ["" "more"] optional true variadic true global "" string`,
	} {
		if got := written(places.Param(sig, i)); got != want {
			t.Errorf("%d:\n got: %s\nwant: %s", i, got, want)
		}
	}
}

// TestFields: those of an embedded struct are as if they were the outer's, but for
// those that the outer has itself.
func TestFields(t *testing.T) {
	sig, places := load(t)
	all := places.Fields(places.Param(sig, 0))
	for _, i := range []int{0, 3, 4} {
		all = append(all, places.Fields(all[i])...)
	}
	for i, want := range []string{
		`Inner ["outer.Inner"] ["" "outer"] optional true variadic false global "" example.com/held.Inner`,
		`called ["outer.called"] ["called" "outer.called"] optional false variadic false global "" string`,
		`Twice ["outer.Twice"] ["Twice" "outer.Twice"] optional true variadic false global "" int`,
		`Below ["outer.Below"] ["Below" "outer.Below"] optional true variadic false global "=" example.com/held.Inner`,
		`Plain ["outer.Plain"] ["Plain" "outer.Plain"] optional true variadic false global "" example.com/held.Inner`,
		`Size ["outer.Size"] ["Size" "outer.Size"] optional true variadic false global "" int`,
		`MaxAge ["outer.MaxAge" "maxage_ms" "outermaxage_ms"] ["MaxAge" "outer.MaxAge"] optional true variadic false global "" time.Duration`,
		`Below.Size ["outer.Below.Size"] ["Below.Size" "outer.Below.Size"] optional true variadic false global "=" int`,
		`Below.MaxAge ["outer.Below.MaxAge" "belowmaxage_ms" "outerbelowmaxage_ms"] ["Below.MaxAge" "outer.Below.MaxAge"] optional true variadic false global "=" time.Duration`,
		`Below.Twice ["outer.Below.Twice"] ["Below.Twice" "outer.Below.Twice"] optional true variadic false global "=" string`,
		`Plain.Size ["outer.Plain.Size"] ["Plain.Size" "outer.Plain.Size"] optional true variadic false global "" int`,
		`Plain.MaxAge ["outer.Plain.MaxAge" "plainmaxage_ms" "outerplainmaxage_ms"] ["Plain.MaxAge" "outer.Plain.MaxAge"] optional true variadic false global "" time.Duration`,
		`Plain.Twice ["outer.Plain.Twice"] ["Plain.Twice" "outer.Plain.Twice"] optional true variadic false global "" string`,
		"end",
	} {
		got := "end"
		if i < len(all) {
			got = written(all[i])
		}
		if got != want {
			t.Errorf("%d:\n got: %s\nwant: %s", i, got, want)
		}
	}
}

// TestNames: each name is there once, and none is empty.
func TestNames(t *testing.T) {
	p := Param{Key: "maxAge", Also: []string{"outer.max_age", "MAX-AGE", "", "age", "outer.maxAge"}}
	if got, want := p.Names(), []string{"maxage", "outermaxage", "age"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
