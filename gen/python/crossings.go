package python

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Crossings are the islands below the roots of a program, which are apps: a
// request calls Python once for each that it meets.
type Crossings struct {
	islands *islands
	pieces  map[parse.Node]*piece
	at      *piece // what is being made
	count   int    // of the islands that are needed

	// A file may have thousands of factories, so that only what depends on one is
	// made anew when that is taken for Go.
	depend map[string][]*piece // by the factory
	ported string              // the one that is taken for Go; empty for none
	trial  []parse.Node        // that have pieces only because of that
}

// piece is what stands for a node.
type piece struct {
	node  parse.Node
	make  func(parse.Node) parse.Node
	users int // pieces that need it, if they are needed, and roots
	made
	on map[string]bool // factories that it depends on
}

// made is what a piece turns out to be.
type made struct {
	island bool
	needs  []*piece
}

// FindCrossings finds them.
func FindCrossings(rules *Rules, in *bound.Program, roots []parse.Node) *Crossings {
	c := &Crossings{islands: newIslands(rules, in, ""), pieces: map[parse.Node]*piece{}, depend: map[string][]*piece{}}
	c.islands.crossings = c
	top := &piece{}
	c.at = top
	for _, n := range roots {
		c.islands.app(n)
	}
	c.need(top)
	return c
}

// Count is how many there are.
func (c *Crossings) Count() int { return c.count }

// Saved is how many there are less, or with a minus sign more, when the factory
// of that name is Go.
func (c *Crossings) Saved(factory string) int {
	before, changed := c.count, c.depend[factory]
	var old, ported []made
	c.ported = factory
	c.islands.ids, c.islands.loaders = map[string]bool{}, map[string]bool{}
	for _, p := range changed {
		old, ported = append(old, p.made), append(ported, c.again(p))
	}
	c.replace(changed, ported)
	after := c.count
	c.replace(changed, old)
	c.ported = ""
	for _, n := range c.trial {
		delete(c.pieces, n)
		delete(c.islands.standIns, n)
	}
	c.trial = nil
	return before - after
}

// again makes a piece anew, and returns what it would be.
func (c *Crossings) again(p *piece) made {
	c.at = &piece{}
	p.make(p.node)
	return c.at.made
}

// replace has pieces be something else: what is above another one comes first,
// since it asks before it makes that. What they need then is counted before what
// they needed is dropped, since much of it is the same.
func (c *Crossings) replace(pieces []*piece, with []made) {
	var dropped []*piece
	for i, p := range pieces {
		dropped = append(dropped, p.needs...)
		c.add(p, -1)
		p.made = with[i]
		c.add(p, 1)
		c.needAll(p.needs)
	}
	for _, p := range dropped {
		c.drop(p)
	}
}

func (c *Crossings) need(p *piece) {
	if p.users++; p.users == 1 {
		c.add(p, 1)
		c.needAll(p.needs)
	}
}

func (c *Crossings) needAll(pieces []*piece) {
	for _, p := range pieces {
		c.need(p)
	}
}

func (c *Crossings) drop(p *piece) {
	if p.users--; p.users == 0 {
		c.add(p, -1)
		for _, below := range p.needs {
			c.drop(below)
		}
	}
}

// add counts a piece n times, if it is an island.
func (c *Crossings) add(p *piece, n int) {
	if p.island {
		c.count += n
	}
}

// What follows is told by islands in the making. A nil *Crossings listens to none
// of it.

// make makes what stands for a node, which is a piece.
func (c *Crossings) make(n parse.Node, make func(parse.Node) parse.Node) parse.Node {
	if c == nil {
		return make(n)
	}
	p := &piece{node: n, make: make, on: map[string]bool{}}
	c.pieces[n] = p
	if c.ported != "" {
		c.trial = append(c.trial, n)
	}
	above := c.at
	c.at = p
	defer func() { c.at = above }()
	return make(n)
}

// needs says that what is being made needs what stands for a node.
func (c *Crossings) needs(n parse.Node) {
	if c != nil {
		c.at.needs = append(c.at.needs, c.pieces[n])
	}
}

// isIsland says that what is being made is an island.
func (c *Crossings) isIsland() {
	if c != nil {
		c.at.island = true
	}
}

// isGo reports whether a node of Python is taken for Go, on which depends what is
// being made.
func (c *Crossings) isGo(n parse.Node) bool {
	if c == nil {
		return false
	}
	name := parse.FactoryOf(n).String()
	if p := c.at; c.ported == "" && !p.on[name] {
		p.on[name] = true
		c.depend[name] = append(c.depend[name], p)
	}
	return c.ported == name
}
