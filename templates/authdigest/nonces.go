package authdigest

import (
	"container/list"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"
)

// nonces hands out nonces and tells good ones from bad. A nonce carries the
// time it was made at and a signature, so that nothing is kept of those that
// never come back; of those that do, it is kept which counts were used, for the
// newest ones.
type nonces struct {
	key   []byte
	start time.Time     // times are counted from it, because a clock can be set
	life  time.Duration // how long one is good
	max   int           // how many are kept

	mu    sync.Mutex
	used  map[string]*list.Element // of *uses, by nonce
	order list.List                // of *uses, the oldest nonce first
	floor time.Duration            // nonces made then or before are good no more
}

// uses are the counts that were used with a nonce. Clients with several
// connections do not send them in order.
type uses struct {
	nonce   string
	made    time.Duration // since the start
	highest uint64
	seen    uint64 // bit n: the count highest-n was used
}

func newNonces(life time.Duration, max int, start time.Time) *nonces {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return &nonces{key: key, start: start, life: life, max: max, used: map[string]*list.Element{}, floor: -life}
}

// nonceSize is the time, and a random number because two can be made at a time.
const nonceSize = 8 + 8

func (n *nonces) make(now time.Time) string {
	raw := make([]byte, nonceSize, nonceSize+sha256.Size)
	binary.BigEndian.PutUint64(raw, uint64(now.Sub(n.start)))
	_, _ = rand.Read(raw[8:])
	return base64.RawURLEncoding.EncodeToString(append(raw, n.sign(raw)...))
}

func (n *nonces) sign(raw []byte) []byte {
	h := hmac.New(sha256.New, n.key)
	h.Write(raw)
	return h.Sum(nil)
}

// made returns when a nonce was made; false if it is none of ours.
func (n *nonces) made(nonce string) (time.Duration, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(raw) != nonceSize+sha256.Size || !hmac.Equal(raw[nonceSize:], n.sign(raw[:nonceSize])) {
		return 0, false
	}
	return time.Duration(binary.BigEndian.Uint64(raw)), true
}

// use reports whether a nonce is good and that count was not used with it; if
// so, it is used now. It is to be asked about requests of known users only, so
// that nobody else can fill the memory.
func (n *nonces) use(nonce string, count uint64, now time.Time) bool {
	made, ours := n.made(nonce)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.forget(now.Sub(n.start) - n.life)
	if !ours || made <= n.floor || count == 0 {
		return false
	}
	e := n.used[nonce]
	if e == nil {
		e = n.keep(&uses{nonce: nonce, made: made})
		if len(n.used) > n.max {
			n.forget(n.order.Front().Value.(*uses).made)
			if n.used[nonce] == nil {
				return false
			}
		}
	}
	return e.Value.(*uses).use(count)
}

// keep inserts u in the order of making.
func (n *nonces) keep(u *uses) *list.Element {
	at := n.order.Back()
	for at != nil && at.Value.(*uses).made > u.made {
		at = at.Prev()
	}
	if at == nil {
		n.used[u.nonce] = n.order.PushFront(u)
	} else {
		n.used[u.nonce] = n.order.InsertAfter(u, at)
	}
	return n.used[u.nonce]
}

// forget drops all nonces made at or before a time. They are good no more, so
// that a count cannot be used again.
func (n *nonces) forget(floor time.Duration) {
	n.floor = max(n.floor, floor)
	for e := n.order.Front(); e != nil && e.Value.(*uses).made <= n.floor; e = n.order.Front() {
		delete(n.used, e.Value.(*uses).nonce)
		n.order.Remove(e)
	}
}

// use reports whether the count was not used yet. Counts that are 64 behind the
// highest pass for used.
func (u *uses) use(count uint64) bool {
	switch {
	case count > u.highest:
		u.seen = u.seen<<(count-u.highest) | 1 // 0 when all 64 are too old
		u.highest = count
		return true
	case u.highest-count >= 64 || u.seen&(1<<(u.highest-count)) != 0:
		return false
	}
	u.seen |= 1 << (u.highest - count)
	return true
}
