package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/internal/clients"
)

// versionApp is an app that says which build it is of, and repeats what it is
// sent.
func versionApp(version string, addrs ...string) App {
	build := func(ctx context.Context) (http.Handler, func(context.Context) error, error) {
		echo := clients.Echo(version)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				fmt.Fprintln(os.Stderr, "slow has begun")
				time.Sleep(2 * time.Second)
			}
			if r.URL.Path == "/reloads" {
				showReloads(ctx, w)
				return
			}
			echo.ServeHTTP(w, r)
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

// showReloads shows what the server has counted of them.
func showReloads(ctx context.Context, w io.Writer) {
	samples := ctx.Value("pastegen.server").(func(func(name, kind, help string), sampler))
	samples(func(string, string, string) {}, func(name string, value float64, labels ...string) {
		if name == "server_reloads_total" {
			fmt.Fprint(w, labels[1], " ", value, " ")
		}
	})
}

// secureApp is versionApp on all kinds of addresses.
func secureApp(version, socket string) App {
	app := versionApp(version)
	app.Server = func() (Server, error) {
		return Server{Addrs: []string{"127.0.0.1:0"}, TLS: certs.Options{Cert: certs.SelfMade}, Plain: []string{"127.0.0.1:0", "unix:" + socket}}, nil
	}
	return app
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

// builtMark is before what a build has at its end, where it does no harm: its
// version and its apps.
const builtMark = "\nbuild of serve's tests: "

// build puts another build into the program's place.
func (i *installed) build(t *testing.T, version, apps string) {
	t.Helper()
	text, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	i.write(t, append(text, builtMark+version+" "+apps...))
}

// builtAs returns what build has written at the end of this program; nothing
// for the program of the tests.
func builtAs() (version, apps string) {
	self, err := os.Open("/proc/self/exe") // its file may have another name by now, or none
	if err != nil {
		return "", ""
	}
	defer self.Close()
	end := make([]byte, 100)
	if _, err := self.Seek(-int64(len(end)), io.SeekEnd); err != nil {
		return "", ""
	}
	if _, err := io.ReadFull(self, end); err != nil {
		return "", ""
	}
	_, built, _ := strings.Cut(string(end), builtMark)
	version, apps, _ = strings.Cut(built, " ")
	return version, apps
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

// TestReloadThatFails has builds that do not come up.
func TestReloadThatFails(t *testing.T) {
	p := install(t, "reload")
	url, deadline := p.urls("home", 1)[0], time.Now().Add(20*time.Second)
	c := &clients.Asker{Network: "unix", Addr: p.socket, Kept: true}
	load := clients.StartLoad(0, c, &clients.Asker{Network: "tcp", Addr: strings.Trim(url, "htp:/")})
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
	load.End(t, false)
	for want := "done 1 failed 6 "; fetch(t, url+"reloads") != want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q, want %q", fetch(t, url+"reloads"), want)
		}
	}
	if got, err := (&clients.Asker{Network: "unix", Addr: p.socket}).Ask("/"); got != "7" || err != nil {
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
	idle, slow := &clients.Asker{Network: "unix", Addr: p.socket, Kept: true}, &clients.Asker{Network: "unix", Addr: p.socket, Kept: true}
	if _, err := idle.Ask("/"); err != nil {
		t.Fatal(err)
	}
	p.build(t, "2", "reload") // which may take longer than the answer
	answered := make(chan error, 1)
	go func() {
		version, err := slow.Ask("/slow")
		if err == nil && (version != "1" || slow.Connected()) {
			err = errors.New("not by the old program, or the connection is kept: " + version)
		}
		answered <- err
	}()
	p.await(1, "slow has begun")
	p.signal(syscall.SIGHUP)
	p.await(1, "draining: another program serves")
	if err := <-answered; err != nil {
		t.Error(err)
	}
	if version, err := idle.Ask("/"); version != "1" || err != nil || idle.Connected() {
		t.Errorf("%s, %v; it is the last of the connection: %v", version, err, !idle.Connected())
	}
	if version, err := idle.Ask("/"); version != "2" || err != nil {
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
		if serving, err := os.FindProcess(pid); err != nil || serving.Signal(tt.signal) != nil {
			t.Fatalf("%d does not hear %v: %v", pid, tt.signal, err)
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
	go func() { _, _ = (&clients.Asker{Network: "unix", Addr: p.socket}).Ask("/slow") }()
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
	if version, err := (&clients.Asker{Network: "unix", Addr: p.socket}).Ask("/"); version != "3" || err != nil {
		t.Error(version, err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if _, err := os.Lstat(p.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is left behind: %v", err)
	}
}
