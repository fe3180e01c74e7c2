package step

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestStep(t *testing.T) {
	failed := errors.New("failed")
	s := Start(func() error { return failed })
	if !s.Wait(time.Minute) || s.Err() != failed {
		t.Error(s.Err())
	}
	<-s.Done()
	// The goroutine is about to end.
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if s.Stack() == "" {
			return
		}
	}
	t.Error(s.Stack())
}

func TestPanic(t *testing.T) {
	s := Start(func() error { panic("cause") })
	if err := s.Err(); !strings.HasPrefix(err.Error(), "panic: cause\n") || !strings.Contains(err.Error(), "step_test.go") {
		t.Error(err)
	}
}

func stuckHere(begun, release chan bool) {
	close(begun)
	<-release
}

func TestStackOfOneThatIsStuck(t *testing.T) {
	begun, release := make(chan bool), make(chan bool)
	var others []*Step
	for range 500 { // so that there is much to look through: more than fits at first
		others = append(others, Start(func() error { <-release; return nil }))
	}
	s := Start(func() error { stuckHere(begun, release); return nil })
	<-begun
	if s.Wait(10 * time.Millisecond) {
		t.Error("it has ended")
	}
	for range 2 {
		if at := s.Stack(); !strings.HasPrefix(at, "github.com/pastegen/pastegen/templates/step.stuckHere(") {
			t.Errorf("it is at %s", at)
		}
	}
	close(release)
	for _, s := range append(others, s) {
		if err := s.Err(); err != nil {
			t.Error(err)
		}
	}
}

func index(list []int, i int) int { return list[i] }

// TestCalls: those of package runtime, of which an index that is out of range
// has some, are none.
func TestCalls(t *testing.T) {
	for name, f := range map[string]func() error{
		"panic": func() error { panic("cause") },
		"index": func() error { index(nil, 3); return nil },
		"nil":   func() error { var s *Step; return s.err },
	} {
		var panicked *Panic
		if !errors.As(Start(f).Err(), &panicked) || len(panicked.Calls) < 2 {
			t.Fatalf("%s: %+v", name, panicked)
		}
		at := panicked.Calls[0]
		if !strings.HasPrefix(at.Function, "github.com/pastegen/pastegen/templates/step.") || at.File != "step/step_test.go" || at.Line == 0 {
			t.Errorf("%s: at %+v", name, at)
		}
		for _, call := range panicked.Calls {
			if strings.HasPrefix(call.Function, "runtime.") {
				t.Errorf("%s: %s", name, call.Function)
			}
		}
	}
}
