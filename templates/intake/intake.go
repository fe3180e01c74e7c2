// Package intake takes in the bodies of requests: also what an app has not read
// when its answer begins, reads too slowly, or never reads.
//
// Clients and proxies send a body before they look at the answer, or stop
// sending when they see one, as nginx does. A server that answers early and
// then closes the connection may lose its answer, for which a proxy has status
// 502; an app that answers first and reads then may wait for ever. So the rest
// of a body is read before the header of an answer goes out, and kept for the
// app within limits: in memory, in a temporary file beyond. A body that nobody
// reads for a second is read ahead likewise: that a client has gone is found
// behind it.
package intake

import (
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// idleTime is how long a body may lie unread before it is read ahead.
	idleTime = time.Second

	// settleStall and settleTime are how long an answer waits for the rest of a
	// body: for the next bytes, and for all.
	settleStall = 2 * time.Second
	settleTime  = 15 * time.Second
)

// Source is where a body comes from.
type Source struct {
	io.Reader

	// SetReadDeadline, if it is not nil, ends reading from a client that is too
	// slow: the error is then os.ErrDeadlineExceeded. It is called before
	// reads, and with the zero time at the end of the body.
	SetReadDeadline func(time.Time) error

	// Interrupt, if it is not nil, ends the read that is under way, and those
	// that follow: the request has been answered.
	Interrupt func()

	// Waits tells that the client sends nothing before the app reads (Expect:
	// 100-continue).
	Waits bool
}

// Body is the body of one request. Its methods may be called by several
// goroutines.
type Body struct {
	source Source
	pace   pace
	watch  *time.Timer

	mu       sync.Mutex
	changed  sync.Cond // one of what follows has
	kept     store     // what was read ahead
	came     int64     // bytes from the source
	end      error     // of the source; io.EOF if all has come
	busy     bool      // somebody reads from the source
	ahead    bool      // a goroutine reads ahead
	touched  bool      // the app has read
	dropped  bool      // the app wants no more
	released bool
	last     time.Time // when the app has last read, or the body has begun
}

// New returns a body for the app. Call Release when the request has been
// answered. What it keeps takes room of what a server has for all of its
// requests; a nil room is for one that has no such limit.
func New(source Source, room *Room) *Body {
	b := &Body{source: source, kept: store{room: room}, last: time.Now()}
	b.pace.begin(room)
	b.changed.L = &b.mu
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watch = time.AfterFunc(idleTime, b.readAhead) // which locks before it looks
	return b
}

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.touched, b.last = true, time.Now()
	for {
		switch {
		case b.dropped || b.released:
			return 0, http.ErrBodyReadAfterClose
		case b.kept.size() > 0:
			return b.kept.read(p)
		case b.end != nil:
			return 0, b.end
		case !b.busy && !b.ahead:
			n, err := b.readSource(p)
			b.last = time.Now()
			return n, err
		}
		b.changed.Wait()
	}
}

// readSource reads from the source. It is called with mu locked, and unlocks it
// meanwhile.
func (b *Body) readSource(p []byte) (n int, err error) {
	b.busy = true
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		b.busy = false
		b.came += int64(n)
		if err != nil {
			b.end = err
			b.watch.Stop()
		}
		b.changed.Broadcast()
	}()
	if b.source.SetReadDeadline == nil {
		return b.source.Read(p)
	}
	return b.pace.read(b.source, p)
}

// Unlimited gives the client all the time: the app has set a deadline of its own.
func (b *Body) Unlimited() {
	b.pace.free.Store(true)
}

// Close implements io.Closer, for the app, which wants no more of the body.
func (b *Body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop()
	return nil
}

func (b *Body) drop() {
	b.dropped = true
	b.kept.free()
	b.changed.Broadcast()
}

// readAhead is called by the timer.
func (b *Body) readAhead() {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.released || b.ahead || b.end != nil:
	case b.busy || b.clientWaits() || time.Since(b.last) < idleTime:
		b.watch.Reset(idleTime)
	default:
		b.ahead = true
		b.pump()
	}
}

// clientWaits reports whether the client waits for somebody to read.
func (b *Body) clientWaits() bool {
	return b.source.Waits && !b.touched
}

// Waits reports whether the client waits for somebody to read, and sends nothing
// before. Once it has the header of an answer it may never do.
func (b *Body) Waits() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clientWaits()
}

// pump reads the source to its end, or as far as there is room. It is called
// with mu locked.
func (b *Body) pump() {
	buffer := make([]byte, 32<<10)
	for more := true; more && b.end == nil && !b.released; {
		if b.busy {
			b.changed.Wait()
			continue
		}
		n, _ := b.readSource(buffer)
		if b.dropped {
			more = b.came < maxKept
		} else {
			more = b.kept.write(buffer[:n])
		}
	}
	b.ahead = false
	b.changed.Broadcast()
}

// Settle takes in what has not come yet, within limits, and reports whether all
// has come. It is called before an answer goes out. What comes is kept for the
// app, or dropped if keep is false, because the app is done.
func (b *Body) Settle(keep bool) (whole bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !keep {
		b.drop()
	}
	if b.end == nil && !b.released && !b.clientWaits() {
		if !b.ahead {
			b.ahead = true
			go b.pumpAlone()
		}
		b.await()
	}
	return b.end == io.EOF
}

func (b *Body) pumpAlone() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pump()
}

// await waits for the pump to end, as long as settleStall and settleTime allow.
func (b *Body) await() {
	begun, came := time.Now(), b.came
	last := begun
	alarm := time.AfterFunc(settleStall, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.changed.Broadcast()
	})
	defer alarm.Stop()
	for b.ahead {
		now := time.Now()
		if b.came != came {
			came, last = b.came, now
		}
		left := min(settleStall-now.Sub(last), settleTime-now.Sub(begun))
		if left <= 0 {
			return
		}
		alarm.Reset(left)
		b.changed.Wait()
	}
}

// Whole reports whether all of the body has come.
func (b *Body) Whole() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.end == io.EOF
}

// Broken reports whether the body has ended in another way than it should: what
// follows in the connection is nobody knows what.
func (b *Body) Broken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.end != nil && b.end != io.EOF
}

// Release ends all reading, and gives back what the body has taken.
func (b *Body) Release() {
	b.watch.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.released = true
	b.drop()
	if b.busy && b.source.Interrupt != nil {
		b.source.Interrupt()
	}
	for b.busy || b.ahead {
		b.changed.Wait()
	}
	b.pace.end(b.source)
}
