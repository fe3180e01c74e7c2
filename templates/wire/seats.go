package wire

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

const (
	// freshTime is how long a client that waits for a seat leaves one to a
	// client that has not sent a request yet, idleTime to one that has sent
	// none since its last.
	freshTime = 500 * time.Millisecond
	idleTime  = 2 * time.Second

	// look is how often those who have a seat are looked at while others wait.
	look = 50 * time.Millisecond
)

// Seats are the connections that there may be at a time. Others wait; while
// they do, clients who only hold their connections lose them, so that those
// who have nothing to ask cannot keep out those who have. Who is being answered
// keeps its seat. A nil *Seats is for any number.
type Seats struct {
	free   chan struct{} // has as many elements as seats are taken
	shared bool          // by the whole program, of which nobody has said how many there may be

	mu    sync.Mutex
	taken map[*Conn]*seat
}

// seat is what is known of a connection that was looked at.
type seat struct {
	seen  sight
	since time.Time // when it was seen so for the first time; zero before the first look
}

// sight is what can be seen of a connection. While that is the same, the client
// does nothing, or next to nothing.
type sight struct {
	requests uint32 // that have begun so far
	busy     uint32 // that are being answered
	sending  bool   // a part of the next one has come
}

// NewSeats returns seats for so many connections: nil for 0 or less.
func NewSeats(limit int) *Seats {
	if limit <= 0 {
		return nil
	}
	return &Seats{free: make(chan struct{}, limit), taken: map[*Conn]*seat{}}
}

// SharedSeats returns seats for as many connections as the program can have
// without being short of files for other things.
func SharedSeats() *Seats {
	s := NewSeats(fileLimit() / 4 * 3)
	if s != nil {
		s.shared = true
	}
	return s
}

// take waits until c may be there. It does not wait any longer when done is
// closed.
func (s *Seats) take(c *Conn, done <-chan struct{}) {
	if s == nil {
		return
	}
	for !s.tryTake() {
		s.makeRoom(time.Now())
		select {
		case s.free <- struct{}{}:
			s.sit(c)
			return
		case <-time.After(look):
		case <-done:
			return // it is the last, and there will be no other
		}
	}
	s.sit(c)
}

func (s *Seats) tryTake() bool {
	select {
	case s.free <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s *Seats) sit(c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[c] = &seat{}
}

// give takes the seat of c for others, if it has one.
func (s *Seats) give(c *Conn) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, sits := s.taken[c]; sits {
		delete(s.taken, c)
		<-s.free
	}
}

// leave takes the seat of c, which the app has taken over, and reports whether
// it need not have one any more. It needs one if somebody has said how many
// there may be.
func (s *Seats) leave(c *Conn) bool {
	if s != nil && !s.shared {
		return false
	}
	s.give(c)
	return true
}

// makeRoom ends connections of clients who do nothing: those that have sent no
// request first, and never more than a few at a time.
func (s *Seats) makeRoom(now time.Time) {
	if s == nil {
		return
	}
	for _, c := range s.lazy(now) {
		c.of.dropped.Add(1)
		c.Conn.Close() // who serves it finds out
	}
}

// lazy returns some of the clients who do nothing.
func (s *Seats) lazy(now time.Time) []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*Conn
	for c, seat := range s.taken {
		if seat.lazy(c.see(), now) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *Conn) int {
		one, other := s.taken[a], s.taken[b]
		return cmp.Or(cmp.Compare(one.rank(), other.rank()), one.since.Compare(other.since))
	})
	return all[:min(len(all), 1+cap(s.free)/8)]
}

// lazy reports whether a client has done nothing for a while.
func (s *seat) lazy(seen sight, now time.Time) bool {
	if s.since.IsZero() || s.seen != seen {
		s.seen, s.since = seen, now
	}
	patience := idleTime
	if seen.requests == 0 {
		patience = freshTime
	}
	return seen.busy == 0 && now.Sub(s.since) >= patience
}

// rank is 0 for who has not sent a request yet, and 1 for others.
func (s *seat) rank() int { return int(min(s.seen.requests, 1)) }
