package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
)

func settings(pairs ...string) []parse.Setting {
	var list []parse.Setting
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, parse.Setting{Key: pairs[i], Value: parse.Text(pairs[i+1]), Origin: conf.FromDefault})
	}
	return list
}

func set(list []parse.Setting, key, value string) []parse.Setting {
	return append(slices.Clone(list), parse.Setting{Key: key, Value: parse.Text(value), Origin: conf.FromSet})
}

// TestShareGlobals shows which configurations get a function of their own and
// which are written as changes to one.
func TestShareGlobals(t *testing.T) {
	base := settings("here", parse.HereMark, "__file__", parse.HereMark+"/app.ini", "debug", "true")
	other := settings("here", "/etc", "__file__", "/etc/other.ini", "x", "1", "y", "2")
	uses := []*Global{
		{Changed: set(base, "site", "a")},
		{Changed: base},
		{Changed: other},
		{Changed: base},
		{Changed: settings("one", "1")},
	}
	f := &Func{}
	for _, g := range uses {
		f.Steps = append(f.Steps, Make{Global: g})
	}
	confs := shareGlobals([]*Func{f})
	if len(confs) != 3 || !confs[0].Here || confs[1].Here {
		t.Fatalf("%d configurations", len(confs))
	}
	var got []string
	for _, g := range uses {
		got = append(got, fmt.Sprint(slices.Index(confs, g.Base), len(g.Changed)))
	}
	if want := []string{"0 1", "0 0", "1 0", "0 0", "2 0"}; !slices.Equal(got, want) {
		t.Errorf("base and changes are %q, want %q", got, want)
	}
}
