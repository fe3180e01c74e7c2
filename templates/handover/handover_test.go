//go:build unix

package handover

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/listen"
)

// socketPath returns a path that is short enough for a socket.
func socketPath(t *testing.T) string {
	dir, err := os.MkdirTemp("", "handover")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

func open(t *testing.T, s *Sockets, a listen.Address) []net.Listener {
	t.Helper()
	all, err := s.Open(a, listen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listen.CloseAll(all) })
	return all
}

// passOn is what a child gets of sockets.
func passOn(t *testing.T, s *Sockets) *Sockets {
	t.Helper()
	groups, _ := s.used()
	text, err := json.Marshal(groups)
	if err != nil {
		t.Fatal(err)
	}
	var next Sockets
	if err := json.Unmarshal(text, &next.groups); err != nil {
		t.Fatal(err)
	}
	for i, g := range groups {
		for _, fd := range g.fds {
			again, err := dup(fd)
			if err != nil {
				t.Fatal(err)
			}
			next.groups[i].fds = append(next.groups[i].fds, again)
		}
	}
	return &next
}

// answers reports whether somebody who listens gets what clients send.
func answers(l net.Listener) bool {
	c, err := net.Dial(l.Addr().Network(), l.Addr().String())
	if err != nil {
		return false
	}
	defer c.Close()
	accepted, err := l.Accept()
	if err != nil {
		return false
	}
	accepted.Close()
	return true
}

func TestSocketsArePassedOn(t *testing.T) {
	var first Sockets
	path := socketPath(t)
	free, socket := listen.Address{Host: "127.0.0.1", Port: "0"}, listen.Address{Path: path}
	one, two, three := open(t, &first, free)[0], open(t, &first, free)[0], open(t, &first, socket)[0]
	next := passOn(t, &first)
	onceMore, again, socketAgain := open(t, next, free)[0], open(t, next, free)[0], open(t, next, socket)[0]
	if one.Addr().String() != onceMore.Addr().String() || two.Addr().String() != again.Addr().String() {
		t.Errorf("%v and %v became %v and %v", one.Addr(), two.Addr(), onceMore.Addr(), again.Addr())
	}
	if third := open(t, next, free)[0]; third.Addr().String() == one.Addr().String() || third.Addr().String() == two.Addr().String() {
		t.Error("a socket was used twice")
	}
	listen.CloseAll([]net.Listener{one, two, three})
	first.Leave()
	if !answers(onceMore) || !answers(again) || !answers(socketAgain) {
		t.Error("they do not listen any more")
	}
	listen.CloseAll([]net.Listener{socketAgain})
	if _, err := os.Lstat(path); err != nil {
		t.Errorf("the path is gone: %v", err)
	}
	next.Close()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the path is left behind: %v", err)
	}
}

// TestPathsOfSockets has those whose file is to be removed in the end: an
// abstract one has none.
func TestPathsOfSockets(t *testing.T) {
	path := socketPath(t)
	for _, tt := range []struct {
		a    listen.Address
		want string
	}{{listen.Address{Path: path}, path}, {listen.Address{Path: "@" + path}, ""}, {listen.Address{Host: "127.0.0.1", Port: "0"}, ""}} {
		var s Sockets
		open(t, &s, tt.a)
		if got := s.groups[0].Path; got != tt.want {
			t.Errorf("%v has the file %q, want %q", tt.a, got, tt.want)
		}
	}
}

// TestNamesHaveSeveralSockets has what localhost is here.
func TestNamesHaveSeveralSockets(t *testing.T) {
	var first Sockets
	a := listen.Address{Host: "localhost", Port: "0"}
	all := open(t, &first, a)
	again := open(t, passOn(t, &first), a)
	if len(again) != len(all) {
		t.Fatalf("%d sockets became %d", len(all), len(again))
	}
	for i := range all {
		if all[i].Addr().String() != again[i].Addr().String() {
			t.Errorf("%v became %v", all[i].Addr(), again[i].Addr())
		}
	}
}

func TestSettleGivesUpWhatNobodyWants(t *testing.T) {
	var first Sockets
	a := listen.Address{Host: "127.0.0.1", Port: "0"}
	l := open(t, &first, a)[0]
	next := passOn(t, &first)
	next.Settle()
	if groups, fds := next.used(); len(groups)+len(fds)+len(next.groups) > 0 {
		t.Errorf("%v %v", groups, fds)
	}
	l.Close()
	first.Leave()
	if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
		c.Close()
		t.Error("somebody listens still")
	}
}

// TestAcceptEndsWhenClosed has a listener whose socket was copied: it is not to
// block.
func TestAcceptEndsWhenClosed(t *testing.T) {
	var s Sockets
	l := open(t, &s, listen.Address{Host: "127.0.0.1", Port: "0"})[0]
	ended := make(chan error, 1)
	go func() {
		_, err := l.Accept()
		ended <- err
	}()
	l.Close()
	select {
	case err := <-ended:
		if !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it blocks")
	}
	s.Close()
}

func TestOpenFails(t *testing.T) {
	var s Sockets
	if all, err := s.Open(listen.Address{Path: "/nowhere/at/all"}, listen.Options{}); err == nil {
		t.Error(all)
	}
	next := Sockets{groups: []*group{{Addr: ":1", Count: 1, fds: []int{1 << 20}}}}
	if all, err := next.Open(listen.Address{Port: "1"}, listen.Options{}); err == nil || !strings.Contains(err.Error(), ":1, as it was passed on: ") {
		t.Error(all, err)
	}
}

func TestNamed(t *testing.T) {
	groups, err := named(`[{"Addr":"a","Count":2,"Path":"/a"},{"Addr":"b","Count":1}]`, []int{7, 8, 9})
	if err != nil || len(groups) != 2 || len(groups[0].fds) != 2 || groups[0].Path != "/a" || groups[1].fds[0] != 9 {
		t.Errorf("%v %v", groups, err)
	}
	for _, text := range []string{"", "[", `[{"Count":4}]`, `[{"Count":-1}]`, `[{"Count":1}]`, `[{"Count":9223372036854775807}]`} {
		if groups, err := named(text, []int{7, 8, 9}); err == nil {
			t.Errorf("%s is %v", text, groups)
		}
	}
}

// FuzzNamed has what another build says.
func FuzzNamed(f *testing.F) {
	f.Add(`[{"Addr":"a","Count":2}]`, 2)
	f.Fuzz(func(t *testing.T, text string, n int) {
		fds := make([]int, min(max(n, 0), 100))
		groups, err := named(text, fds)
		if err != nil {
			return
		}
		count := 0
		for _, g := range groups {
			count += len(g.fds)
		}
		if count != len(fds) {
			t.Errorf("%d of %d", count, len(fds))
		}
	})
}

// TestStartedAs has a link, as deployments turn from one release to the next.
func TestStartedAs(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "current")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{link: link, other: self, "nothing at all": self, "": self, self: self} {
		if got, err := startedAs(name, self, nil); got != want || err != nil {
			t.Errorf("%q: %s, %v, want %s", name, got, err, want)
		}
	}
	t.Setenv("PATH", filepath.Dir(link))
	if got, err := startedAs("current", self, nil); got != link || err != nil {
		t.Error(got, err)
	}
	unknown := errors.New("there is no /proc")
	if got, err := startedAs("current", "", unknown); got != link || err != nil {
		t.Error(got, err)
	}
	if got, err := startedAs("nothing at all", "", unknown); got != "" || err != unknown {
		t.Error(got, err)
	}
}

// TestStartInNoFolder has a program whose folder is gone.
func TestStartInNoFolder(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := program{path: self, dir: filepath.Join(t.TempDir(), "gone")}
	if _, err := p.spawn(new(Sockets), 2); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), p.dir) {
		t.Error(err)
	}
}

func TestInheritNothing(t *testing.T) {
	parent, sockets, err := Inherit()
	if parent != nil || sockets == nil || err != nil {
		t.Fatal(parent, sockets, err)
	}
	if parent.Ready(sockets) != nil || parent.Drain() != nil || parent.Gone() != nil {
		t.Error("a parent that is none")
	}
	parent.Failed("x")
	parent.Alive()
	parent.Stopped()
	t.Setenv(variable, "nonsense")
	if _, _, err := Inherit(); err == nil {
		t.Error("no error")
	}
	if _, there := os.LookupEnv(variable); there {
		t.Error("the variable is there still")
	}
}

// TestMessages has both ends in one process.
func TestMessages(t *testing.T) {
	ours, theirs, err := pair()
	if err != nil {
		t.Fatal(err)
	}
	near, err := linkOf(ours)
	if err != nil {
		t.Fatal(err)
	}
	far, err := linkOf(theirs)
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 4)
	c := &child{link: near, heard: make(chan struct{}), ready: make(chan []*group, 1), failed: make(chan string, 1), ended: make(chan struct{}), said: func(what string) { said <- what }}
	go c.listen()
	p := &Parent{link: far, drain: make(chan struct{}), gone: make(chan struct{})}
	go p.listen()
	var s Sockets
	l := open(t, &s, listen.Address{Host: "127.0.0.1", Port: "0"})[0]
	if err := p.Ready(&s); err != nil {
		t.Fatal(err)
	}
	groups, err := c.comeUp(10 * time.Second)
	if err != nil || len(groups) != 1 || groups[0].Addr != "127.0.0.1:0" || len(groups[0].fds) != 1 {
		t.Fatalf("%v %v", groups, err)
	}
	if again, err := groups[0].listeners(); err != nil || again[0].Addr().String() != l.Addr().String() {
		t.Error(again, err)
	}
	groups[0].close()
	p.Alive()
	p.Stopped()
	if first, second := <-said, <-said; first != sayAlive || second != sayStopped {
		t.Error(first, second)
	}
	p.Failed(strings.Repeat("x", 3000) + "\xff")
	if why := <-c.failed; len(why) != 2003 {
		t.Errorf("%d bytes", len(why))
	}
	c.drain()
	c.drain()
	<-p.Drain()
	near.Close()
	<-p.Gone()
	s.Close()
}

func TestExitCode(t *testing.T) {
	if got := exitCode(nil); got != 1 {
		t.Error(got)
	}
	for script, want := range map[string]int{"exit 0": 0, "exit 3": 3, "kill -TERM $$": 128 + int(syscall.SIGTERM)} {
		process, err := os.StartProcess("/bin/sh", []string{"sh", "-c", script}, &os.ProcAttr{})
		if err != nil {
			t.Fatal(err)
		}
		state, err := process.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if got := exitCode(state); got != want {
			t.Errorf("%s: %d", script, got)
		}
	}
}

// TestReloadAtTheEnd is told of: somebody waits for it.
func TestReloadAtTheEnd(t *testing.T) {
	var log strings.Builder
	m, err := NewMaster(slog.New(slog.NewTextHandler(&log, nil)), &Sockets{}, Watch{})
	if err != nil {
		t.Fatal(err)
	}
	m.End()
	m.reload("SIGHUP")
	if got := log.String(); !strings.Contains(got, `msg="not reloading: the program ends" why=SIGHUP`) || strings.Count(got, "\n") != 1 {
		t.Error(got)
	}
}
