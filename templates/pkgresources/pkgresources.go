// Package pkgresources serves files that come with a package.
//
// # Differences
//
// Answers have an ETag, conditional and range requests are understood, and
// methods other than GET and HEAD get status 405, all as with static. What is
// missing is told by nothing but a 404.
//
//paste:group files
package pkgresources

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/static"
)

// Options are the keys of the section.
type Options struct {
	// Egg is the package: a name of [pastegen:eggs], whose folder's files are
	// put into the program; call:PACKAGE:NAME for a variable of type embed.FS;
	// or a directory.
	Egg fs.FS `paste:"egg,required,egg=resource_name"`

	// ResourceName is the folder in it that is served; all of it without it.
	ResourceName string `paste:"resource_name"`
}

// New returns an app that serves the files of a package.
//
//paste:app_factory pkg_resources
//paste:stands_for egg:Paste#pkg_resources paste.urlparser:make_pkg_resources
func New(o Options) (http.Handler, error) {
	files := o.Egg
	if name := strings.Trim(o.ResourceName, "/"); name != "" {
		var err error
		if files, err = fs.Sub(files, name); err != nil {
			return nil, fmt.Errorf("resource_name: %w", err)
		}
	}
	return static.Files(files, static.Options{}), nil
}
