package serve

import (
	"os"
	"runtime"
)

// spareBytes are as many as the heap of a small program is to be larger for the
// garbage collector.
const spareBytes = 8 << 20

// spareHeap has the garbage of a small program collected less often, until the
// function that it returns is called. The collector begins when the heap has
// doubled, but for a server whose apps keep little that is after 4 MB, many times
// a second, and takes a twentieth of what a request costs. Bytes that nobody uses
// count for it like others, and are no memory, since nothing touches them; so it
// begins after some 20 MB, and as always where apps keep much. What $GOGC says is
// left as it is.
func spareHeap() (release func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	spare := make([]byte, spareBytes)
	return func() { runtime.KeepAlive(spare) }
}
