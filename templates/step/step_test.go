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
	for range 100 { // the goroutine is about to end
		if s.Stack() == "" {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error(s.Stack())
}

func TestPanic(t *testing.T) {
	s := Start(func() error { panic("cause") })
	if err := s.Err(); !strings.HasPrefix(err.Error(), "panic: cause\n") || !strings.Contains(err.Error(), "step_test.go") {
		t.Error(err)
	}
}

func stuckHere(release chan bool) { <-release }

func TestStackOfOneThatIsStuck(t *testing.T) {
	release := make(chan bool)
	var others []*Step
	for range 50 { // so that there is much to look through
		others = append(others, Start(func() error { <-release; return nil }))
	}
	s := Start(func() error { stuckHere(release); return nil })
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
