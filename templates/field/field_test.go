package field

import (
	"strings"
	"testing"
)

func TestIsToken(t *testing.T) {
	for _, name := range []string{"X", "x-y", "1", "!#$%&'*+-.^_`|~", "aZ09"} {
		if !IsToken(name) {
			t.Errorf("%q is no token", name)
		}
	}
	for _, name := range []string{"", " ", "a b", "a:", "(a)", "a\n", "é", "a\x00", "@", "[", "{"} {
		if IsToken(name) {
			t.Errorf("%q is a token", name)
		}
	}
}

func TestControl(t *testing.T) {
	for text, want := range map[string]int{"": -1, "a b é ~": -1, "\n": 0, "ab\tc\n": 2, "a\x7f": 1, "é\x1f": 2} {
		if got := Control(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestIsHopByHop(t *testing.T) {
	for _, name := range strings.Fields("Connection keep-alive PROXY-AUTHENTICATE Proxy-Authorization TE trailer Trailers Transfer-Encoding upgrade") {
		if !IsHopByHop(name) {
			t.Errorf("%s is for all hops", name)
		}
	}
	for _, name := range strings.Fields("Content-Length Te-X Via Date Proxy-Connection-X") {
		if IsHopByHop(name) {
			t.Errorf("%s is for one hop", name)
		}
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []string
		want   string
	}{
		{"X", nil, ""}, {"X", []string{"a"}, "a"}, {"X", []string{"a", "b", "c"}, "a, b, c"},
		{"Cookie", []string{"a=1", "b=2"}, "a=1; b=2"}, {"Cookie", []string{""}, ""},
	} {
		if got := Join(tt.name, tt.values...); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.name, tt.values, got, tt.want)
		}
	}
}

func TestIsHost(t *testing.T) {
	for host, want := range map[string]bool{
		"": true, "example.com": true, "example.com:80": true, "[::1]:80": true, "a_b.c": true, "%E9": true, "a,b": true, "09": true, "azAZ": true,
		"a{": false, "a[": true, "a`": false, "a^": false, "a|": false, "a\\": false, "a<": false,
		"a b": false, "a/b": false, "a@b": false, "a?b": false, "a#b": false, "a\nb": false, "\"": false, "é": false, "a, a": false,
	} {
		if IsHost(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
}

func TestIsPlainHost(t *testing.T) {
	for text, want := range map[string]bool{
		"example.com": true, "example.com:80": true, "[::1]:80": true, "a_b.c~": true,
		"": false, "%E9": false, "a,b": false, "a b": false, "a/b": false, "a@b": false, "a?b": false, "\"": false, "é": false, "a\nb": false,
	} {
		if IsPlainHost(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestCutQuoted(t *testing.T) {
	for text, want := range map[string][2]string{
		`a b", c="d"`: {"a b", `, c="d"`}, `"`: {"", ""}, `a\"b\\"x`: {`a"b\`, "x"}, `\a"`: {"a", ""}, "\xe9\" ": {"\xe9", " "},
	} {
		if value, rest, ok := CutQuoted(text); !ok || value != want[0] || rest != want[1] {
			t.Errorf("%q is %q before %q, %v", text, value, rest, ok)
		}
	}
	for _, text := range []string{"", "a", `a\"`, `a\`} {
		if value, rest, ok := CutQuoted(text); ok || value+rest != "" {
			t.Errorf("%q, which does not end, is %q before %q, %v", text, value, rest, ok)
		}
	}
}
