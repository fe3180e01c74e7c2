// Package urlmap dispatches a request to the app mounted at the longest prefix of its path, as Paste's urlmap does.
package urlmap

import (
	"net/http"
	"strings"
)

// mounted is what a URL map can dispatch to: another URL map, or any handler as a leaf.
type mounted interface {
	http.Handler

	// servePath serves r below a URL map. path is the path that the outermost map saw, with repeated slashes made one;
	// its first n bytes are the prefix that the maps above have matched (SCRIPT_NAME), the rest is what is left for this
	// one (PATH_INFO). The request itself is still as it came, so maps that are mounted in maps copy nothing.
	servePath(w http.ResponseWriter, r *http.Request, path string, n int)
}

// urlMap dispatches by the path, and by the host where match looks at it. It behaves as URLMap.__call__ of Paste 3.5.2
// (paste/urlmap.py), but its page for paths that nothing matches tells nothing about the map.
type urlMap struct {
	// match returns what is mounted at the longest prefix of path, and the length of that prefix, or nil. The path is
	// empty or starts with a slash, and has no repeated slashes. A request whose path is not rooted never comes here.
	match func(r *http.Request, path string) (next mounted, n int)

	// notFound serves what nothing is mounted for. This map changes nothing in its request, not even repeated slashes.
	notFound mounted
}

// ServeHTTP serves r as the outermost map, or below a filter. A path that is not rooted ("*") is below no prefix.
func (m *urlMap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := collapse(r.URL.Path)
	if path == "" || path[0] == '/' {
		if next, n := m.match(r, path); next != nil {
			next.servePath(w, r, path, n)
			return
		}
	}
	m.notFound.ServeHTTP(w, r)
}

func (m *urlMap) servePath(w http.ResponseWriter, r *http.Request, path string, n int) {
	next, more := m.match(r, path[n:])
	if next == nil {
		next, more = m.notFound, 0
	}
	next.servePath(w, r, path, n+more)
}

// leaf mounts a handler that knows nothing of URL maps: it is given a request that is shifted to where it is mounted. Make
// it a mounted when the map is built, mounted(leaf{h}): a match that returns the leaf itself would allocate one each time.
type leaf struct{ http.Handler }

func (l leaf) servePath(w http.ResponseWriter, r *http.Request, path string, n int) {
	if n > 0 || path != r.URL.Path {
		r = shift(r, path, n)
	}
	l.ServeHTTP(w, r)
}

// collapse makes each run of slashes in path one slash.
func collapse(path string) string {
	i := strings.Index(path, "//")
	if i < 0 {
		return path
	}
	single := make([]byte, i+1, len(path))
	copy(single, path)
	for i++; i < len(path); i++ {
		if path[i] != '/' || path[i-1] != '/' {
			single = append(single, path[i])
		}
	}
	return string(single)
}
