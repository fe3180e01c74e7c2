// Package tell puts into words what is wrong with the factory of a section
// (Factory), and with the section's keys and their values (Keys). It decides
// nothing: who fills a factory asks for what is to be told.
package tell

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// About is what there is to tell of: a Go object that is to make what a section
// asks for.
type About struct {
	Pkgs   *gopkg.Loader
	Values *value.Table    // what texts convert to
	Types  *contract.Types // what signatures are compared with
	Reads  *reading.Table  // how values are read

	Node    parse.Node
	Factory *parse.Factory // by which the section names the object
	Role    bound.Role     // what the section needs
	Object  gopkg.Object
	Keys    *keys.Table // of the section, with what takes them
	// Elsewhere reports whether a key that has no effect here has one elsewhere;
	// nil for none.
	Elsewhere func(key string) bool

	Report func(diag.Diagnostic) // takes what is told
}

// TypeString writes a type as messages do.
func (a *About) TypeString(t types.Type) string { return a.Values.Name(t) }

// DeclaredHere points to the Go declaration of the factory, and says what it is.
func (a *About) DeclaredHere() []diag.Related {
	span := a.Pkgs.Declared(a.Object)
	if !span.IsValid() {
		return nil
	}
	return []diag.Related{{Span: span, Note: "declared here as " + a.describe()}}
}

// describe says what the Go object is: "func(string) error", "type Server struct".
func (a *About) describe() string {
	t := a.Object.Type()
	if _, ok := a.Object.Object.(*types.TypeName); ok {
		if !a.Types.IsHandler(types.NewPointer(t)) {
			return "a type without the method ServeHTTP"
		}
		return "a type over " + a.TypeString(t.Underlying())
	}
	return a.TypeString(t)
}
