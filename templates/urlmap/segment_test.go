package urlmap

import (
	"strings"
	"testing"
)

func TestSegment(t *testing.T) {
	for path, want := range map[string]string{
		"": "", "/": "/", "/v1": "/v1", "/v1/": "/v1", "/v1/x/y": "/v1", "/é/x": "/é",
	} {
		if got := Segment(path); got != want {
			t.Errorf("segment(%q) = %q, want %q", path, got, want)
		}
	}
}

// FuzzSegment checks that the segments of a path, one after the other, are the
// path.
func FuzzSegment(f *testing.F) {
	f.Add("/a/b/")
	f.Fuzz(func(t *testing.T, path string) {
		if path != "" && path[0] != '/' || strings.Contains(path, "//") {
			return
		}
		for rest := path; rest != ""; {
			first := Segment(rest)
			if first == "" || first[0] != '/' || strings.Contains(first[1:], "/") || !strings.HasPrefix(rest, first) {
				t.Fatalf("segment(%q) = %q", rest, first)
			}
			rest = rest[len(first):]
			if rest != "" && rest[0] != '/' {
				t.Fatalf("segment(%q) leaves %q", path, rest)
			}
		}
	})
}
