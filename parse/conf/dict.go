package conf

import (
	"cmp"
	"maps"
	"slices"
)

// Dict is a configuration as Python's dict keeps it: in the order in which
// keys were first set. Objects share a *Dict where Paste lets them share a
// dict. The zero Dict is empty.
type Dict struct {
	Items  []Setting      // with different keys; to be added to by Set
	index  map[string]int // nil for a small one
	shared bool           // Items and index belong to another Dict as well
	base   *Dict          // of which it is a copy, or a copy of one; nil for none
}

// small is the size up to which a search beats an index.
const small = 16

// New returns an empty Dict with room for n settings.
func New(n int) *Dict { return &Dict{Items: make([]Setting, 0, n)} }

// Of returns a Dict of settings with different keys, which stay the caller's.
func Of(settings []Setting) *Dict {
	c := &Dict{Items: settings, shared: true}
	c.reindex()
	return c
}

func (c *Dict) find(key string) int {
	if c.index != nil {
		if i, ok := c.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range c.Items { // settings are large
		if c.Items[i].Key == key {
			return i
		}
	}
	return -1
}

// Has reports whether a key is set.
func (c *Dict) Has(key string) bool { return c.find(key) >= 0 }

// Get returns the setting of a key, if there is one.
func (c *Dict) Get(key string) (Setting, bool) {
	if i := c.find(key); i >= 0 {
		return c.Items[i], true
	}
	return Setting{}, false
}

// Set adds a setting, or replaces the one with its key in its place.
func (c *Dict) Set(s Setting) {
	c.own()
	if i := c.find(s.Key); i >= 0 {
		c.Items[i] = s
		return
	}
	c.Items = append(c.Items, s)
	switch {
	case c.index != nil:
		c.index[s.Key] = len(c.Items) - 1
	case len(c.Items) > small:
		c.reindex()
	}
}

// Pop removes a setting and returns it.
func (c *Dict) Pop(key string) (Setting, bool) {
	i := c.find(key)
	if i < 0 {
		return Setting{}, false
	}
	c.own()
	s := c.Items[i]
	c.Items = slices.Delete(c.Items, i, i+1)
	if c.index != nil {
		c.reindex()
	}
	return s, true
}

func (c *Dict) reindex() {
	c.index = make(map[string]int, len(c.Items))
	for i, s := range c.Items {
		c.index[s.Key] = i
	}
}

// Update sets all settings of another Dict.
func (c *Dict) Update(from *Dict) {
	if c == from {
		return
	}
	for _, s := range from.Items {
		c.Set(s)
	}
}

// Clone returns a copy, which costs nothing until one of the two changes.
func (c *Dict) Clone() *Dict {
	c.shared = true
	copied := *c
	copied.base = cmp.Or(c.base, c)
	return &copied
}

// Extends reports whether it is a copy of another Dict, or one of a copy: it has at
// least the keys of that, unless some were removed.
func (c *Dict) Extends(other *Dict) bool { return c.base == other }

// own makes sure that a change is seen in no other Dict.
func (c *Dict) own() {
	if c.shared {
		c.Items = slices.Clone(c.Items)
		c.index = maps.Clone(c.index)
		c.shared = false
	}
}
