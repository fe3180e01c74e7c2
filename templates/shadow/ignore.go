package shadow

import (
	"net/http"
	"strings"
)

// ignored are the names of what may differ, as they are and as
// http.CanonicalHeaderKey writes them.
type ignored map[string]bool

func ignoring(names []string) ignored {
	all := ignored{}
	for _, name := range names {
		all[name], all[http.CanonicalHeaderKey(name)] = true, true
	}
	return all
}

// key reports whether a key of environ may differ: as it is, or as a header.
func (i ignored) key(key string) bool {
	header, isHeader := strings.CutPrefix(key, "HTTP_")
	return i[key] || isHeader && i[http.CanonicalHeaderKey(strings.ReplaceAll(header, "_", "-"))]
}
