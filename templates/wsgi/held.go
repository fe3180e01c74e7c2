package wsgi

import (
	"bytes"
	"sync"
	"time"
)

// held is the first chunk of a body whose length nobody has told. When it turns
// out to be the whole body, its length is the Content-Length. It must not be
// delayed until that is known: the PEP wants each chunk to be on its way while
// the app makes the next one. So a timer sends it, while the app goes on, when
// that takes longer than a moment.
type held struct {
	timer  *time.Timer // nil when nothing is held
	mu     sync.Mutex  // for what follows, and for all that transmit uses until release has returned
	chunk  []byte      // nil when it is out
	thrown any         // what transmit panicked with when the timer called it
}

// moment is how long the first chunk waits for the second or the end. It is
// longer than a busy machine takes to come back to a goroutine, and shorter
// than people notice.
const moment = 20 * time.Millisecond

func (a *answer) hold(chunk []byte) {
	a.held.chunk = bytes.Clone(chunk)
	a.held.timer = time.AfterFunc(moment, a.sendLate)
}

// sendLate is called by the timer. A panic, of a writer that handlers above
// have made, is kept for the app's goroutine.
func (a *answer) sendLate() {
	a.held.mu.Lock()
	defer a.held.mu.Unlock()
	defer func() { a.held.thrown = recover() }()
	a.sendHeld()
}

// release sends the held chunk if there is one, the whole body if whole is set.
// Nothing runs beside the app afterwards.
func (a *answer) release(whole bool) {
	if a.held.timer == nil {
		return
	}
	a.held.timer.Stop()
	a.held.timer = nil
	a.held.mu.Lock()
	defer a.held.mu.Unlock()
	if a.held.thrown != nil {
		panic(a.held.thrown)
	}
	if whole && a.held.chunk != nil {
		a.setLength(int64(len(a.held.chunk)))
	}
	a.sendHeld()
}

// sendHeld is called with mu locked, by the timer or by release or by both.
func (a *answer) sendHeld() {
	chunk := a.held.chunk
	a.held.chunk = nil
	if chunk != nil {
		a.transmit(chunk)
	}
}
