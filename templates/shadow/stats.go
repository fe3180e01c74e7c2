package shadow

import (
	"context"
	"maps"
	"slices"
	"sync"
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

// countsOf returns the counts of a section, which all that is made of it share.
func (s *Shadow) countsOf(section string) *counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts[section]
	if c == nil {
		c = &counts{}
		s.counts[section] = c
		s.order = append(s.order, section)
	}
	return c
}

// Stats are the counts of a section.
type Stats struct {
	Section         string
	Same, Different int
	Skipped         map[string]int // by why, as the label of the metric has it
}

// Stats returns the counts of all sections, in the order in which they were
// made.
func (s *Shadow) Stats() (all []Stats) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, section := range s.order {
		c := s.counts[section]
		c.mu.Lock()
		all = append(all, Stats{section, c.same, c.different, maps.Clone(c.skipped)})
		c.mu.Unlock()
	}
	return all
}

// measure has the counts shown where requests are measured.
func (s *Shadow) measure(ctx context.Context) {
	s.measured.Add(ctx, s.tellCounts)
}

// tellCounts tells the counts.
func (s *Shadow) tellCounts(family func(name, kind, help string), sample func(name string, value float64, labels ...string)) {
	all := s.Stats()
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
