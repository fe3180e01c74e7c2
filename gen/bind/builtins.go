package bind

import (
	"context"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/parse"
)

// BuiltinNames returns the entry points that need no package of the user's, as
// they stand behind "use =".
func BuiltinNames() []string {
	return append(parts.Builtin("").Eggs(), "egg:Paste#urlmap")
}

// Builtins describes the entry points that need no package of the user's: each
// once, by the first of its names, in their order.
func Builtins(ctx context.Context) ([]*Description, error) {
	b := newDescriber(parse.Blank("app.ini"), Options{})
	b.Pkgs.Load(ctx, nil, nil)
	return b.builtins(ctx)
}

// kindOfPart is the kind of section that a part is for.
func kindOfPart(p gopkg.Part) Kind {
	switch {
	case strings.HasPrefix(p.Kind, "composit"):
		return CompositeKind
	case roleOf(p.Kind) == bound.FilterRole:
		return FilterKind
	case roleOf(p.Kind) == bound.ServerRole:
		return ServerKind
	}
	return AppKind
}

func egg(kind Kind, name, doc string, keys ...KeyDescription) Description {
	return Description{Kind: kind, Name: name, Use: "egg:" + name, Group: "dispatch", Doc: doc, Keys: keys}
}

func urlMap() Description {
	return egg(CompositeKind, "Paste#urlmap",
		"URL map hands each request to the app whose path it begins with, the longest first.\n"+
			"The app sees what follows that path. egg:rutter#urlmap, a fork of Paste's, is the same.",
		KeyDescription{Name: "/PATH", Section: true, Doc: `The app at that path and below; "/" for all that no other key takes.`},
		KeyDescription{Name: "domain NAME /PATH", Section: true, Doc: `The same for one host, with "domain NAME port N /PATH" for one port of it.`},
		KeyDescription{Name: "not_found_app", Section: true, Doc: "Answers where no path matches; without it, 404 Not Found does."},
	)
}

func pipeline(name string) Description {
	return Description{
		Kind: "pipeline",
		Name: name,
		Doc:  "Pipeline puts filters around an app; the first of them meets a request first.",
		Keys: []KeyDescription{
			{Name: "pipeline", Required: true, Doc: "The names of the filters, then that of the app."},
		},
	}
}

// pieceOf describes a node that needs no factory; nil for one that failed.
func pieceOf(n parse.Node) *Description {
	var d Description
	switch n := n.(type) {
	case *parse.Composite:
		d = urlMap()
	case *parse.Pipeline:
		d = pipeline(n.Section.Name)
	default:
		return nil
	}
	return &d
}
