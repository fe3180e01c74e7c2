package python

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestLeadersAreLate has a second request come to a leader that has been at the
// first one for a while.
func TestLeadersAreLate(t *testing.T) {
	for _, c := range []struct {
		name, stat string
		took       time.Duration
		late       bool
	}{
		{"asleep", "12 (python3) S 1 12", 2 * moment, true},
		{"asleep for less than a moment", "12 (python3) S 1 12", 0, false},
		{"waits for a disk", "12 (python3) D 1 12", 2 * moment, true},
		{"works", "12 (python3) R 1 12", 2 * moment, false},
		{"works for long", "12 (python3) R 1 12", 2 * longTurn, true},
		{"is not known", "", 2 * moment, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			own, other := net.Pipe()
			defer other.Close()
			q := threads{conns: []*conn{{}, {pipe: pipe{conn: own}}}}
			q.idle, q.watching = q.conns[1:], true // nobody looks but the test
			stat := filepath.Join(t.TempDir(), "stat")
			if c.stat != "" {
				if err := os.WriteFile(stat, []byte(c.stat), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			q.know(stat)
			defer q.forget()
			if q.follower(&ticket{}) != nil {
				t.Fatal("the leader is idle, and is not asked")
			}
			q.since = time.Now().Add(-c.took)
			q.look()
			if late := q.isLate(); late != c.late || q.watching == c.late {
				t.Errorf("it is late: %v, and looked at again: %v; want late: %v", late, q.watching, c.late)
			}
			if sent := q.follower(&ticket{}) != nil; sent != c.late {
				t.Errorf("a follower is asked: %v, want %v", sent, c.late)
			}
			q.watching = true
			q.free(&ticket{ahead: true}, q.conns[0])
			if q.isLate() {
				t.Error("it is late with a request that it has just begun with")
			}
		})
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
	if !isAwake(stat) || isAwake(nil) {
		t.Error("a thread that runs is asleep, or one that is not known is not")
	}
}
