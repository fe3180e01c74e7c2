// Package rewrite changes the paths of requests on their way in.
//
//	[filter:old_addresses]
//	use = egg:pastegen#rewrite
//	rules =
//	    ^/blog/(\d+)$ -> /posts/$1
//	    ^/search/(.+)$ -> /search?q=$1
//	    ^/~(?P<user>\w+)/ -> /users/${user}/
//
// Each line has a regular expression of Go's package regexp and, behind an
// arrow, what stands in the place of the part that it matches: $1 or ${1} is
// the first group, $$ a dollar sign. The first rule that matches is the only
// one that is used; a path that none matches stays as it is. What follows a
// question mark becomes the beginning of the query, before that of the request.
//
// Rules see the path as an app does: without what URL maps around the filter
// have cut off, and unescaped, so that %2F in a path which is rewritten is a
// slash from then on. The client sees nothing of it; to send it to the new
// address, use redirect.
//
//paste:group dispatch
package rewrite

import (
	"net/http"
	"net/url"
)

// Options are the keys of the section.
type Options struct {
	// Rules are the rules, one a line: PATTERN -> REPLACEMENT.
	Rules Rules `paste:"rules,required"`
}

// New returns a filter that rewrites paths by regular expressions.
//
//paste:filter_factory rewrite
func New(o Options) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			path, query, ok := o.Rules.apply(r.URL.Path, r.URL.RawQuery)
			if ok {
				c := *r
				c.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: path, RawQuery: query}
				r = &c
			}
			next.ServeHTTP(w, r)
		})
	}
}
