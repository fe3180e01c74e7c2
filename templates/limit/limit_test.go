package limit

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// held is an app that holds each request until it is let go.
type held struct {
	begun  chan string   // paths
	let    chan struct{} // ends one request
	filter http.Handler
}

func hold(t *testing.T, o Options) *held {
	t.Helper()
	filter, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := &held{begun: make(chan string, 10), let: make(chan struct{})}
	h.filter = filter(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		h.begun <- r.URL.Path
		<-h.let
		if r.URL.Path == "/panic" {
			panic("x")
		}
	}))
	return h
}

// ask returns a channel with the answer.
func (h *held) ask(ctx context.Context, path string) <-chan *httptest.ResponseRecorder {
	done := make(chan *httptest.ResponseRecorder, 1)
	go func() {
		defer func() { _ = recover() }()
		w := httptest.NewRecorder()
		h.filter.ServeHTTP(w, httptest.NewRequest("GET", path, nil).WithContext(ctx))
		done <- w
	}()
	return done
}

func TestRefuses(t *testing.T) {
	h := hold(t, Options{Concurrency: 1, RetryAfter: 1500 * time.Millisecond})
	first := h.ask(t.Context(), "/1")
	<-h.begun
	if w := <-h.ask(t.Context(), "/2"); w.Code != 503 || w.Header().Get("Retry-After") != "2" {
		t.Error(w.Code, w.Header())
	}
	h.let <- struct{}{}
	if w := <-first; w.Code != 200 {
		t.Error(w.Code)
	}
}

func TestQueueKeepsTheOrder(t *testing.T) {
	h := hold(t, Options{Concurrency: 1, Queue: 3, QueueTimeout: time.Minute})
	answers := []<-chan *httptest.ResponseRecorder{h.ask(t.Context(), "/0")}
	<-h.begun
	for i := 1; i <= 3; i++ {
		answers = append(answers, h.ask(t.Context(), fmt.Sprint("/", i)))
		time.Sleep(100 * time.Millisecond) // until it waits
	}
	if w := <-h.ask(t.Context(), "/4"); w.Code != 503 {
		t.Errorf("the queue is full: %d", w.Code)
	}
	for i, answer := range answers {
		h.let <- struct{}{}
		if w := <-answer; w.Code != 200 {
			t.Errorf("%d: %d", i, w.Code)
		}
		if i < 3 {
			if path := <-h.begun; path != fmt.Sprint("/", i+1) {
				t.Errorf("behind %d comes %s", i, path)
			}
		}
	}
}

func TestWaitingEnds(t *testing.T) {
	h := hold(t, Options{Concurrency: 1, Queue: 1, QueueTimeout: 30 * time.Millisecond})
	first := h.ask(t.Context(), "/1")
	<-h.begun
	for range 2 { // the place in the queue is free again
		if w := <-h.ask(t.Context(), "/2"); w.Code != 503 {
			t.Error(w.Code)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	h2 := hold(t, Options{Concurrency: 1, Queue: 1, QueueTimeout: time.Hour})
	second := h2.ask(t.Context(), "/1")
	<-h2.begun
	if w := <-h2.ask(gone, "/2"); w.Code != 503 {
		t.Error(w.Code)
	}
	h.let <- struct{}{}
	h2.let <- struct{}{}
	<-first
	<-second
}

func TestPanicLeaves(t *testing.T) {
	h := hold(t, Options{Concurrency: 1, Queue: 1, QueueTimeout: time.Minute})
	h.ask(t.Context(), "/panic")
	<-h.begun
	next := h.ask(t.Context(), "/next")
	h.let <- struct{}{}
	<-h.begun
	h.let <- struct{}{}
	if w := <-next; w.Code != 200 {
		t.Error(w.Code)
	}
}

func TestNeverMore(t *testing.T) {
	filter, err := New(Options{Concurrency: 3, Queue: 5, QueueTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var now, most atomic.Int64
	h := filter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		time.Sleep(time.Millisecond)
		now.Add(-1)
	}))
	var group sync.WaitGroup
	for range 50 {
		group.Add(1)
		go func() {
			defer group.Done()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		}()
	}
	group.Wait()
	if most.Load() > 3 || most.Load() == 0 {
		t.Errorf("%d at a time", most.Load())
	}
}

func TestErrors(t *testing.T) {
	for _, o := range []Options{{}, {Concurrency: -1}, {Concurrency: 1, Queue: -1}, {Concurrency: 1, Queue: 1}, {Concurrency: 1, RetryAfter: -1}} {
		if filter, err := New(o); err == nil || filter != nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
