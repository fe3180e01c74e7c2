package conf

import (
	"fmt"
	"strings"
	"testing"
)

// written has the keys of a Dict with their values, in its order.
func written(c *Dict) string {
	var out []string
	for _, s := range c.Items {
		out = append(out, s.Key+"="+string(s.Value))
	}
	return strings.Join(out, " ")
}

// filled returns a Dict with so many settings: key0 = 0, key1 = 1, ...
func filled(n int) *Dict {
	c := New(n)
	for i := range n {
		c.Set(Setting{Key: fmt.Sprint("key", i), Value: "0"})
	}
	return c
}

// TestDict changes dicts of few keys, and of many, for which there is an index.
func TestDict(t *testing.T) {
	for _, n := range []int{3, small, small + 1, 2 * small} {
		c := filled(n)
		last := fmt.Sprint("key", n-1)
		if s, ok := c.Get("key1"); !ok || s.Key != "key1" || !c.Has("key0") || !c.Has(last) || c.Has("none") {
			t.Errorf("%d keys: key1 is %q, %v", n, s.Key, ok)
		}
		if s, ok := c.Get("none"); ok || s.Key != "" {
			t.Errorf("%d keys: it has %q", n, s.Key)
		}
		c.Set(Setting{Key: "key1", Value: "1"})
		if s, ok := c.Pop("key0"); !ok || s.Key != "key0" {
			t.Errorf("%d keys: popped %q, %v", n, s.Key, ok)
		}
		if s, ok := c.Pop("key0"); ok || s.Key != "" {
			t.Errorf("%d keys: popped %q again", n, s.Key)
		}
		c.Set(Setting{Key: last, Value: "2"})
		c.Set(Setting{Key: "key0", Value: "3"})
		c.Set(Setting{Key: "more", Value: "4"})
		c.Set(Setting{Key: "key0", Value: "5"})
		var want []string
		for i := 1; i < n; i++ {
			want = append(want, fmt.Sprintf("key%d=0", i))
		}
		want[0], want[n-2] = "key1=1", last+"=2"
		want = append(want, "key0=5", "more=4")
		if got := written(c); got != strings.Join(want, " ") {
			t.Errorf("%d keys: %s", n, got)
		}
	}
}

// TestClone: a change of a dict is not seen in its copies, nor one of a copy in it.
func TestClone(t *testing.T) {
	for _, n := range []int{2, 2 * small} {
		c := filled(n)
		before := written(c)
		a := c.Clone()
		b := a.Clone()
		a.Set(Setting{Key: "key0", Value: "1"})
		b.Pop("key0")
		b.Set(Setting{Key: "more"})
		if got := written(c); got != before || c.Has("more") {
			t.Errorf("%d keys: the copied one is %s", n, got)
		}
		c.Pop("key1")
		if s, _ := a.Get("key0"); s.Value != "1" || !a.Has("key1") || a.Has("more") {
			t.Errorf("%d keys: a copy is %s", n, written(a))
		}
		if !b.Has("key1") || !b.Has("more") || b.Has("key0") {
			t.Errorf("%d keys: the copy of a copy is %s", n, written(b))
		}
		if !a.Extends(c) || !b.Extends(c) || c.Extends(a) || b.Extends(filled(n)) {
			t.Errorf("%d keys: a copy does not extend what it is one of", n)
		}
	}
}

// TestOf: the settings that a dict is made of stay as they are.
func TestOf(t *testing.T) {
	settings := []Setting{{Key: "a", Value: "0"}, {Key: "b", Value: "0"}}
	c := Of(settings)
	c.Set(Setting{Key: "b", Value: "1"})
	other := Of([]Setting{{Key: "c"}, {Key: "a", Value: "2"}})
	c.Update(other)
	c.Update(c)
	if got := written(c); got != "a=2 b=1 c=" {
		t.Errorf("the dict is %s", got)
	}
	if settings[0].Value != "0" || settings[1].Value != "0" {
		t.Errorf("the settings are %v", settings)
	}
}
