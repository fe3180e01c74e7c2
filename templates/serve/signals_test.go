package serve

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// TestRepeatedSignal has what ends a group of processes, and tells each of it
// twice.
func TestRepeatedSignal(t *testing.T) {
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else the end alone takes the moment
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		for try := 0; try < 10 && !repeated(t, sig); try++ {
			t.Log("the machine was too slow to tell")
		}
	}
}

// repeated reports whether a signal was repeated within the moment that there is
// for that.
func repeated(t *testing.T, sig syscall.Signal) bool {
	t.Helper()
	p := start(t, "slow end")
	p.urls("slow", 1)
	begun := time.Now()
	for range 3 {
		p.signal(sig)
	}
	p.await(1, "release has begun")
	_ = p.cmd.Process.Signal(sig) // which may have ended by now
	code := p.end()
	if time.Since(begun) >= moment {
		return false
	}
	if code != 0 || len(p.seen("release has ended")) != 1 || len(p.seen("cleaned up home")) != 1 {
		t.Errorf("it ended with code %d and\n%s", code, strings.Join(p.seen(), "\n"))
	}
	return true
}

func TestSecondSignalAfterAMomentEndsAtOnce(t *testing.T) {
	p := start(t, "one")
	go func() { _, _ = http.Get(p.urls("home", 1)[0] + "hang") }()
	p.await(1, "hang has begun")
	p.signal(syscall.SIGTERM)
	p.await(1, "shutting down")
	time.Sleep(moment + moment/2)
	p.signal(syscall.SIGTERM)
	p.exit(-1)
}

// TestCleanUpThatDoesNotEnd has one that is stuck, between others.
func TestCleanUpThatDoesNotEnd(t *testing.T) {
	p := start(t, "no end")
	p.urls("stuck", 1)
	p.signal(syscall.SIGTERM)
	begun := time.Now()
	p.exit(1)
	if took := time.Since(begun); took > cleanupTimeout+patience/4 {
		t.Errorf("it took %v", took)
	}
	for _, parts := range [][]string{{"cleaned up home"}, {"cleaned up pub"}, {`msg="clean-up failed" app=stuck err="clean-up `, "stuckRelease has not ended in time", "program_test.go"}} {
		if len(p.seen(parts...)) != 1 {
			t.Errorf("no %q in\n%s", parts, strings.Join(p.seen(), "\n"))
		}
	}
}

// TestBuildThatDoesNotEnd has a factory that takes no notice of the signal.
func TestBuildThatDoesNotEnd(t *testing.T) {
	p := start(t, "deaf")
	p.await(1, "building is stuck")
	p.signal(syscall.SIGTERM)
	begun := time.Now()
	p.exit(1)
	if took := time.Since(begun); took > buildTimeout+patience/4 {
		t.Errorf("it took %v", took)
	}
	if len(p.seen("cannot build", "app=deaf", "stopped by a signal, it was still being built at", "buildDeaf")) != 1 || len(p.seen("cleaned up home")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

// TestNobodyReadsTheLog closes the other end of the standard error.
func TestNobodyReadsTheLog(t *testing.T) {
	p := start(t, "one")
	url := p.urls("home", 1)[0]
	fetch(t, url)
	p.stderr.Close()
	for range 3 {
		c, err := net.Dial("tcp", strings.Trim(strings.TrimPrefix(url, "http:"), "/"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprint(c, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") // which writes to the standard error
		if response, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || response.StatusCode != 200 {
			t.Fatal(err)
		}
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

func TestAppThatIsNil(t *testing.T) {
	for apps, kind := range map[string]string{"nil": "<nil>", "nil function": "http.HandlerFunc", "nil pointer": "*http.ServeMux"} {
		for _, args := range [][]string{nil, {"-check"}} {
			p := start(t, apps, args...)
			p.exit(1)
			if len(p.seen("cannot build", "app=nil", "its function has returned no handler: a "+kind+" that is nil")) != 1 || len(p.seen("cleaned up nil")) != 1 || len(p.seen("listening")) > 0 {
				t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
			}
		}
	}
}

func TestOwnServerPanics(t *testing.T) {
	p := start(t, "own panicking")
	p.exit(1)
	if len(p.seen("cannot serve", "app=own", "panic: no wire", "program_test.go")) != 1 || len(p.seen("cleaned up ")) != 2 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestOwnServerThatIsReplacedIsTold(t *testing.T) {
	for _, args := range [][]string{{"-listen", "127.0.0.1:0"}, {"-serve", "own=127.0.0.1:0 own=127.0.0.1:0"}} {
		p := start(t, "own", args...)
		p.urls("own", len(strings.Fields(args[1])))
		if len(p.seen("level=WARN", "plain HTTP in place of the app's own server", "app=own")) != 1 {
			t.Errorf("it tells\n%s", strings.Join(p.seen(), "\n"))
		}
		p.signal(syscall.SIGTERM)
		p.exit(0)
	}
	p := start(t, "one", "-listen", "127.0.0.1:0")
	p.urls("home", 1)
	if len(p.seen("level=WARN")) > 0 {
		t.Errorf("it tells\n%s", strings.Join(p.seen(), "\n"))
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

func TestModeOfASocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "serve")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "s")
	t.Setenv("SERVE_TEST_SOCKET", path)
	p := start(t, "socket")
	p.await(1, "msg=listening app=socket addr=unix:"+path)
	if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("%v %v", info, err)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestBothFamilies has two apps at one port.
func TestBothFamilies(t *testing.T) {
	if l, err := net.Listen("tcp6", "[::1]:0"); err != nil {
		t.Skip("there is no IPv6 here")
	} else {
		l.Close()
	}
	_, port, err := net.SplitHostPort(addrs.Free(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("SERVE_TEST_PORT", port)
	p := start(t, "both families")
	p.await(2, "msg=listening")
	for host, want := range map[string]string{"127.0.0.1": "four", "[::1]": "six"} {
		if got := fetch(t, "http://"+host+":"+port+"/"); !strings.HasPrefix(got, want+" ") {
			t.Errorf("%s answers %q", host, got)
		}
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

func TestBadAddress(t *testing.T) {
	p := start(t, "bad address")
	p.exit(1)
	if len(p.seen(`msg="cannot listen" app=bad addr=::1:80 err="\"::1:80\" is an IPv6 address without brackets: write [::1]:8080, so that it is told from its port"`)) != 1 || len(p.seen("cleaned up ")) != 2 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

// TestArgumentsOfACGIProgram has what a client can write in a query.
func TestArgumentsOfACGIProgram(t *testing.T) {
	t.Setenv("GATEWAY_INTERFACE", "CGI/1.1")
	t.Setenv("REQUEST_METHOD", "GET")
	for _, args := range [][]string{{"-print-config"}, {"word"}, {"-listen", "0.0.0.0:1"}} {
		p := start(t, "own done", args...)
		p.exit(0)
		if len(p.seen("cleaned up own")) != 1 {
			t.Errorf("%q: it ended with\n%s", args, strings.Join(p.seen(), "\n"))
		}
	}
}
