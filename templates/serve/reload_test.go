package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// versionApp is an app that says which build it is of, and repeats what it is
// sent.
func versionApp(addrs ...string) App {
	build := func(context.Context) (http.Handler, func(context.Context) error, error) {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				panic(err)
			}
			if r.URL.Path == "/slow" {
				fmt.Fprintln(os.Stderr, "slow has begun")
				time.Sleep(500 * time.Millisecond)
			}
			w.Header().Set("X-Version", os.Getenv("SERVE_TEST_VERSION"))
			fmt.Fprintf(w, "%d %s %s", os.Getpid(), r.URL.Path, body)
		}), func(context.Context) error { fmt.Fprintln(os.Stderr, "cleaned up", os.Getpid()); return nil }, nil
	}
	return App{Name: "home", Addrs: addrs, Build: build}
}

// socketPath returns a path that is short enough for a socket.
func socketPath(t *testing.T) string {
	dir, err := os.MkdirTemp("", "serve")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

// installed is a program that can be replaced by other builds.
type installed struct {
	*program
	path   string
	socket string
}

// install starts the test program from a path of its own, as build 1.
func install(t *testing.T, apps string) *installed {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app")
	i := &installed{path: path, socket: socketPath(t)}
	i.build(t, "1", apps)
	t.Setenv("SERVE_TEST_SOCKET", i.socket)
	i.program = &program{t: t, cmd: exec.Command(path), ended: make(chan struct{})}
	i.start()
	return i
}

// build puts another build into the program's place.
func (i *installed) build(t *testing.T, version, apps string) {
	t.Helper()
	if err := os.WriteFile(i.path+".build", []byte(version+" "+apps), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	i.write(t, text)
}

// write replaces the program's file as people do it: the old one stays where it
// is used.
func (i *installed) write(t *testing.T, text []byte) {
	t.Helper()
	if err := os.WriteFile(i.path+".new", text, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(i.path+".new", i.path); err != nil {
		t.Fatal(err)
	}
}

// asker asks one request after the other, and checks each answer.
type asker struct {
	network, addr string
	kept          bool // it keeps its connections
	conn          net.Conn
	read          *bufio.Reader
}

// ask asks once. It is a new connection if the last answer has said so.
func (c *asker) ask(path string) (version string, err error) {
	if c.conn == nil {
		if c.conn, err = net.Dial(c.network, c.addr); err != nil {
			return "", err
		}
		c.read = bufio.NewReader(c.conn)
	}
	_ = c.conn.SetDeadline(time.Now().Add(20 * time.Second))
	word := "keep-alive"
	if !c.kept {
		word = "close"
	}
	body := strings.Repeat("b", 100)
	if _, err := fmt.Fprintf(c.conn, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: %s\r\nContent-Length: %d\r\n\r\n%s", path, word, len(body), body); err != nil {
		return "", err
	}
	response, err := http.ReadResponse(c.read, nil)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != 200 || !strings.HasSuffix(string(text), " "+path+" "+body) {
		return "", fmt.Errorf("%s %q", response.Status, text)
	}
	if response.Close {
		c.conn.Close()
		c.conn = nil
	}
	return response.Header.Get("X-Version"), nil
}

// load has clients that ask until it is stopped.
type load struct {
	stop     chan struct{}
	group    sync.WaitGroup
	requests atomic.Int64
	mu       sync.Mutex
	errs     []error
	versions map[string]int
}

func startLoad(clients ...*asker) *load {
	l := &load{stop: make(chan struct{}), versions: map[string]int{}}
	for n, c := range clients {
		l.group.Add(1)
		go func() {
			defer l.group.Done()
			for i := 0; ; i++ {
				select {
				case <-l.stop:
					return
				default:
				}
				version, err := c.ask(fmt.Sprintf("/%d/%d", n, i))
				l.requests.Add(1)
				l.mu.Lock()
				l.versions[version]++
				if err != nil {
					l.errs = append(l.errs, fmt.Errorf("client %d (%s), request %d: %w", n, c.network, i, err))
					c.conn = nil
				}
				l.mu.Unlock()
			}
		}()
	}
	return l
}

// end stops the clients. No request may have failed.
func (l *load) end(t *testing.T) {
	t.Helper()
	close(l.stop)
	l.group.Wait()
	for i, err := range l.errs {
		if i < 10 {
			t.Error(err)
		}
	}
	t.Logf("%d requests, %d failed, by builds: %v", l.requests.Load(), len(l.errs), l.versions)
}

// reloadTime is how long the tests reload, and how often.
func reloadTime(t *testing.T) (all, each time.Duration) {
	text := os.Getenv("PASTEGEN_RELOAD")
	if text == "" {
		return 2 * time.Second, 250 * time.Millisecond
	}
	all, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return all, time.Second
}

// TestReloadUnderLoad reloads again and again, each time another build.
func TestReloadUnderLoad(t *testing.T) {
	p := install(t, "reload")
	addr := strings.TrimSuffix(strings.TrimPrefix(p.urls("home", 1)[0], "http://"), "/")
	p.await(1, "addr=unix:"+p.socket)
	var clients []*asker
	for i := range 10 {
		c := &asker{network: "tcp", addr: addr, kept: i%2 == 0}
		if i%4 > 1 {
			c.network, c.addr = "unix", p.socket
		}
		clients = append(clients, c)
	}
	load := startLoad(clients...)
	all, each := reloadTime(t)
	reloads := 0
	for begun := time.Now(); time.Since(begun) < all; time.Sleep(each) {
		reloads++
		p.build(t, fmt.Sprint(reloads+1), "reload")
		p.signal([]syscall.Signal{syscall.SIGHUP, syscall.SIGUSR2}[reloads%2])
		p.await(reloads, "msg=reloaded")
	}
	load.end(t)
	if n := len(load.versions); n < reloads {
		t.Errorf("%d builds have answered, of %d", n, reloads+1)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if got := len(p.seen("cleaned up")); got != reloads+1 {
		t.Errorf("%d clean-ups of %d programs", got, reloads+1)
	}
	if _, err := os.Lstat(p.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is left behind: %v", err)
	}
}

// TestReloadThatFails has builds that do not come up.
func TestReloadThatFails(t *testing.T) {
	p := install(t, "reload")
	url := p.urls("home", 1)[0]
	c := &asker{network: "unix", addr: p.socket, kept: true}
	load := startLoad(c, &asker{network: "tcp", addr: strings.Trim(url, "htp:/")})
	for i, build := range []struct{ text, why string }{
		{"#!/bin/sh\nexit 3\n", "exit status 3"},
		{"no program", "exec format error"},
		{"#!/bin/sh\nkill -KILL $$\n", "signal: killed"},
		{"#!/bin/sh\nSERVE_TEST_APPS=failing exec " + os.Args[0] + "\n", "cannot build app=bad err=app.ini:3: [app:bad]: no database"},
		{"#!/bin/sh\nSERVE_TEST_APPS='bad address' exec " + os.Args[0] + "\n", "cannot listen app=bad addr=::1:80"},
	} {
		p.write(t, []byte(build.text))
		p.signal(syscall.SIGHUP)
		if line := p.await(i+1, "level=ERROR", "cannot reload: the program that runs goes on")[i]; !strings.Contains(line, build.why) {
			t.Errorf("%s, want %s", line, build.why)
		}
	}
	if err := os.Remove(p.path); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	p.await(1, "cannot reload", "no such file")
	p.build(t, "7", "reload")
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	load.end(t)
	if got, err := (&asker{network: "unix", addr: p.socket}).ask("/"); got != "7" || err != nil {
		t.Error(got, err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestReloadEndsRequests has one that is being answered, and a connection that
// is kept, but not used.
func TestReloadEndsRequests(t *testing.T) {
	p := install(t, "reload")
	p.urls("home", 1)
	idle, slow := &asker{network: "unix", addr: p.socket, kept: true}, &asker{network: "unix", addr: p.socket, kept: true}
	if _, err := idle.ask("/"); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	go func() {
		version, err := slow.ask("/slow")
		if err == nil && (version != "1" || slow.conn != nil) {
			err = errors.New("not by the old program, or the connection is kept: " + version)
		}
		answered <- err
	}()
	p.await(1, "slow has begun")
	p.build(t, "2", "reload")
	p.signal(syscall.SIGHUP)
	p.await(1, "draining: another program serves")
	if err := <-answered; err != nil {
		t.Error(err)
	}
	if version, err := idle.ask("/"); version != "1" || err != nil || idle.conn != nil {
		t.Errorf("%s, %v; it is the last of the connection: %v", version, err, idle.conn == nil)
	}
	if version, err := idle.ask("/"); version != "2" || err != nil {
		t.Error(version, err)
	}
	p.await(1, "cleaned up")
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestEndOfReloaded has the ways in which the program that serves can end: the
// process that was started ends so, too.
func TestEndOfReloaded(t *testing.T) {
	for _, tt := range []struct {
		signal syscall.Signal // to the program that serves
		code   int
	}{{syscall.SIGTERM, 0}, {syscall.SIGKILL, 128 + 9}, {syscall.SIGQUIT, 2}} {
		p := install(t, "reload")
		p.urls("home", 1)
		p.signal(syscall.SIGHUP)
		p.await(1, "msg=reloaded")
		p.await(1, "cleaned up")
		pid := 0
		if _, err := fmt.Sscanf(p.seen("msg=reloaded")[0][strings.Index(p.seen("msg=reloaded")[0], "pid="):], "pid=%d", &pid); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, tt.signal); err != nil {
			t.Fatal(err)
		}
		p.exit(tt.code)
		if len(p.seen("the program has ended by itself")) != 1 {
			t.Errorf("it tells\n%s", strings.Join(p.seen(), "\n"))
		}
	}
}

// TestParentThatIsKilled leaves no program behind.
func TestParentThatIsKilled(t *testing.T) {
	p := install(t, "reload")
	p.urls("home", 1)
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	p.signal(syscall.SIGKILL)
	p.await(1, "the process that has started this one has ended")
	p.exit(-1) // when nobody has its standard error any more
}

// TestSignalsOfReloaded has a second one that ends all at once, and one while a
// program is starting.
func TestSignalsOfReloaded(t *testing.T) {
	p := install(t, "reload")
	p.urls("home", 1)
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	p.await(1, "cleaned up")
	go func() { _, _ = (&asker{network: "unix", addr: p.socket}).ask("/slow") }()
	p.await(1, "slow has begun")
	for range 3 {
		p.signal(syscall.SIGTERM)
	}
	p.exit(0)

	p = install(t, "reload")
	p.urls("home", 1)
	p.write(t, []byte("#!/bin/sh\necho starting >&2\nexec sleep 100\n"))
	p.signal(syscall.SIGHUP)
	p.await(1, "starting")
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestReloadWithOtherAddresses has a build that listens elsewhere, and then one
// that listens as the first.
func TestReloadWithOtherAddresses(t *testing.T) {
	p := install(t, "reload")
	url := p.urls("home", 1)[0]
	p.build(t, "2", "one")
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	p.await(1, "cleaned up")
	if got := fetch(t, url); !strings.HasPrefix(got, "home ") { // the first address is the same
		t.Error(got)
	}
	if _, err := os.Lstat(p.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket that nobody listens on is there: %v", err)
	}
	p.build(t, "3", "reload")
	p.signal(syscall.SIGHUP)
	p.await(2, "msg=reloaded")
	if version, err := (&asker{network: "unix", addr: p.socket}).ask("/"); version != "3" || err != nil {
		t.Error(version, err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if _, err := os.Lstat(p.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is left behind: %v", err)
	}
}
