// Package urlsegment cuts the first segment off a path, for a switch over mounted prefixes.
package urlsegment

import "strings"

// segment returns the first segment of path with the slash before it: "/v1" for "/v1/x" and for "/v1", "/" for "/", and
// "" for "". The path is empty or starts with a slash and has no repeated slashes.
func segment(path string) string {
	if path == "" {
		return ""
	}
	if i := strings.IndexByte(path[1:], '/'); i >= 0 {
		return path[:1+i]
	}
	return path
}
