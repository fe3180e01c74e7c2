package urlmap

import "strings"

// Segment returns the first segment of path with the slash before it: "/v1" for
// "/v1/x" and for "/v1", "/" for "/", and "" for "". The path is empty or
// starts with a slash and has no repeated slashes.
func Segment(path string) string {
	if path == "" {
		return ""
	}
	if i := strings.IndexByte(path[1:], '/'); i >= 0 {
		return path[:1+i]
	}
	return path
}
