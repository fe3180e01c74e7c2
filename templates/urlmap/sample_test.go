package urlmap

import (
	"fmt"
	"net/http"
	"strings"
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
// where wiki is a URL map with a not_found_app, and filtered is a pipeline that ends in the same map, built again.

// newPub is [composite:pub]: it dispatches by the longest prefix of the path.
func newPub(pub0, pub1, admin, filtered http.Handler, wiki *urlMap) *urlMap {
	var (
		pub0Leaf     = mounted(leaf{pub0})
		pub1Leaf     = mounted(leaf{pub1})
		adminLeaf    = mounted(leaf{admin})
		filteredLeaf = mounted(leaf{filtered})
	)
	return &urlMap{
		match: func(_ *http.Request, path string) (mounted, int) {
			switch first := segment(path); first {
			case "/V1":
				return pub1Leaf, len("/V1")
			case "/v1":
				if segment(path[len("/v1"):]) == "/admin" {
					return adminLeaf, len("/v1/admin")
				}
			case "/wiki":
				return wiki, len("/wiki")
			case "/filtered":
				return filteredLeaf, len("/filtered")
			}
			return pub0Leaf, 0
		},
		notFound: leaf{http.NotFoundHandler()},
	}
}

// newWiki is [composite:wiki].
func newWiki(page, missing http.Handler) *urlMap {
	pageLeaf := mounted(leaf{page})
	return &urlMap{
		match: func(_ *http.Request, path string) (mounted, int) {
			if segment(path) == "/page" {
				return pageLeaf, len("/page")
			}
			return nil, 0
		},
		notFound: leaf{missing},
	}
}

// segment is what piece urlsegment has under this name.
func segment(path string) string {
	if path == "" {
		return ""
	}
	if i := strings.IndexByte(path[1:], '/'); i >= 0 {
		return path[:1+i]
	}
	return path
}

// echo answers with its name, the prefix, the rest, and the rest as it was written.
type echo string

func (e echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %q %q %q", string(e), r.Pattern, r.URL.Path, r.URL.EscapedPath())
}

// newSample wires the sample with apps that echo, and filter around the inner map.
func newSample(filter func(http.Handler) http.Handler) *urlMap {
	wiki := func() *urlMap { return newWiki(echo("page"), echo("missing")) }
	return newPub(echo("pub0"), echo("pub1"), echo("admin"), filter(wiki()), wiki())
}
