package sources

import (
	"context"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

type counting struct{ added int }

func (c *counting) AddSource(Source) { c.added++ }

func TestOnce(t *testing.T) {
	var once Once
	var first, second counting
	once.Add(context.Background(), nil) // nobody measures
	for range 2 {
		for _, r := range []*counting{&first, &second} {
			once.Add(values.With(context.Background(), "pastegen.metrics", r), nil)
		}
	}
	if first.added != 1 || second.added != 1 {
		t.Errorf("added %d and %d times", first.added, second.added)
	}
}

func TestTell(t *testing.T) {
	Tell(context.Background(), nil) // nobody wants to know
	var list List
	told := 0
	for range 2 {
		Tell(values.With(context.Background(), Key, &list), func(func(_, _, _ string), func(string, float64, ...string)) { told++ })
	}
	for _, s := range list.All() {
		s(nil, nil)
	}
	if told != 2 {
		t.Errorf("told %d times", told)
	}
}
