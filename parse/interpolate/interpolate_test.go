package interpolate

import (
	"fmt"
	"strings"
	"testing"
)

type option struct{ name, raw string }

func (o option) Raw() string    { return o.raw }
func (o option) IsSecret() bool { return strings.HasSuffix(o.name, "password") }

// TestExpand has what Python 3.11's BasicInterpolation makes of values.
func TestExpand(t *testing.T) {
	options := map[string]string{
		"a": "1", "b": "%(a)s2", "c": "[%(b)s%(b)s]", "self": "%(self)s", "bad": "100%", "empty": "", "percent": "%%",
		"my password": "pw", "derived": "<%(my password)s>",
	}
	for i := range 12 {
		options[fmt.Sprint("deep", i+1)] = fmt.Sprintf("%%(deep%d)s", i)
	}
	options["deep0"] = "x"
	for i := range 9 {
		options[fmt.Sprint("long", i+1)] = strings.Repeat(fmt.Sprintf("%%(long%d)s", i), 10)
	}
	options["long0"] = "0123456789"
	lookup := func(key string) (option, bool) {
		raw, ok := options[key]
		return option{key, raw}, ok
	}
	for raw, want := range map[string]string{
		"":                    "",
		"plain $x {y}":        "plain $x {y}",
		"%(a)s":               "1",
		"x%(a)sy%(b)s":        "x1y12",
		"%(c)s":               "[1212]",
		"%%(a)s":              "%(a)s",
		"%(percent)s%%":       "%%",
		"%(empty)s":           "",
		"%(deep9)s":           "x",
		"%(deep10)s":          "fault 2 at 0:9 deep1 by 9",
		"x%(self)s":           "fault 2 at 0:8 self by 9",
		"%(none)s":            "fault 0 at 0:8 none by 0",
		"%(b)s%(none)s":       "fault 0 at 5:13 none by 0",
		"%":                   "fault 1 at 0:1  by 0",
		"a %b":                "fault 1 at 2:3  by 0",
		"%(a":                 "fault 1 at 0:2  by 0",
		"%()s":                "fault 1 at 0:2  by 0",
		"%(a)d":               "fault 1 at 0:2  by 0",
		"%(bad)s":             "fault 1 at 3:4  by 1",
		"a %(my password)s b": "a pw b secret 2:4",
		"%(derived)s%(a)s":    "<pw>1 secret 1:3",
		"%(long6)s":           "fault 3 at 63:72 long0 by 6",
	} {
		v, f := Expand(option{"key", raw}, lookup)
		got := v.Text
		if f != nil {
			got = fmt.Sprintf("fault %d at %d:%d %s by %d", f.What, f.Start, f.End, f.Name, len(f.Chain))
		}
		for _, s := range v.Secrets {
			got += fmt.Sprintf(" secret %d:%d", s.Start, s.End)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

// TestPieces says where each part of a value comes from.
func TestPieces(t *testing.T) {
	lookup := func(string) (option, bool) { return option{"", "abc%%"}, true }
	v, _ := Expand(option{"", "x%(a)s%%y"}, lookup)
	if want := "[{0 0 0} {1 1 5} {5 6 2} {6 8 0}]"; fmt.Sprint(v.Pieces) != want || v.Text != "xabc%%y" {
		t.Errorf("%v of %q, want %s", v.Pieces, v.Text, want)
	}
}
