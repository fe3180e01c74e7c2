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
	} {
		AddVariable(got, v[0], v[1])
	}
	want := map[string]string{"HTTP_X": "a, b, c", "HTTP_COOKIE": "a=1; b=2", "HTTP_EMPTY": ", x", "SCRIPT_NAME": "/b"}
	if !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
