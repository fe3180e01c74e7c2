// Package urlmap dispatches a request to the app mounted at the longest prefix
// of its path, as Paste's urlmap does.
package urlmap

import (
	"net/http"
	"strings"
)

// Mounted is what a URL map can dispatch to: another URL map, or any handler as
// a leaf.
type Mounted interface {
	http.Handler

	// servePath serves r below a URL map. path is the path that the outermost
	// map saw, with repeated slashes made one; its first n bytes are the prefix
	// that the maps above have matched (SCRIPT_NAME), the rest is what is left
	// for this one (PATH_INFO). The request itself is still as it came, so maps
	// that are mounted in maps copy nothing.
	servePath(w http.ResponseWriter, r *http.Request, path string, n int)
}

// Map dispatches by the path, and by the host where Match looks at it. It
// behaves as URLMap.__call__ of Paste 3.5.2 (paste/urlmap.py), but its page for
// paths that nothing matches tells nothing about the map.
type Map struct {
	// Match returns what is mounted at the longest prefix of path, and the
	// length of that prefix, or nil. The path is empty or starts with a slash,
	// and has no repeated slashes. A request whose path is not rooted never
	// comes here.
	Match func(r *http.Request, path string) (next Mounted, n int)

	// NotFound serves what nothing is mounted for. This map changes nothing in
	// its request, not even repeated slashes.
	NotFound Mounted
}

// ServeHTTP serves r as the outermost map, or below a filter. A path that is
// not rooted ("*") is below no prefix.
func (m *Map) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := collapse(r.URL.Path)
	if path == "" || path[0] == '/' {
		if next, n := m.Match(r, path); next != nil {
			next.servePath(w, r, path, n)
			return
		}
	}
	m.NotFound.ServeHTTP(w, r)
}

func (m *Map) servePath(w http.ResponseWriter, r *http.Request, path string, n int) {
	next, more := m.Match(r, path[n:])
	if next == nil {
		next, more = m.NotFound, 0
	}
	next.servePath(w, r, path, n+more)
}

// Leaf mounts a handler that knows nothing of URL maps: it is given a request
// that is shifted to where it is mounted. Make it a Mounted when the map is
// built, Mounted(Leaf{h}): a match that returns the leaf itself would allocate
// one each time.
type Leaf struct{ http.Handler }

func (l Leaf) servePath(w http.ResponseWriter, r *http.Request, path string, n int) {
	if n > 0 || path != r.URL.Path {
		r = shift(r, path, n)
	}
	l.ServeHTTP(w, r)
}

// Mount mounts a handler that knows nothing of URL maps, as a Leaf.
func Mount(h http.Handler) Mounted { return Leaf{h} }

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
