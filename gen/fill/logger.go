package fill

import (
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/eggs"
)

// loggers gives factories logs.
type loggers struct{ *filler }

func (f *loggers) isLogger(p keys.Param) bool { return types.Identical(p.Typ, f.u.Logger) }

// fill gives a factory a log that is named as Python names those of modules:
// nova.api.auth. A built-in part has the name of what it stands for.
func (f *loggers) fill(keys.Param) bound.Arg {
	factory := f.j.Factory
	if pkg := f.object.Pkg(); pkg != nil {
		if _, builtIn := f.env.Parts.Holds(pkg.Path()); builtIn {
			return bound.Logger{Name: f.env.Parts.Original(factory.String())}
		}
	}
	if factory.Kind == parse.EggFactory {
		return bound.Logger{Name: eggs.Normal(factory.Dist)}
	}
	return bound.Logger{Name: moduleName(factory.Module)}
}

// moduleName is the name that a module would have in Python: blog.apps of
// "./blog/apps" and of "example.com/blog/apps".
func moduleName(module string) string {
	if !strings.Contains(module, "/") {
		return strings.Trim(module, ".")
	}
	module = path.Clean(module)
	if domain, rest, ok := strings.Cut(module, "/"); ok && strings.Contains(domain, ".") && strings.Trim(domain, ".") != "" {
		module = rest
	}
	module = strings.TrimLeft(module, "./")
	return strings.ReplaceAll(module, "/", ".")
}

// isShared reports whether a log is a resource of the file, which wins: for all
// but what makes that resource.
func (f *loggers) isShared(p keys.Param) bool {
	if !f.isLogger(p) || !f.share.isShared(p) {
		return false
	}
	return !slices.ContainsFunc(f.share.sharedFor(p), func(r *Resource) bool { return parse.Node(r.Node) == f.j.Node })
}
