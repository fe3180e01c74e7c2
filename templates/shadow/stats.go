package shadow

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/pastegen/pastegen/templates/sources"
)

// counts are those of a section.
type counts struct {
	mu              sync.Mutex
	same, different int
	skipped         map[string]int // by why
}

func (c *counts) compared(different bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if different {
		c.different++
	} else {
		c.same++
	}
}

func (c *counts) skip(why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.skipped == nil {
		c.skipped = map[string]int{}
	}
	c.skipped[why]++
}

// tally has the counts of all sections.
type tally struct {
	measured sources.Once

	mu       sync.Mutex
	sections map[string]*counts
	order    []string // of sections
}

// of returns the counts of a section, which all that is made of it share.
func (t *tally) of(section string) *counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.sections[section]
	if c == nil {
		c = &counts{}
		t.sections[section] = c
		t.order = append(t.order, section)
	}
	return c
}

// Stats are the counts of a section.
type Stats struct {
	Section         string
	Same, Different int
	Skipped         map[string]int // by why, as the label of the metric has it
}

func (t *tally) stats() (all []Stats) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, section := range t.order {
		c := t.sections[section]
		c.mu.Lock()
		all = append(all, Stats{section, c.same, c.different, maps.Clone(c.skipped)})
		c.mu.Unlock()
	}
	return all
}

// measure has the counts shown where requests are measured.
func (t *tally) measure(ctx context.Context) { t.measured.Add(ctx, t.tell) }

// tell tells the counts.
func (t *tally) tell(family func(name, kind, help string), sample func(name string, value float64, labels ...string)) {
	all := t.stats()
	family("shadow_compared_total", "counter", "Requests that Go and Python have answered, by what came of it.")
	for _, c := range all {
		sample("shadow_compared_total", float64(c.Same), "section", c.Section, "result", "same")
		sample("shadow_compared_total", float64(c.Different), "section", c.Section, "result", "different")
	}
	family("shadow_skipped_total", "counter", "Requests that were not compared, by why.")
	for _, c := range all {
		for _, why := range slices.Sorted(maps.Keys(c.Skipped)) {
			sample("shadow_skipped_total", float64(c.Skipped[why]), "section", c.Section, "why", why)
		}
	}
}
