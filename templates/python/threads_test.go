package python

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// threadsOf returns so many threads, at which nobody looks but the test, and the
// other ends of their connections.
func threadsOf(t *testing.T, count int) (*threads, files) {
	t.Helper()
	var theirs files
	t.Cleanup(func() { theirs.close() })
	q := &threads{watching: true}
	for range count {
		own, err := connect(syscall.SOCK_STREAM, &theirs)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { own.Close() })
		q.conns = append(q.conns, &conn{pipe: pipe{conn: own}})
	}
	return q, theirs
}

// TestLeadersAreLate has a second request come to a leader that has been at the
// first one for a while, and a timer look at it while a second one waits.
func TestLeadersAreLate(t *testing.T) {
	const asleep, waits, awake = "12 (python3) S 1 12", "12 (python3) D 1 12", "12 (python3) R 1 12"
	for _, c := range []struct {
		name     string
		stats    []string // of the leader and of a follower
		answered bool     // the leader has sent something
		open     bool     // which is read as the client takes it
		took     time.Duration
		late     bool
	}{
		{"asleep", []string{asleep, asleep}, false, false, 2 * moment, true},
		{"asleep for less than a moment", []string{asleep, asleep}, false, false, 0, false},
		{"waits for a disk", []string{waits, asleep}, false, false, 2 * moment, true},
		{"works", []string{awake, asleep}, false, false, 2 * moment, false},
		{"works for long", []string{awake, asleep}, false, false, 2 * longTurn, true},
		{"waits for one that works", []string{asleep, awake}, false, false, 2 * moment, false},
		{"has answered", []string{asleep, asleep}, true, false, 2 * longTurn, false},
		{"waits for a slow client", []string{asleep, asleep}, true, true, 2 * moment, true},
		{"is not known", nil, false, false, 2 * moment, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, comes := range []bool{true, false} {
				q, theirs := threadsOf(t, 2)
				if c.answered {
					_, _ = theirs[0].WriteString("x") // the test would show it
				}
				for i, text := range c.stats {
					name := filepath.Join(t.TempDir(), strconv.Itoa(i))
					if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
						t.Fatal(err)
					}
					q.know(name)
				}
				defer q.forget()
				if q.follower(&ticket{}) != nil {
					t.Fatal("the leader is idle, and is not asked")
				}
				if !comes {
					q.follower(&ticket{})
				}
				q.idle, q.open, q.since = q.conns[1:], c.open, time.Now().Add(-c.took)
				helped := false
				if comes {
					helped = q.follower(&ticket{}) != nil
				} else {
					q.look()
					helped = q.called == 1
				}
				if helped != c.late || q.isLate() != c.late || !comes && q.watching == c.late {
					t.Errorf("a request comes: %v; helped: %v, late: %v, looked at again: %v; want late: %v", comes, helped, q.isLate(), q.watching, c.late)
				}
				q.watching = true
				q.free(&ticket{ahead: true}, q.conns[0])
				if q.isLate() || q.open {
					t.Error("it is late with a request that it has just begun with, or still sends the one before")
				}
			}
		})
	}
}

// TestLooks are rare while the leader gets on.
func TestLooks(t *testing.T) {
	for begun, want := range []time.Duration{moment, moment, longTurn} {
		var q threads
		for range begun {
			q.begins()
		}
		if got := q.pause(); got != want || q.pause() != moment {
			t.Errorf("%v after %d, want %v", got, begun, want)
		}
	}
}

// TestAwakeThreads asks the kernel of a thread that runs: the test's own.
func TestAwakeThreads(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	stat, err := os.Open("/proc/thread-self/stat")
	if err != nil {
		t.Skip("there is no /proc")
	}
	defer stat.Close()
	if !isAwake(stat) {
		t.Error("a thread that runs is asleep")
	}
}

// TestCallsOfGo has a leader call Go: others are called to the queue at once,
// and what comes is sent to them, until that request has ended.
func TestCallsOfGo(t *testing.T) {
	q, _ := threadsOf(t, 3)
	q.idle = append(q.idle, q.conns[1:]...)
	answered := &ticket{answer: []byte("whole")}
	for _, of := range []*ticket{answered, {}, {}} { // the second one is the leader's when it calls Go
		if q.follower(of) != nil {
			t.Fatal("the leader is late")
		}
	}
	q.callsGo(q.conns[1])
	if q.isLate() || q.called != 0 {
		t.Error("the leader is late when a follower calls Go")
	}
	q.callsGo(q.conns[0])
	q.free(answered, nil)
	if !q.isLate() || q.called != 2 {
		t.Errorf("late: %v, called: %d; want true and both", q.isLate(), q.called)
	}
	q.found(q.conns[1])
	q.judge(time.Now())
	if !q.isLate() || q.called != 1 {
		t.Errorf("late: %v, called: %d; want true, and none for what another one was called for", q.isLate(), q.called)
	}
	if q.follower(&ticket{}) == nil {
		t.Error("what comes waits for the leader")
	}
	q.free(&ticket{ahead: true}, q.conns[0])
	if q.isLate() || q.follower(&ticket{}) != nil {
		t.Error("what comes does not wait for a leader that has ended its request")
	}
}
