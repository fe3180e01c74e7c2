package certs

import (
	"os"
	"sync"
	"time"
)

// pause is how long files that were looked at are taken to be as they were.
const pause = time.Second

// kept is what was read from files, and is read again when they change.
type kept[T any] struct {
	read   func() (*T, error)
	failed func(error)

	mu    sync.Mutex
	files files
	value *T
}

// get returns what the files have now, or had when they could last be used.
func (k *kept[T]) get() *T {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.files.changed(time.Now()) {
		return k.value
	}
	value, err := k.read()
	if err != nil {
		k.failed(err)
		return k.value
	}
	k.value = value
	return value
}

// files are some files as they were when somebody looked last.
type files struct {
	names  []string
	states []state
	looked time.Time
}

// state tells versions of a file apart, as far as that can be seen from outside.
type state struct {
	size    int64
	changed time.Time
	there   bool
}

// watch looks at files.
func watch(names []string) files {
	return files{names, look(names), time.Now()}
}

func look(names []string) []state {
	out := make([]state, len(names))
	for i, name := range names {
		if info, err := os.Stat(name); err == nil {
			out[i] = state{info.Size(), info.ModTime(), true}
		}
	}
	return out
}

// changed reports whether one is not as it was. It looks at them no more often
// than pause allows.
func (f *files) changed(now time.Time) bool {
	if now.Sub(f.looked) < pause {
		return false
	}
	f.looked = now
	states := look(f.names)
	for i, s := range states {
		if s.size != f.states[i].size || !s.changed.Equal(f.states[i].changed) || s.there != f.states[i].there {
			f.states = states
			return true
		}
	}
	return false
}
