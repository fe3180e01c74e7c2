package python

import (
	"context"
	"errors"
	"testing"
	"time"
)

func newTestWorker(room int) *worker {
	return &worker{room: room, ended: make(chan struct{}), drained: make(chan struct{})}
}

// awaitWaiting waits until so many requests wait.
func awaitWaiting(t *testing.T, p *pool, n int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		p.mu.Lock()
		have := len(p.waiting)
		p.mu.Unlock()
		if have == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d requests wait, want %d", have, n)
		}
	}
}

// TestPlacesAreExpectedEachForItself has one place give up while another one's
// worker is coming: requests wait for that.
func TestPlacesAreExpectedEachForItself(t *testing.T) {
	p := &pool{limit: 10}
	a, b := &place{}, &place{}
	if _, err := p.get(t.Context()); err == nil {
		t.Error("a worker of none")
	}
	p.expect(a, true)
	p.expect(b, true)
	p.expect(b, true)
	got := make(chan error, 2)
	ask := func() {
		_, err := p.get(t.Context())
		got <- err
	}
	go ask()
	awaitWaiting(t, p, 1)
	p.expect(a, false)
	awaitWaiting(t, p, 1)
	w := newTestWorker(1)
	p.add(w)
	if err := <-got; err != nil {
		t.Errorf("the worker that was coming: %v", err)
	}
	p.remove(w)
	go ask()
	awaitWaiting(t, p, 1)
	p.expect(b, false)
	var refused *unavailable
	if err := <-got; !errors.As(err, &refused) {
		t.Errorf("nobody is coming: %v", err)
	}
}

// TestWorkersThatEndTakeNothing has a worker end that is in the pool still.
func TestWorkersThatEndTakeNothing(t *testing.T) {
	p := &pool{limit: 10}
	first, second := newTestWorker(2), newTestWorker(1)
	p.add(first)
	first.broken.Store(true)
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan error)
	go func() {
		_, err := p.get(ctx)
		got <- err
	}()
	awaitWaiting(t, p, 1)
	cancel()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	p.add(second)
	if w, err := p.get(t.Context()); w != second || err != nil {
		t.Error(w == first, err)
	}
}
