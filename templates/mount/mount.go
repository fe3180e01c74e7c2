// Package mount tells where in a site an app is mounted: Paste's SCRIPT_NAME.
package mount

import (
	"net/http"
	"net/url"
	"strings"
)

// Prefix returns the path that URL maps and the prefix filter have cut off the
// request's, without a slash at its end: "" at the root of the site. They leave
// it in r.Pattern.
func Prefix(r *http.Request) string { return PrefixIn(r.Pattern) }

// PrefixIn is Prefix for the Pattern of a request. That of a http.ServeMux
// around them, which has a method, a host, a wildcard or a slash at its end, is
// no prefix. One for a single path cannot be told from a prefix, but nothing is
// mounted below such a path.
func PrefixIn(pattern string) string {
	if pattern == "" || pattern[0] != '/' || pattern[len(pattern)-1] == '/' || strings.Contains(pattern, "{") {
		return ""
	}
	return pattern
}

// URL returns path, which is the app's own and not escaped, as a reference that
// a browser understands: below the app's prefix, escaped, and with the
// request's query. It stays on this site whatever the client has sent:
// "//host/" at its beginning would name another one.
func URL(r *http.Request, path string) string {
	u := url.URL{Path: "/" + strings.TrimLeft(Prefix(r)+path, "/"), RawQuery: r.URL.RawQuery}
	return u.String()
}
