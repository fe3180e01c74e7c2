package parse

import (
	"maps"
	"slices"
)

// conf is a configuration as Python's dict keeps it: in the order in which
// keys were first set. Objects share a *conf where Paste lets them share a
// dict. The zero conf is empty.
type conf struct {
	items  []Setting
	index  map[string]int // nil for a small conf
	shared bool           // items and index belong to another conf as well
	// owner is the file whose defaults are all in it, or nil. A global
	// configuration that goes to another section of that file needs no merging.
	owner *configLoader
}

// smallConf is the size up to which a search beats an index.
const smallConf = 16

// newConf returns an empty conf with room for n settings.
func newConf(n int) *conf { return &conf{items: make([]Setting, 0, n)} }

func (c *conf) find(key string) int {
	if c.index != nil {
		if i, ok := c.index[key]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(c.items, func(s Setting) bool { return s.Key == key })
}

func (c *conf) has(key string) bool { return c.find(key) >= 0 }

func (c *conf) get(key string) (Setting, bool) {
	if i := c.find(key); i >= 0 {
		return c.items[i], true
	}
	return Setting{}, false
}

// set adds a setting, or replaces the one with its key in its place.
func (c *conf) set(s Setting) {
	c.own()
	if i := c.find(s.Key); i >= 0 {
		c.items[i] = s
		return
	}
	c.items = append(c.items, s)
	switch {
	case c.index != nil:
		c.index[s.Key] = len(c.items) - 1
	case len(c.items) > smallConf:
		c.reindex()
	}
}

// pop removes a setting and returns it.
func (c *conf) pop(key string) (Setting, bool) {
	i := c.find(key)
	if i < 0 {
		return Setting{}, false
	}
	c.own()
	s := c.items[i]
	c.items = slices.Delete(c.items, i, i+1)
	if c.index != nil {
		c.reindex()
	}
	return s, true
}

func (c *conf) reindex() {
	c.index = make(map[string]int, len(c.items))
	for i, s := range c.items {
		c.index[s.Key] = i
	}
}

// update sets all settings of another conf.
func (c *conf) update(from *conf) {
	if c == from {
		return
	}
	for _, s := range from.items {
		c.set(s)
	}
}

// clone returns a copy, which costs nothing until one of the two changes.
func (c *conf) clone() *conf {
	c.shared = true
	copied := *c
	return &copied
}

// own makes sure that a change is seen in no other conf.
func (c *conf) own() {
	if c.shared {
		c.items = slices.Clone(c.items)
		c.index = maps.Clone(c.index)
		c.shared = false
	}
}
