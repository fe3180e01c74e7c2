package python

import (
	"context"
	"testing"

	"github.com/pastegen/pastegen/templates/sources"
	"github.com/pastegen/pastegen/templates/values"
)

// TestStatsAreTold has workers tell of themselves from their start on, but not
// those that only answer again.
func TestStatsAreTold(t *testing.T) {
	for _, again := range []bool{false, true} {
		var list sources.List
		w, err := Start(values.With(t.Context(), sources.Key, &list), Config{Interpreter: interpreter(t), Dir: t.TempDir(), Workers: 2, Threads: 3, Again: again})
		if err != nil {
			t.Fatal(err)
		}
		threads := 0.0
		for _, source := range list.All() {
			source(func(_, _, _ string) {}, func(name string, value float64, _ ...string) {
				if name == "python_worker_threads" {
					threads += value
				}
			})
		}
		if want := map[bool]float64{false: 6, true: 0}[again]; threads != want {
			t.Errorf("again %v: %v threads, want %v", again, threads, want)
		}
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}
