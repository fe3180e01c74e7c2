package section

import (
	"context"
	"runtime"
	"strings"

	"github.com/pastegen/pastegen/templates/values"
)

// moved is how many marks a panic has come through in a goroutine that has
// handed it to another.
type moved int

// Failed returns the places of the sections that a panic has come through, the
// innermost first: what has failed. It is called while the panic is being
// recovered, in a function that the function outside has deferred: the name of
// that ends as outside does. Those of earlier panics, which somebody inside has
// recovered, are not among them.
func Failed(notes *values.Notes, outside string) []string {
	all := notes.All(Key)
	n := marks(outside)
	for first := len(all) - n; first > 0; first = len(all) - n {
		inner, ok := all[first-1].(moved)
		if !ok {
			break
		}
		all = append(all[:first-1:first-1], all[first:]...)
		n += int(inner)
	}
	var places []string
	for _, noted := range all[max(0, len(all)-n):] {
		if place, ok := noted.(string); ok {
			places = append(places, place)
		}
	}
	return places
}

// Moved is called where a goroutine has recovered what another one is to panic
// with, for a request with that context.
func Moved(ctx context.Context) {
	if values.Watched(ctx) {
		values.Note(ctx, Key, moved(marks("")))
	}
}

// IsMark reports whether a function, by the name that its calls have on the
// stack, is one of marks alone.
func IsMark(function string) bool {
	return strings.HasSuffix(function, nameOfThrough) || strings.Contains(function, "/section.(*marked).ServeHTTP")
}

// nameOfThrough is how the name of Through ends, which is on the stack once for
// each mark.
const nameOfThrough = "/section.Through"

// marks counts the marks on the stack up to the function whose name ends as
// outside does, or all.
func marks(outside string) int {
	counters := make([]uintptr, 256)
	for {
		n := runtime.Callers(2, counters)
		if n < len(counters) {
			counters = counters[:n]
			break
		}
		counters = make([]uintptr, 4*len(counters))
	}
	n := 0
	for frames := runtime.CallersFrames(counters); ; {
		f, more := frames.Next()
		if strings.HasSuffix(f.Function, nameOfThrough) {
			n++
		}
		if !more || outside != "" && strings.HasSuffix(f.Function, outside) {
			return n
		}
	}
}
