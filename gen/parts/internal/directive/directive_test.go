package directive

import (
	"slices"
	"testing"
)

func TestIn(t *testing.T) {
	for _, c := range []struct {
		source string
		want   []string
	}{
		{"", nil},
		{"package a\n", nil},
		{"package a\n\n//paste:group files\n//paste:app_factory  a \n//paste:\n// paste:x\nfunc A() {}\n", []string{"group files", "app_factory  a"}},
		{"package a\n\nconst text = \"//paste:app_factory no\" //paste:app_factory no\n//paste:app_factory last", []string{"app_factory last"}},
		{"package a\n\r\n//paste:app_factory a\r\n", []string{"app_factory a"}},
	} {
		if got := In(c.source); !slices.Equal(got, c.want) {
			t.Errorf("%q has the directives %q", c.source, got)
		}
	}
}
