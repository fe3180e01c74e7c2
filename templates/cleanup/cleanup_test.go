package cleanup

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	type key struct{}
	ctx := context.WithValue(context.Background(), key{}, "given")
	first, third := errors.New("first failed"), errors.New("third failed")
	var ran []int
	var c List
	for i, f := range []func() error{
		func() error { return first },
		func() error { panic("second panicked") },
		func() error { return third },
		func() error { return nil },
	} {
		c.Add(func(got context.Context) error {
			if got.Value(key{}) != "given" {
				t.Errorf("clean-up %d has another context", i)
			}
			ran = append(ran, i)
			return f()
		})
	}
	err := c.Run(ctx)
	if !slices.Equal(ran, []int{3, 2, 1, 0}) {
		t.Errorf("ran in the order %v", ran)
	}
	if !errors.Is(err, first) || !errors.Is(err, third) {
		t.Errorf("the error lacks one: %v", err)
	}
	if text := err.Error(); !strings.Contains(text, "clean-up panicked: second panicked\n") || !strings.Contains(text, "cleanup_test.go") {
		t.Errorf("the error does not tell of the panic, and where it was: %v", err)
	}
	if err := c.Run(ctx); err != nil || len(ran) != 4 {
		t.Errorf("the second run did something: %v, error %v", ran, err)
	}
}

func TestRunOfNothing(t *testing.T) {
	var c List
	if err := c.Run(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestRunEndsWhenACleanUpRunsIt(t *testing.T) {
	var c List
	ran := 0
	c.Add(func(context.Context) error { ran++; return nil })
	c.Add(func(ctx context.Context) error { ran++; return c.Run(ctx) })
	if err := c.Run(context.Background()); err != nil || ran != 2 {
		t.Errorf("%d ran, error %v", ran, err)
	}
}
