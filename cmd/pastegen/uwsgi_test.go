package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/uwsgi"
)

// TestOptionsOfOneValue holds what parse knows of the options of uWSGI to the part
// that has them: those with an effect have one value, or are lists.
func TestOptionsOfOneValue(t *testing.T) {
	lists := []string{"static-map", "env", "req-logger", "logger-req"} // types of their own
	for _, d := range serversOf(t) {
		if !slices.Contains(d.Names, "egg:pastegen#uwsgi") {
			continue
		}
		for _, k := range d.Keys {
			list := strings.HasPrefix(k.Type, "[]") || slices.Contains(lists, k.Name)
			if !k.Ignored && uwsgi.HasOneValue(k.Name) == list {
				t.Errorf("%s (%s): HasOneValue is %v", k.Name, k.Type, !list)
			}
		}
		return
	}
	t.Error("there is no server of that name")
}
