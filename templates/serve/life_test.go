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
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/scgi"
)

// lifeApp is an app with all that Life has, in a folder.
func lifeApp(dir string) App {
	app := versionApp("1")
	build := app.Build
	app.Build = func(ctx context.Context) (http.Handler, func(context.Context) error, error) {
		h, release, err := build(ctx)
		draining := ctx.Value("pastegen.draining").(<-chan struct{})
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/ready" {
				h.ServeHTTP(w, r)
				return
			}
			select {
			case <-draining:
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
			}
		}), release, err
	}
	delay, _ := time.ParseDuration(os.Getenv("SERVE_TEST_DELAY"))
	app.Server = func() (Server, error) {
		var format accesslog.Format
		err := format.UnmarshalText([]byte("%m %U %>s %B"))
		return Server{
			Addrs:  []string{"127.0.0.1:0"},
			Access: accesslog.Options{To: []string{filepath.Join(dir, "access")}, Format: format},
			Life: Life{
				PIDFile: filepath.Join(dir, "pid"), DrainDelay: delay, Touch: []string{filepath.Join(dir, "touch")}, TouchLogs: []string{filepath.Join(dir, "logs")}, FIFO: filepath.Join(dir, "fifo"),
			},
		}, err
	}
	return app
}

// gatewayApp is an app behind a web server that speaks SCGI.
func gatewayApp(socket string) App {
	app := versionApp("1")
	app.Server = func() (Server, error) {
		return Server{Addrs: []string{"unix:" + socket}, Serve: gateway.Serve("unix:"+socket, scgi.Protocol)}, nil
	}
	return app
}

func startLife(t *testing.T) (p *program, dir, url string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("SERVE_TEST_DIR", dir)
	p = start(t, "life")
	return p, dir, p.urls("home", 1)[0]
}

// awaitFile waits for a file to have a text.
func awaitFile(t *testing.T, path, want string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		text, err := os.ReadFile(path)
		if string(text) == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is %q (%v), want %q", path, text, err, want)
		}
	}
}

func TestAccessLogOfReloaded(t *testing.T) {
	p, dir, url := startLife(t)
	log := filepath.Join(dir, "access")
	fetch(t, url+"a")
	response, err := http.Head(url + "head")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	answer := len(fetch(t, url+"b"))
	first := fmt.Sprintf("GET /a 200 %d\nHEAD /head 200 0\nGET /b 200 %d\n", answer, answer)
	awaitFile(t, log, first)
	http.DefaultClient.CloseIdleConnections()
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	p.await(1, "cleaned up")
	if err := os.Rename(log, log+".1"); err != nil {
		t.Fatal(err)
	}
	p.signal(sigReopen)
	awaitFile(t, log, "") // also that of the program which serves now: the other has ended its own
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		fetch(t, url+"c")
		if info, err := os.Stat(log); err == nil && info.Size() > 0 {
			break
		}
	}
	if text, err := os.ReadFile(log); !strings.HasPrefix(string(text), "GET /c 200 ") {
		t.Errorf("%q %v", text, err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

func TestPIDFile(t *testing.T) {
	p, dir, _ := startLife(t)
	path, pid := filepath.Join(dir, "pid"), strconv.Itoa(p.cmd.Process.Pid)
	awaitFile(t, path, pid+"\n")
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	awaitFile(t, path, pid+"\n")
	second := start(t, "life")
	second.exit(1)
	if len(second.seen("cannot serve", "says that process "+pid+" runs, and it does")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(second.seen(), "\n"))
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	for _, name := range []string{path, filepath.Join(dir, "fifo")} {
		if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left behind", name)
		}
	}
}

func TestDrainDelay(t *testing.T) {
	t.Setenv("SERVE_TEST_DELAY", "700ms")
	p, _, url := startLife(t)
	p.signal(syscall.SIGTERM)
	p.await(1, "not ready any more, and going on for a while")
	for path, want := range map[string]int{"ready": 503, "other": 200} { // by new connections
		response, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want || !response.Close {
			t.Errorf("%s: %s, the connection ends: %v", path, response.Status, response.Close)
		}
	}
	p.exit(0)
}

func TestTriggers(t *testing.T) {
	p, dir, _ := startLife(t)
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("fifo", "r")
	p.await(1, "msg=reloaded")
	write("touch", "x")
	p.await(2, "msg=reloaded")
	log := filepath.Join(dir, "access")
	if err := os.Remove(log); err != nil {
		t.Fatal(err)
	}
	write("logs", "x")
	awaitFile(t, log, "")
	write("fifo", "x")
	p.await(1, "a letter that means nothing", "letter=x")
	write("fifo", "q")
	p.exit(0)
}

// TestTriggerThatEndsAllAtOnce has a program that follows the first one: it ends
// without a word, too.
func TestTriggerThatEndsAllAtOnce(t *testing.T) {
	p, dir, _ := startLife(t)
	p.signal(syscall.SIGHUP)
	p.await(1, "msg=reloaded")
	p.await(1, "cleaned up")
	if err := os.WriteFile(filepath.Join(dir, "fifo"), []byte("Q"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.exit(1) // when nobody has its standard error any more
	if cleaned := p.seen("cleaned up"); len(cleaned) != 1 {
		t.Errorf("the one that followed has ended as usual: %q", p.seen())
	}
}

// TestNotify has a service manager.
func TestNotify(t *testing.T) {
	path := socketPath(t)
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	hear := func(want string) {
		t.Helper()
		buffer := make([]byte, 1000)
		for {
			_ = manager.SetReadDeadline(time.Now().Add(patience))
			n, err := manager.Read(buffer)
			got := string(buffer[:n])
			if err != nil || strings.HasPrefix(got, want) {
				if err != nil {
					t.Fatalf("%v, want %s", err, want)
				}
				return
			}
			if got != "WATCHDOG=1" {
				t.Fatalf("%q, want %s", got, want)
			}
		}
	}
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "100000")
	p := install(t, "reload")
	hear("READY=1")
	hear("WATCHDOG=1")
	p.signal(syscall.SIGHUP)
	hear("RELOADING=1\nMONOTONIC_USEC=")
	hear("READY=1\nSTATUS=reloaded")
	p.await(1, "cleaned up")
	hear("WATCHDOG=1") // that of the new one
	hear("WATCHDOG=1")
	p.write(t, []byte("#!/bin/sh\nexit 3\n"))
	p.signal(syscall.SIGHUP)
	hear("RELOADING=1")
	hear("READY=1\nSTATUS=cannot reload: exit status 3")
	p.signal(syscall.SIGTERM)
	hear("STOPPING=1")
	p.exit(0)
}

// TestReloadOfAGateway has a web server that asks by SCGI all the time.
func TestReloadOfAGateway(t *testing.T) {
	p := install(t, "gateway")
	p.await(1, "msg=listening", p.socket)
	stop, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(failed)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := askSCGI(p.socket); err != nil {
				failed <- err
				return
			}
		}
	}()
	for i := range 5 {
		p.signal(syscall.SIGHUP)
		p.await(i+1, "msg=reloaded")
	}
	close(stop)
	if err := <-failed; err != nil {
		t.Error(err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// askSCGI asks once.
func askSCGI(socket string) error {
	c, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	defer c.Close()
	header := "CONTENT_LENGTH\x000\x00SCGI\x001\x00REQUEST_METHOD\x00GET\x00REQUEST_URI\x00/x\x00SERVER_PROTOCOL\x00HTTP/1.1\x00SERVER_NAME\x00x\x00SERVER_PORT\x0080\x00PATH_INFO\x00/x\x00"
	if _, err := fmt.Fprintf(c, "%d:%s,", len(header), header); err != nil {
		return err
	}
	text, err := io.ReadAll(bufio.NewReader(c))
	if err == nil && !strings.HasSuffix(string(text), " /x ") {
		err = fmt.Errorf("%q", text)
	}
	return err
}
