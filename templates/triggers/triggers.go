// Package triggers lets files tell a program what to do, as uWSGI's
// touch-reload and its master FIFO do.
package triggers

import (
	"os"
	"time"
)

// every is how often files are looked at, as in uWSGI.
const every = time.Second

// Touched calls f each time that a file has been touched, or replaced, until
// done is closed. That it is made counts, too.
func Touched(path string, done <-chan struct{}, f func()) {
	touched(path, stampOf(path), every, done, f)
}

// touched is for a file that has been as before says.
func touched(path string, before stamp, every time.Duration, done <-chan struct{}, f func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if now := stampOf(path); now != before {
			before = now
			if now != (stamp{}) { // that it is gone is nothing
				f()
			}
		}
	}
}

// stamp is what changes with a file; nothing if there is none.
type stamp struct {
	mtime time.Time
	size  int64
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{info.ModTime(), info.Size()}
}
