package tell

import (
	"go/types"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
)

// TestWrongShape has hints for objects that are no factory: methods of what they make
// that are one, or what one looks like.
func TestWrongShape(t *testing.T) {
	const method = "a method of its value does: write "
	for _, tt := range []struct {
		object string
		role   bound.Role
		hint   string
	}{
		{"MakeMany", bound.AppRole, method + `"MakeMany.First" or "MakeMany.Second"`},
		{"MakeMany", bound.FilterRole, method + `"MakeMany.Filter"`},
		{"MakeMany", bound.ServerRole, method + `"MakeMany.Run"`},
		{"MakeMany", bound.ValueRole, contract.Fits(bound.ValueRole)},
		{"Many", bound.AppRole, method + `"Many.First" or "Many.Second"`},
		{"MakeTwo", bound.AppRole, contract.Fits(bound.AppRole)},
		{"MakeNumber", bound.AppRole, contract.Fits(bound.AppRole)},
		{"MakeNothing", bound.ServerRole, contract.Fits(bound.ServerRole)},
		{"Func", bound.AppRole, contract.Fits(bound.AppRole)},
	} {
		a := about(t, tt.object)
		a.Role = tt.role
		if (&Factory{a.About}).WrongShape() {
			t.Errorf("%s is right", tt.object)
		}
		a.want(t, tt.object, "PG310 90:95 factory held."+tt.object+" has the wrong shape | "+tt.hint+" [used here as "+contract.RoleName(tt.role)+"]")
	}
}

// TestWrongRole: what makes an app or a filter is told so.
func TestWrongRole(t *testing.T) {
	for _, tt := range []struct {
		makes, needed bound.Role
		want          string
	}{
		{bound.FilterRole, bound.AppRole, `makes a filter, not an app | make it a [filter:...], and name that in a pipeline or with "filter-with" [used here as an app]`},
		{bound.AppRole, bound.FilterRole, "makes an app, not a filter | " + contract.Fits(bound.FilterRole) + " [used here as a filter]"},
	} {
		a := about(t, "New")
		a.Role = tt.needed
		if (&Factory{a.About}).WrongRole(tt.makes) {
			t.Error("it is right")
		}
		a.want(t, "a role", "PG311 90:95 held.New "+tt.want)
	}
}

// TestNoFactory: a variable that is a handler makes an app, if nothing else.
func TestNoFactory(t *testing.T) {
	for object, want := range map[string]string{
		"Handlers": "PG311 90:95 held.Handlers makes an app, not a filter | " + contract.Fits(bound.FilterRole) + " [used here as a filter]",
		"Number":   "PG310 90:95 factory held.Number has the wrong shape | " + contract.Fits(bound.FilterRole) + " [used here as a filter]",
	} {
		a := about(t, object)
		a.Role = bound.FilterRole
		(&Factory{a.About}).NoFactory()
		a.want(t, object, want)
	}
}

// TestOther has what else is wrong with factories.
func TestOther(t *testing.T) {
	a := about(t, "New")
	f := &Factory{a.About}
	many := a.Pkgs.Type("example.com/held", "Many").(*types.Named)
	method, _, _ := types.LookupFieldOrMethod(many, true, nil, "First")
	if f.ManyHandlers([]*types.Var{a.param(t, "app").Var, a.param(t, "size").Var}) {
		t.Error("it is right")
	}
	f.Generic(f.Object, "nothing tells T")
	f.Object = gopkg.Object{Object: method, Recv: many.Obj()}
	f.ZeroValue(many.Obj(), "MakeMany")
	a.want(t, "factories", `PG310 90:95 factory held.New takes "app" and "size", so it is not clear which handler it wraps | name sections for all but one of them: size = ... [used here as a filter]
PG310 90:95 factory held.New is generic, and nothing tells T | write a function that calls it with the types you mean
PG310 90:95 factory held.Many.First is a method of a value that only its own package can make | write "MakeMany.First": the keys then fill the parameters of MakeMany [the zero value lacks what held.MakeMany sets]`)
}

// TestDeprecatedFactory: a method of what a deprecated function makes is as old as
// that.
func TestDeprecatedFactory(t *testing.T) {
	a := about(t, "Old")
	f := &Factory{a.About}
	f.Deprecated()
	many := a.Pkgs.Type("example.com/held", "Many").(*types.Named)
	method, _, _ := types.LookupFieldOrMethod(many, true, nil, "First")
	old := f.Object
	f.Object = gopkg.Object{Object: method, Of: &old}
	f.Deprecated()
	f.Object = gopkg.Object{Object: method, Recv: many.Obj()}
	f.Deprecated()
	a.want(t, "old ones", "warning PG317 93:95 held.Old is deprecated: call New\nwarning PG317 93:95 held.Old is deprecated: call New")
}

// TestDescribe says what objects are.
func TestDescribe(t *testing.T) {
	for object, want := range map[string]string{
		"Many":       "a type without the method ServeHTTP",
		"Handled":    "a type over struct{}",
		"MakeNumber": "func() int",
		"Number":     "int",
	} {
		if got := about(t, object).describe(); got != want {
			t.Errorf("%s is %s, want %s", object, got, want)
		}
	}
}
