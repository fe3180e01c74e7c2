package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestServesUntilASignal(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := start(t, "one")
		url := p.urls("home", 1)[0]
		addr := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
		if got, want := fetch(t, url), "home  "+addr+"\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		p.signal(sig)
		p.exit(0)
		if len(p.seen("msg=\"shutting down\"")) != 1 || len(p.seen("cleaned up home bounded true ended true")) != 1 {
			t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
		}
	}
}

func TestSeveralApps(t *testing.T) {
	p := start(t, "several")
	for _, app := range []struct {
		name  string
		count int
	}{{"home", 1}, {"pub", 2}} {
		for _, url := range p.urls(app.name, app.count) {
			if got := fetch(t, url); !strings.HasPrefix(got, app.name+" ") {
				t.Errorf("%s answers %q", url, got)
			}
		}
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if built, want := p.seen("built "), []string{"built home", "built pub"}; !slices.Equal(built, want) {
		t.Errorf("%q, want %q", built, want)
	}
	ended := p.seen("cleaned up ")
	if len(ended) != 2 || !strings.HasPrefix(ended[0], "cleaned up pub ") || !strings.HasPrefix(ended[1], "cleaned up home ") {
		t.Errorf("clean-ups ran as %q", ended)
	}
}

func TestServeFlag(t *testing.T) {
	p := start(t, "several", "-serve", "bare=127.0.0.1:0 home=127.0.0.1:0 bare=127.0.0.1:0", "-here", t.TempDir())
	for _, url := range p.urls("bare", 2) {
		if got := fetch(t, url); !strings.HasPrefix(got, "bare /") {
			t.Errorf("%s answers %q", url, got)
		}
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if built, want := p.seen("built "), []string{"built bare", "built home"}; !slices.Equal(built, want) {
		t.Errorf("%q, want %q", built, want)
	}
}

func TestRequestInFlightIsAnswered(t *testing.T) {
	p := start(t, "one")
	url := p.urls("home", 1)[0]
	answer := make(chan string)
	go func() { answer <- fetch(t, url+"slow") }()
	p.await(1, "slow has begun")
	p.signal(syscall.SIGTERM)
	if got, want := <-answer, "ended false\n"; got != want {
		t.Errorf("the answer is %q, want %q", got, want)
	}
	p.exit(0)
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := start(t, "one")
	go func() { _, _ = http.Get(p.urls("home", 1)[0] + "hang") }()
	p.await(1, "hang has begun")
	p.signal(syscall.SIGTERM)
	p.await(1, "shutting down")
	p.signal(syscall.SIGINT)
	p.exit(-1)
}

func TestSignalWhileBuilding(t *testing.T) {
	p := start(t, "hanging")
	p.await(1, "building hangs")
	p.signal(syscall.SIGTERM)
	p.exit(1)
	if len(p.seen("msg=\"cannot build\" app=hanging err=\"context canceled\"")) != 1 || len(p.seen("cleaned up home")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

// TestSignalThatTheBuildIgnores comes while an app is built, which takes no
// notice.
func TestSignalThatTheBuildIgnores(t *testing.T) {
	var log logBuffer
	s := newServing(slog.New(slog.NewTextHandler(&log, nil)))
	signals, signal := context.WithCancel(context.Background())
	build := func(context.Context) (http.Handler, func(context.Context) error, error) {
		signal()
		return http.NotFoundHandler(), nil, nil
	}
	if s.run(signals, []App{{Name: "x", Addrs: []string{"127.0.0.1:0"}, Build: build}}) || !s.shutDown() {
		t.Error("it ran well, or ended badly")
	}
	if !strings.Contains(log.String(), "stopped by a signal before it could serve") || strings.Contains(log.String(), "listening") {
		t.Errorf("the log is %s", &log)
	}
}

func TestBuildFails(t *testing.T) {
	p := start(t, "failing")
	p.exit(1)
	if len(p.seen(`level=ERROR msg="cannot build" app=bad err="app.ini:3: [app:bad]: no database"`)) != 1 {
		t.Errorf("no error in\n%s", strings.Join(p.seen(), "\n"))
	}
	if len(p.seen("cleaned up ")) != 2 || len(p.seen("listening")) != 0 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestListensWhereTheStartSays(t *testing.T) {
	p := start(t, "late")
	if got := fetch(t, p.urls("late", 1)[0]); !strings.HasPrefix(got, "late ") {
		t.Errorf("the answer is %q", got)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestEachErrorIsALine: what is known at once is told at once, not only the
// first of it.
func TestEachErrorIsALine(t *testing.T) {
	p := start(t, "nowhere")
	p.exit(1)
	for _, line := range []string{`app=nowhere err="PORT is not set"`, `app=nowhere err="HOST is empty"`} {
		if len(p.seen(line)) != 1 {
			t.Errorf("no %s in\n%s", line, strings.Join(p.seen(), "\n"))
		}
	}
}

func TestPrintConfig(t *testing.T) {
	var stdout, stderr strings.Builder
	apps := []App{{Name: "a", Addrs: []string{":1", ":2"}}, {Name: "b"}, {Name: "c", Server: func() (Server, error) { return Server{Addrs: []string{":3"}}, nil }},
		{Name: "d", Serve: func(context.Context, http.Handler) error { return nil }}}
	code := printConfig(&stdout, &stderr, func() string { return "[app:a]\n" }, apps)
	const want = "; a listens on :1 and :2\n; b listens nowhere\n; c listens on :3\n; d has a server of its own\n[app:a]\n"
	if code != 0 || stdout.String() != want || stderr.String() != "" {
		t.Errorf("%d: %s%s", code, &stdout, &stderr)
	}
	apps[2].Server = func() (Server, error) { return Server{}, errors.New("PORT is not set") }
	if code := printConfig(&stdout, &stderr, noConfig, apps); code != 1 || stderr.String() != "PORT is not set\n" {
		t.Errorf("%d: %s", code, &stderr)
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		apps  string
		code  int
		built int
	}{{"several", 0, 3}, {"failing", 1, 2}, {"unclean", 1, 1}, {"nowhere", 1, 1}} {
		p := start(t, tt.apps, "-check")
		p.exit(tt.code)
		if len(p.seen("built ")) != tt.built || len(p.seen("listening")) != 0 {
			t.Errorf("%s: it ended with\n%s", tt.apps, strings.Join(p.seen(), "\n"))
		}
	}
}

// TestCheckOfServers: a server of the app's own is made, and serves nothing.
func TestCheckOfServers(t *testing.T) {
	for _, tt := range []struct {
		apps string
		code int
		want string
	}{
		{"own made", 0, "made home's server"},
		{"own refuses", 1, "msg=\"cannot make the server\" app=home err=\"no certificate\""},
		{"own panics", 1, "no key"},
		{"own untried", 0, "level=INFO msg=\"the server was not tried\" app=home reason=\"it would serve at once\""},
		{"own untried unclean", 1, "the file is gone"},
	} {
		p := start(t, tt.apps, "-check")
		p.exit(tt.code)
		if len(p.seen(tt.want)) == 0 || len(p.seen("it has served")) != 0 || len(p.seen("cleaned up home")) != 1 {
			t.Errorf("%s: it ended with\n%s", tt.apps, strings.Join(p.seen(), "\n"))
		}
	}
	p := start(t, "own refuses", "-check", "-listen", "127.0.0.1:0")
	p.exit(0)
}

func TestBuildPanics(t *testing.T) {
	p := start(t, "panicking", "-serve", "home=127.0.0.1:0 panicking=127.0.0.1:0")
	p.exit(1)
	if len(p.seen("cannot build", "app=panicking", "limit must be positive", "buildPanicking")) != 1 || len(p.seen("cleaned up home")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestListenFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := start(t, "several", "-serve", "home=127.0.0.1:0 pub="+taken.Addr().String())
	p.exit(1)
	if len(p.seen("msg=\"cannot listen\" app=pub addr="+taken.Addr().String(), "address already in use")) != 1 {
		t.Errorf("no error in\n%s", strings.Join(p.seen(), "\n"))
	}
	if len(p.seen("cleaned up ")) != 2 || len(p.seen("listening")) != 0 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestCleanUpFails(t *testing.T) {
	p := start(t, "unclean")
	p.urls("unclean", 1)
	p.signal(syscall.SIGTERM)
	p.exit(1)
	if len(p.seen(`level=ERROR msg="clean-up failed" app=unclean err="disk full"`)) != 1 || len(p.seen("cleaned up home")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestOwnServer(t *testing.T) {
	p := start(t, "own")
	p.await(1, "own server: own")
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if len(p.seen("own server ends")) != 1 || len(p.seen("cleaned up own bounded true ended true")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestOwnServerFails(t *testing.T) {
	p := start(t, "own failing")
	p.exit(1)
	if len(p.seen("cannot serve", "no bus")) != 1 || len(p.seen("cleaned up ")) != 2 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestOwnServerIsDone(t *testing.T) {
	p := start(t, "own done")
	p.exit(0)
	if len(p.seen("cleaned up own")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestListenFlagBringsHTTPBack(t *testing.T) {
	p := start(t, "own", "-listen", "127.0.0.1:0")
	if got := fetch(t, p.urls("own", 1)[0]); !strings.HasPrefix(got, "own ") {
		t.Errorf("it answers %q", got)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
}
