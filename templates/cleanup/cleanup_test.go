package cleanup

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestAbandonLogs is of what goes wrong with a clean-up that nobody else is told
// of.
func TestAbandonLogs(t *testing.T) {
	before := slog.Default()
	defer slog.SetDefault(before)
	for _, err := range []error{nil, errors.New("it fails")} {
		var log bytes.Buffer
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		var c List
		c.Add(func(context.Context) error { return err })
		c.Abandon(t.Context())
		if logged := strings.Contains(log.String(), "it fails"); logged != (err != nil) || err == nil && log.Len() > 0 {
			t.Errorf("%v: the log is %q", err, &log)
		}
	}
}

// TestAbandon has apps whose building panics, fails, and succeeds.
func TestAbandon(t *testing.T) {
	build := func(ran *[]int, end func(*List) error) (release func(context.Context) error, err error) {
		defer func() {
			if recover() != nil {
				err = errors.New("panicked")
			}
		}()
		var c List
		defer c.Abandon(t.Context())
		for i := range 3 {
			c.Add(func(context.Context) error {
				*ran = append(*ran, i)
				return errors.New("fails too")
			})
		}
		if err := end(&c); err != nil {
			_ = c.Run(t.Context())
			return nil, err
		}
		return c.Keep(), nil
	}
	for name, end := range map[string]func(*List) error{
		"panics": func(*List) error { panic("x") },
		"fails":  func(*List) error { return errors.New("x") },
	} {
		var ran []int
		if _, err := build(&ran, end); err == nil || !slices.Equal(ran, []int{2, 1, 0}) {
			t.Errorf("%s: %v ran (%v)", name, ran, err)
		}
	}
	var ran []int
	release, err := build(&ran, func(c *List) error { return nil })
	if err != nil || len(ran) > 0 {
		t.Fatalf("%v ran before the end (%v)", ran, err)
	}
	if _ = release(t.Context()); !slices.Equal(ran, []int{2, 1, 0}) {
		t.Errorf("%v ran", ran)
	}
}

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

// TestRunGoesOnWithoutOneThatIsStuck has functions that do not look at their
// context.
func TestRunGoesOnWithoutOneThatIsStuck(t *testing.T) {
	release := make(chan bool)
	defer close(release)
	var mu sync.Mutex
	var ran []string
	note := func(name string, err error) func(context.Context) error {
		return func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			ran = append(ran, name)
			return err
		}
	}
	failed := errors.New("first failed")
	var c List
	c.Add(note("first", failed))
	c.Add(func(context.Context) error { <-release; return nil })
	c.Add(note("third", nil))
	c.Add(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	c.Add(note("fifth", nil))
	ctx, cancel := context.WithTimeout(context.Background(), 400*time.Millisecond)
	defer cancel()
	begun := time.Now()
	err := c.Run(ctx)
	if took := time.Since(begun); took < 350*time.Millisecond || took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(ran, []string{"fifth", "third", "first"}) {
		t.Errorf("ran %q", ran)
	}
	if !errors.Is(err, failed) || !errors.Is(err, context.DeadlineExceeded) && !strings.Contains(err.Error(), "cleanup_test.go") {
		t.Errorf("the error is %v", err)
	}
	for _, part := range []string{"TestRunGoesOnWithoutOneThatIsStuck.func", " has not ended in time, it is at\n", "cleanup_test.go"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("there is no %q in %v", part, err)
		}
	}
}

// TestTimeIsOver has a context that has ended: each function still has a moment.
func TestTimeIsOver(t *testing.T) {
	for name, ctx := range map[string]func() (context.Context, context.CancelFunc){
		"deadline": func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), -time.Second)
		},
		"cancelled": func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			return ctx, cancel
		},
	} {
		var c List
		ran := 0
		for range 3 {
			c.Add(func(ctx context.Context) error {
				if ran++; name == "cancelled" {
					return ctx.Err()
				}
				return nil
			})
		}
		given, cancel := ctx()
		if err := c.Run(given); ran != 3 || err != nil {
			t.Errorf("%s: %d ran (%v)", name, ran, err)
		}
		cancel()
	}
}
