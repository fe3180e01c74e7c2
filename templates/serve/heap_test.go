package serve

import (
	"runtime"
	"testing"
)

// TestSpareHeap looks at when the collector will begin.
func TestSpareHeap(t *testing.T) {
	begins := func() int64 {
		runtime.GC()
		runtime.GC() // what finalizers have kept is gone, too
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int64(stats.NextGC)
	}
	for _, c := range []struct {
		gogc        string
		least, most int64
	}{
		{"", 3 * spareBytes / 2, 3 * spareBytes},
		{"100", -spareBytes / 2, spareBytes / 2},
		{"off", -spareBytes / 2, spareBytes / 2},
	} {
		t.Setenv("GOGC", c.gogc)
		before := begins()
		release := spareHeap()
		if later := begins() - before; later < c.least || later > c.most {
			t.Errorf("GOGC=%s: it begins %d bytes later, and not %d to %d", c.gogc, later, c.least, c.most)
		}
		release()
		if later := begins() - before; later > spareBytes/2 {
			t.Errorf("GOGC=%s: it begins %d bytes later when all is over", c.gogc, later)
		}
	}
}
