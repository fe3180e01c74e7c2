package urlmap

import (
	"fmt"
	"net/http"
)

// What follows is what a generated program has for
//
//	[composite:pub]
//	use = egg:Paste#urlmap
//	/ = pub0
//	/V1 = pub1
//	/v1/admin = admin
//	/wiki = wiki
//	/filtered = filtered
//
// where wiki is a URL map with a not_found_app, and filtered is a pipeline that
// ends in the same map, built again.

// newPub is [composite:pub]: it dispatches by the longest prefix of the path.
func newPub(pub0, pub1, admin, filtered http.Handler, wiki *Map) *Map {
	var (
		pub0Leaf     = Mounted(Leaf{pub0})
		pub1Leaf     = Mounted(Leaf{pub1})
		adminLeaf    = Mounted(Leaf{admin})
		filteredLeaf = Mounted(Leaf{filtered})
	)
	return &Map{
		Match: func(_ *http.Request, path string) (Mounted, int) {
			switch first := Segment(path); first {
			case "/V1":
				return pub1Leaf, len("/V1")
			case "/v1":
				if Segment(path[len("/v1"):]) == "/admin" {
					return adminLeaf, len("/v1/admin")
				}
			case "/wiki":
				return wiki, len("/wiki")
			case "/filtered":
				return filteredLeaf, len("/filtered")
			}
			return pub0Leaf, 0
		},
		NotFound: Leaf{http.NotFoundHandler()},
	}
}

// newWiki is [composite:wiki].
func newWiki(page, missing http.Handler) *Map {
	pageLeaf := Mounted(Leaf{page})
	return &Map{
		Match: func(_ *http.Request, path string) (Mounted, int) {
			if Segment(path) == "/page" {
				return pageLeaf, len("/page")
			}
			return nil, 0
		},
		NotFound: Leaf{missing},
	}
}

// echo answers with its name, the prefix, the rest, and the rest as it was
// written.
type echo string

func (e echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %q %q %q", string(e), r.Pattern, r.URL.Path, r.URL.EscapedPath())
}

// newSample wires the sample with apps that echo, and filter around the inner map.
func newSample(filter func(http.Handler) http.Handler) *Map {
	wiki := func() *Map { return newWiki(echo("page"), echo("missing")) }
	return newPub(echo("pub0"), echo("pub1"), echo("admin"), filter(wiki()), wiki())
}
