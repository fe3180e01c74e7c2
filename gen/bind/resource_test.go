package bind

import "testing"

// TestCircle: resources that share what they take, level below level, are no
// circle, and there are far too many ways through them to try each.
func TestCircle(t *testing.T) {
	level := []*resource{{}, {}}
	bottom := level[0]
	for range 60 {
		level = []*resource{{takes: level}, {takes: level}}
	}
	top := level[0]
	if way := top.circle(top, map[*resource]bool{}); way != nil {
		t.Errorf("a circle of %d resources where there is none", len(way))
	}
	bottom.takes = []*resource{top}
	way := top.circle(top, map[*resource]bool{})
	if len(way) != 61 || way[0] != top || way[60] != bottom {
		t.Errorf("a circle of %d resources, want 61 from the top to the bottom", len(way))
	}
}
