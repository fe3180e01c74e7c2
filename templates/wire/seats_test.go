package wire

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// seated returns seats with connections that have them, by their names.
func seated(t *testing.T, limit int, names ...string) (*Seats, map[string]*Conn) {
	t.Helper()
	s, all := NewSeats(limit), map[string]*Conn{}
	for _, name := range names {
		near, far := net.Pipe()
		t.Cleanup(func() { near.Close(); far.Close() })
		all[name] = &Conn{Conn: near, of: New(nil, Options{Seats: s})}
		s.take(all[name], nil)
	}
	return s, all
}

// TestLazy looks at clients twice, and then knows which do nothing.
func TestLazy(t *testing.T) {
	s, all := seated(t, 100, "silent", "idle", "busy", "begins", "asks", "stuck", "new")
	for name, c := range all {
		if name != "silent" && name != "new" {
			c.Begin()
			if name != "busy" {
				c.End()
			}
		}
	}
	all["stuck"].unread.Store(true)
	now := time.Now()
	look := func(after time.Duration, want ...string) {
		t.Helper()
		var got []string
		for _, c := range s.lazy(now.Add(after)) {
			for name := range all {
				if all[name] == c {
					got = append(got, name)
				}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
	newcomer := s.taken[all["new"]]
	delete(s.taken, all["new"])
	look(0)
	look(freshTime - 1)
	all["asks"].Begin()
	all["asks"].End()
	look(freshTime, "silent")
	s.taken[all["new"]] = newcomer
	all["begins"].unread.Store(true)
	look(idleTime-1, "silent")
	s.give(all["stuck"])
	look(idleTime, "silent", "idle")
	look(idleTime+freshTime, "silent", "new", "idle", "asks")
	look(2*idleTime, "silent", "new", "idle", "asks", "begins")
}

// TestFewAtATime has many clients that do nothing.
func TestFewAtATime(t *testing.T) {
	var names []string
	for i := range 16 {
		names = append(names, fmt.Sprint(i))
	}
	s, all := seated(t, 16, names...)
	s.makeRoom(time.Now())
	s.makeRoom(time.Now().Add(time.Hour))
	ended := int64(0)
	for _, c := range all {
		ended += c.of.dropped.Load()
	}
	if ended != 3 {
		t.Errorf("%d were ended", ended)
	}
}

// TestSeatsAreGivenOnce: connections are closed by several sides.
func TestSeatsAreGivenOnce(t *testing.T) {
	s, all := seated(t, 2, "a", "b")
	for range 3 {
		all["a"].Close()
	}
	if len(s.free) != 1 || len(s.taken) != 1 {
		t.Errorf("%d seats are taken", len(s.free))
	}
	if s.leave(all["b"]) {
		t.Error("who is counted has left")
	}
	if s.shared = true; !s.leave(all["b"]) || len(s.free) != 0 {
		t.Errorf("%d seats are taken", len(s.free))
	}
	if shared := SharedSeats(); (shared != nil) != (fileLimit() >= 4) || shared != nil && !shared.leave(all["b"]) {
		t.Error("seats that are the program's")
	}
	(*Seats)(nil).give(all["a"])
	(*Seats)(nil).makeRoom(time.Now())
	if NewSeats(0) != nil || NewSeats(-1) != nil {
		t.Error("there are seats where there is no limit")
	}
}
