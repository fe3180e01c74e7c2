package python

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
)

func TestSame(t *testing.T) {
	m, list := map[string]any{"a": 1}, []int{1}
	for _, tt := range []struct {
		a, b any
		want bool
	}{
		{"a", "a", true}, {"a", "b", false}, {"a", nil, false}, {"1", 1, false},
		{nil, nil, true}, {nil, "a", false}, {1, nil, false},
		{1, 1, true}, {1, 2, false}, {1, int64(1), false}, {&list, &list, true},
		{m, m, true}, {m, map[string]any{"a": 1}, false}, {m, nil, false}, {m, 1, false}, {1, m, false},
		{list, list, false}, {list, 1, false}, {1, list, false},
	} {
		if got := same(tt.a, tt.b); got != tt.want {
			t.Errorf("%v and %v: %v", tt.a, tt.b, got)
		}
	}
}

// uncomparable is a body that == would panic at.
type uncomparable struct {
	io.ReadCloser
	_ []int
}

func TestSameBody(t *testing.T) {
	one, other := io.NopCloser(strings.NewReader("")), &input{}
	for _, tt := range []struct {
		a, b io.ReadCloser
		want bool
	}{
		{nil, nil, true}, {one, nil, false}, {nil, one, false},
		{one, one, true}, {one, http.NoBody, false}, {http.NoBody, http.NoBody, true}, {io.NopCloser(other), io.NopCloser(&input{}), false},
		{uncomparable{}, uncomparable{}, false}, {uncomparable{}, one, false}, {one, uncomparable{}, false},
	} {
		if got := sameBody(tt.a, tt.b); got != tt.want {
			t.Errorf("%v and %v: %v", tt.a, tt.b, got)
		}
	}
}

// TestEnvironsOfARequest: each has what the first had, and its own changes.
func TestEnvironsOfARequest(t *testing.T) {
	body := &input{}
	e := &environs{environ: map[string]any{"a": "1"}}
	for _, tt := range []struct {
		number  int
		changes []byte
		want    string
	}{
		{0, nil, "map[a:1]"},
		{2, appendChange(appendChange(nil, "b", "j2"), "a", "d"), "map[b:2]"},
		{0, nil, "map[a:1]"},
		{3, nil, "map[a:1]"},
		{2, appendChange(nil, "c", "s3"), "map[b:2 c:3]"},
		{0, appendChange(nil, "a", "s4"), "map[a:4]"},
		{2, nil, "map[b:2 c:3]"},
	} {
		got := maps.Clone(e.environOf(tt.number, tt.changes, body))
		if got["wsgi.input"] != body {
			t.Errorf("%d: its body is %v", tt.number, got["wsgi.input"])
		}
		delete(got, "wsgi.input")
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%d: %v, want %v", tt.number, got, tt.want)
		}
	}
	if len(e.environ) != 1 || e.environ["a"] != "1" {
		t.Errorf("that of the call became %v", e.environ)
	}
}

// TestNumbersOfTickets begin again before they have more than 31 bits.
func TestNumbersOfTickets(t *testing.T) {
	q := queue{tickets: map[int]*ticket{}, count: 1<<31 - 3}
	for _, want := range []int{1<<31 - 2, 1<<31 - 1, 0, 1} {
		if got := q.issue().number; got != want || q.redeem(want, nil, nil) == nil {
			t.Errorf("%d, want %d", got, want)
		}
	}
}
