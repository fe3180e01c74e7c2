// Package variants chooses one of several apps or pipelines when the program
// starts.
//
//	[composite:main]
//	use = egg:pastegen#variants
//	variant = %(AUTH_STRATEGY)s
//	noauth = open
//	keystone = guarded
//
//	[pipeline:open]
//	pipeline = sizelimit api
//
//	[pipeline:guarded]
//	pipeline = sizelimit basicauth api
//
//	[pastegen:env]
//	AUTH_STRATEGY = keystone
//
// All keys but variant are names of variants, and name sections. Which one it
// is may stand in the section or in [DEFAULT], or be said to the launcher or to
// pastegen (--set AUTH_STRATEGY=noauth). Written as above it is chosen when the
// program starts: by a flag (./app -set AUTH_STRATEGY=noauth), else by the
// environment, else by the default in [pastegen:env]. A variant that is not
// there stops the start, with the line of the key and the variants that are.
//
// All variants are built, so that what is wrong with one is told even where
// another is used.
//
//paste:group dispatch
package variants

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Variant is the name of the variant that is used.
	Variant string `paste:"variant,global,required"`

	// Variants are the apps, by names of variants.
	Variants map[string]http.Handler `paste:",remain"`
}

// New returns the app of the variant that is chosen.
//
//paste:composite_factory variants
func New(o Options) (http.Handler, error) {
	return o.Variants[o.Variant], o.Validate()
}

// Validate returns an error for a variant that is not there.
func (o Options) Validate() error {
	if _, ok := o.Variants[o.Variant]; ok {
		return nil
	}
	is := fmt.Sprintf("there is no variant %q", o.Variant)
	if len(o.Variants) > 0 {
		is += ", only: " + strings.Join(slices.Sorted(maps.Keys(o.Variants)), ", ")
	}
	return &setting.Error{Key: "variant", Is: is, Hint: "each key but variant is the name of one, and names an app"}
}
