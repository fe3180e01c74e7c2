package python

import "testing"

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
