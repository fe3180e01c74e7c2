package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/logs"
)

// TestMain lets this binary be a program as generated ones are, so that signals
// and exit codes are real.
func TestMain(m *testing.M) {
	version, set := builtAs()
	if set == "" {
		set = os.Getenv("SERVE_TEST_APPS")
	}
	if set != "" {
		os.Exit(Main(os.Args[1:], os.Stderr, Program{Config: noConfig, Apps: programApps(set, version)}))
	}
	os.Exit(m.Run())
}

// programApps are the apps of the test program. Those that are built say so, as
// do their clean-ups.
func programApps(set, version string) []App {
	home := testApp("home", "127.0.0.1:0")
	switch set {
	case "one":
		return []App{home}
	case "several":
		return []App{home, testApp("pub", "127.0.0.1:0", "127.0.0.1:0"), testApp("bare")}
	case "own":
		return []App{servesItself("own", nil)}
	case "own failing":
		return []App{home, servesItself("own", errors.New("no bus"))}
	case "own done":
		app := servesItself("own", nil)
		app.Serve = func(context.Context, http.Handler) error { return nil }
		return []App{app}
	case "servers":
		at := func() (Server, error) { return Server{Addrs: []string{"127.0.0.1:0"}}, nil }
		home.Addrs, home.Server = nil, at
		home.Servers = []NamedServer{{"one", at}, {"two", at}}
		return []App{home}
	case "failing":
		return []App{home, testApp("pub", "127.0.0.1:0"), {Name: "bad", Addrs: []string{"127.0.0.1:0"}, Build: buildBad}}
	case "late":
		app := testApp("late")
		app.Server = func() (Server, error) { return Server{Addrs: []string{"127.0.0.1:0"}}, nil }
		return []App{app}
	case "nowhere":
		app := testApp("nowhere")
		app.Server = func() (Server, error) {
			return Server{}, errors.Join(errors.New("PORT is not set"), errors.New("HOST is empty"))
		}
		return []App{home, app}
	case "panicking":
		return []App{home, {Name: "panicking", Build: buildPanicking}}
	case "hanging":
		return []App{home, {Name: "hanging", Addrs: []string{"127.0.0.1:0"}, Build: buildHanging}}
	case "slow end":
		return []App{home, {Name: "slow", Addrs: []string{"127.0.0.1:0"}, Build: buildReleased(func(context.Context) error {
			fmt.Fprintln(os.Stderr, "release has begun")
			time.Sleep(300 * time.Millisecond)
			fmt.Fprintln(os.Stderr, "release has ended")
			return nil
		})}}
	case "no end":
		return []App{home, {Name: "stuck", Addrs: []string{"127.0.0.1:0"}, Build: buildReleased(stuckRelease)}, testApp("pub", "127.0.0.1:0")}
	case "deaf":
		return []App{home, {Name: "deaf", Addrs: []string{"127.0.0.1:0"}, Build: buildDeaf}}
	case "nil":
		return []App{home, {Name: "nil", Addrs: []string{"127.0.0.1:0"}, Build: buildNil(nil)}}
	case "nil function":
		return []App{home, {Name: "nil", Addrs: []string{"127.0.0.1:0"}, Build: buildNil(http.HandlerFunc(nil))}}
	case "nil pointer":
		return []App{home, {Name: "nil", Addrs: []string{"127.0.0.1:0"}, Build: buildNil((*http.ServeMux)(nil))}}
	case "own panicking":
		app := servesItself("own", nil)
		app.Serve = func(context.Context, http.Handler) error { panic("no wire") }
		return []App{home, app}
	case "own stuck":
		app := servesItself("own", nil)
		app.Serve = func(context.Context, http.Handler) error {
			fmt.Fprintln(os.Stderr, "own server is stuck")
			select {}
		}
		return []App{app}
	case "reload":
		return []App{versionApp(version, "127.0.0.1:0", "unix:"+os.Getenv("SERVE_TEST_SOCKET"))}
	case "reload all":
		return []App{secureApp(version, os.Getenv("SERVE_TEST_SOCKET"))}
	case "life":
		return []App{lifeApp(os.Getenv("SERVE_TEST_DIR"))}
	case "captured":
		home.settings.Log = logs.Options{To: filepath.Join(os.Getenv("SERVE_TEST_DIR"), "log"), Capture: true}
		return []App{home}
	case "configured":
		home.settings.Log = logs.Options{Config: filepath.Join(os.Getenv("SERVE_TEST_DIR"), "log.ini")}
		return []App{home}
	case "gateway":
		return []App{gatewayApp(os.Getenv("SERVE_TEST_SOCKET"))}
	case "socket":
		app := testApp("socket", "unix:"+os.Getenv("SERVE_TEST_SOCKET"))
		app.settings.Listen.Mode = 0o660
		return []App{app}
	case "both families":
		return []App{testApp("four", "0.0.0.0:"+os.Getenv("SERVE_TEST_PORT")), testApp("six", "[::]:"+os.Getenv("SERVE_TEST_PORT"))}
	case "bad address":
		return []App{home, testApp("bad", "::1:80")}
	case "own made", "own refuses", "own panics", "own untried", "own untried unclean":
		home.Addrs = nil
		home.Serve = func(_ context.Context, app http.Handler) error {
			switch {
			case app != nil:
				return errors.New("it has served")
			case set == "own refuses":
				return errors.New("no certificate")
			case set == "own panics":
				panic("no key")
			case set == "own untried":
				return Untried
			case set == "own untried unclean":
				return errors.Join(Untried, errors.New("the file is gone"))
			}
			fmt.Fprintln(os.Stderr, "made home's server")
			return nil
		}
		return []App{home}
	case "unclean":
		return []App{home, {Name: "unclean", Addrs: []string{"127.0.0.1:0"}, Build: buildUnclean}}
	}
	panic("no apps " + set)
}

func testApp(name string, addrs ...string) App {
	build := func(ctx context.Context) (http.Handler, func(context.Context) error, error) {
		fmt.Fprintln(os.Stderr, "built", name)
		cleanup := func(limited context.Context) error {
			_, bounded := limited.Deadline()
			fmt.Fprintln(os.Stderr, "cleaned up", name, "bounded", bounded, "ended", ctx.Err() != nil)
			return nil
		}
		return testHandler(ctx, name), cleanup, nil
	}
	return App{Name: name, Addrs: addrs, Build: build}
}

// servesItself is an app with a server of its own, which answers one request and
// then serves until the end, or fails.
func servesItself(name string, failure error) App {
	app := testApp(name)
	app.Serve = func(ctx context.Context, h http.Handler) error {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		fmt.Fprint(os.Stderr, "own server: ", w.Body)
		if failure != nil {
			return failure
		}
		<-ctx.Done()
		fmt.Fprintln(os.Stderr, "own server ends")
		return nil
	}
	return app
}

func testHandler(ctx context.Context, name string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, name, os.Getenv("PASTE_HERE"), r.Context().Value(http.LocalAddrContextKey))
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(os.Stderr, "slow has begun")
		time.Sleep(500 * time.Millisecond)
		fmt.Fprintln(w, "ended", ctx.Err() != nil)
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(os.Stderr, "hang has begun")
		<-r.Context().Done()
	})
	return mux
}

func buildBad(context.Context) (http.Handler, func(context.Context) error, error) {
	return nil, nil, errors.New("app.ini:3: [app:bad]: no database")
}

func buildPanicking(context.Context) (http.Handler, func(context.Context) error, error) {
	panic("limit must be positive")
}

func buildHanging(ctx context.Context) (http.Handler, func(context.Context) error, error) {
	fmt.Fprintln(os.Stderr, "building hangs")
	<-ctx.Done()
	return nil, nil, ctx.Err()
}

// buildReleased builds an app with a clean-up.
func buildReleased(release func(context.Context) error) func(context.Context) (http.Handler, func(context.Context) error, error) {
	return func(context.Context) (http.Handler, func(context.Context) error, error) {
		return http.NotFoundHandler(), release, nil
	}
}

// stuckRelease is a clean-up that takes no notice of its context.
func stuckRelease(context.Context) error {
	fmt.Fprintln(os.Stderr, "release is stuck")
	select {}
}

// buildDeaf takes no notice of its context either.
func buildDeaf(context.Context) (http.Handler, func(context.Context) error, error) {
	fmt.Fprintln(os.Stderr, "building is stuck")
	select {}
}

func buildNil(h http.Handler) func(context.Context) (http.Handler, func(context.Context) error, error) {
	return func(context.Context) (http.Handler, func(context.Context) error, error) {
		return h, func(context.Context) error {
			fmt.Fprintln(os.Stderr, "cleaned up nil")
			return nil
		}, nil
	}
}

func buildUnclean(context.Context) (http.Handler, func(context.Context) error, error) {
	return http.NotFoundHandler(), func(context.Context) error { return errors.New("disk full") }, nil
}

// patience is how long a program may take for what it does at once, on a machine
// that has other work.
const patience = time.Minute

// program is a run of the test program.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	stderr io.Closer     // our end
	ended  chan struct{} // closed when all of stderr is in lines

	mu    sync.Mutex
	lines []string
}

func start(t *testing.T, apps string, args ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), "SERVE_TEST_APPS="+apps, "GORACE=atexit_sleep_ms=0") // each end takes a second else
	return p.start()
}

// start starts a program whose command is prepared.
func (p *program) start() *program {
	p.t.Helper()
	t := p.t
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.stderr = stderr
	go p.collect(stderr)
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

func (p *program) collect(stderr io.Reader) {
	defer close(p.ended)
	for scanner := bufio.NewScanner(stderr); scanner.Scan(); {
		p.mu.Lock()
		p.lines = append(p.lines, scanner.Text())
		p.mu.Unlock()
	}
}

// seen returns the lines so far that have all the parts.
func (p *program) seen(parts ...string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []string
	for _, line := range p.lines {
		has := true
		for _, part := range parts {
			has = has && strings.Contains(line, part)
		}
		if has {
			found = append(found, line)
		}
	}
	return found
}

// await waits for count lines that have all the parts.
func (p *program) await(count int, parts ...string) []string {
	p.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if found := p.seen(parts...); len(found) >= count {
			return found
		}
	}
	p.t.Fatalf("no %d lines with %q in:\n%s", count, parts, strings.Join(p.seen(), "\n"))
	return nil
}

// urls waits until an app listens on count addresses, and returns their URLs.
func (p *program) urls(app string, count int) []string {
	p.t.Helper()
	var urls []string
	for _, line := range p.await(count, "level=INFO msg=listening app="+app+" addr=127.0.0.1:") {
		_, url, _ := strings.Cut(line, " url=")
		urls = append(urls, url)
	}
	return urls
}

func (p *program) signal(sig syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

// exit waits for the program to end and checks its exit code; -1 is for one
// that a signal has ended.
func (p *program) exit(want int) {
	p.t.Helper()
	if code := p.end(); code != want {
		p.t.Errorf("exit code %d, want %d:\n%s", code, want, strings.Join(p.seen(), "\n"))
	}
}

// end waits for the program to end, and returns its exit code.
func (p *program) end() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("still running:\n%s", strings.Join(p.seen(), "\n"))
	}
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
