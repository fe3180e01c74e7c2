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
	answer *answer     // whose body it is
	timer  *time.Timer // nil when nothing is held
	mu     sync.Mutex  // for what follows, and for all that transmit uses until release has returned
	chunk  []byte      // nil when it is out
	thrown any         // what transmit panicked with when the timer called it
}

// moment is how long the first chunk waits for the second or the end. It is
// longer than a busy machine takes to come back to a goroutine, and shorter
// than people notice.
const moment = 20 * time.Millisecond

func (h *held) hold(a *answer, chunk []byte) {
	h.answer, h.chunk = a, bytes.Clone(chunk)
	h.timer = time.AfterFunc(moment, h.sendLate)
}

// sendLate is called by the timer. A panic, of a writer that handlers above
// have made, is kept for the app's goroutine.
func (h *held) sendLate() {
	h.mu.Lock()
	defer h.mu.Unlock()
	defer func() { h.thrown = recover() }()
	h.send()
}

// release sends the held chunk if there is one, the whole body if whole is set.
// Nothing runs beside the app afterwards.
func (h *held) release(whole bool) {
	if h.timer == nil {
		return
	}
	h.timer.Stop()
	h.timer = nil
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.thrown != nil {
		panic(h.thrown)
	}
	if whole && h.chunk != nil {
		h.answer.setLength(int64(len(h.chunk)))
	}
	h.send()
}

// send is called with mu locked, by the timer or by release or by both.
func (h *held) send() {
	chunk := h.chunk
	h.chunk = nil
	if chunk != nil {
		h.answer.transmit(chunk)
	}
}
