package gateway

import (
	"maps"
	"testing"
)

func TestAddVariable(t *testing.T) {
	got := map[string]string{}
	for _, v := range [][2]string{
		{"HTTP_X", "a"}, {"HTTP_X", "b"}, {"HTTP_X", "c"}, {"HTTP_COOKIE", "a=1"}, {"HTTP_COOKIE", "b=2"},
		{"HTTP_EMPTY", ""}, {"HTTP_EMPTY", "x"}, {"SCRIPT_NAME", "/a"}, {"SCRIPT_NAME", "/b"},
		{"CONTENT_LENGTH", "1"}, {"CONTENT_LENGTH", "1"}, {"CONTENT_LENGTH", "2"}, {"HTTP_HOST", "h"}, {"HTTP_HOST", "h"},
	} {
		AddVariable(got, v[0], v[1])
	}
	want := map[string]string{"HTTP_X": "a, b, c", "HTTP_COOKIE": "a=1; b=2", "HTTP_EMPTY": ", x", "SCRIPT_NAME": "/b", "CONTENT_LENGTH": "1, 2", "HTTP_HOST": "h"}
	if !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLengths(t *testing.T) {
	for _, tt := range []struct{ first, second, want string }{
		{"1", "1", "1"}, {"0", "", ""}, {"", "0", "0"}, {"5", "", "5"}, {"", "5", "5"}, {"", "", ""}, {"0", "5", "0, 5"}, {"5", "0", "5, 0"}, {"5", "6", "5, 6"},
	} {
		got := map[string]string{}
		AddVariable(got, "CONTENT_LENGTH", tt.first)
		if AddVariable(got, "CONTENT_LENGTH", tt.second); got["CONTENT_LENGTH"] != tt.want {
			t.Errorf("%q and %q are %q, want %q", tt.first, tt.second, got["CONTENT_LENGTH"], tt.want)
		}
	}
}

func TestScriptNameThatIsSaidAgain(t *testing.T) {
	for _, name := range []string{"/app", "/app/"} {
		got := map[string]string{}
		AddVariable(got, "SCRIPT_NAME", name)
		if AddVariable(got, "SCRIPT_NAME", name); got["SCRIPT_NAME"] != "/app/" {
			t.Errorf("%q", got)
		}
	}
}
