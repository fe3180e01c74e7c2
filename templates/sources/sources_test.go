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
