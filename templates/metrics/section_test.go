package metrics

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"
)

// TestParts has requests of all methods at the same time.
func TestParts(t *testing.T) {
	methods := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions, http.MethodConnect, http.MethodTrace, "MADE", "MAKEUP",
	}
	s := NewRegistry(context.Background()).section("x", []float64{1})
	var group sync.WaitGroup
	for _, method := range methods {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range 100 {
				p := s.begin()
				p.end(method, 200+i%2, 3, time.Duration(i%2)*2*time.Second)
			}
			s.begin() // and has not ended
		}()
	}
	group.Wait()
	total := s.total()
	if total.bytes != 3*100*int64(len(methods)) || total.inFlight != int64(len(methods)) || len(total.answers) != 2*(len(methods)-1) {
		t.Errorf("%+v", total)
	}
	for _, method := range append(methods[:9:9], "other") {
		want := int64(50)
		if method == "other" {
			want = 100
		}
		h := total.times[method]
		if total.answers[answer{method, 200}] != want || total.answers[answer{method, 201}] != want || h == nil ||
			h.counts[0] != want || h.counts[1] != want || h.sum != float64(2*want) {
			t.Errorf("%s: %v %v", method, total.answers, h)
		}
	}
}
