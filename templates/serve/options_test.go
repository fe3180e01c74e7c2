package serve

import (
	"bytes"
	"crypto/tls"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// settingsOf returns what a command line makes of a server.
func settingsOf(t *testing.T, s Server, args ...string) (Server, string) {
	t.Helper()
	var stderr bytes.Buffer
	app := App{Name: "main", Server: func() (Server, error) { return s, nil }}
	chosen, _, err := chooseApps(args, &stderr, Program{Config: noConfig, Apps: []App{app}})
	if err != nil {
		return Server{}, stderr.String()
	}
	a, err := chosen[0].served()
	if err != nil {
		t.Fatal(err)
	}
	a.settings.Addrs = a.Addrs
	return a.settings, ""
}

func TestOptions(t *testing.T) {
	file := Server{Addrs: []string{":1"}, Limits: Limits{Body: 5, Idle: time.Second}}
	s, told := settingsOf(t, file, "-listen", ":2,:3", "-max-body", "10MB", "-shutdown-timeout=2", "-idle-timeout", "0", "-header-timeout=500ms", "-h2c", "-reuse-port=true",
		"-tls-cert", "c", "-tls-client-ca", "a", "-tls-min", "1.3", "-socket-mode", "0660", "-trusted-proxy", "10.0.0.0/8", "-max-connections", "7", "-url-prefix", "a/",
		"-umask", "022", "-min-body-rate", "0", "-redirect-http", ":80")
	if told != "" {
		t.Fatal(told)
	}
	limits := Limits{Body: 10 << 20, Shutdown: 2 * time.Second, Idle: None, HeaderTime: 500 * time.Millisecond, Connections: 7, BodyRate: None}
	if s.Limits != limits || strings.Join(s.Addrs, " ") != ":2 :3" || !s.H2C || !s.Listen.ReusePort || s.Listen.Mode != 0o660 || *s.Umask != 0o22 || s.Proxies.Prefix != "/a" {
		t.Errorf("%+v", s)
	}
	if s.TLS.Cert != "c" || s.TLS.Clients != tls.RequireAndVerifyClientCert || s.TLS.Min != tls.VersionTLS13 || s.Redirect[0] != ":80" || s.Proxies.Trusted.None() || !s.Proxies.Clear {
		t.Errorf("%+v", s)
	}
	if s, _ = settingsOf(t, file); s.Limits != file.Limits || s.Addrs[0] != ":1" {
		t.Errorf("without flags: %+v", s)
	}
}

func TestOptionsOfTheEnvironment(t *testing.T) {
	t.Setenv("PASTE_MAX_BODY", "1KB")
	t.Setenv("PASTE_LISTEN", ":5")
	t.Setenv("PASTE_IDLE_TIMEOUT", "")
	if s, told := settingsOf(t, Server{Addrs: []string{":1"}}); s.Limits.Body != 1024 || s.Addrs[0] != ":5" {
		t.Errorf("%+v %s", s, told)
	}
	if s, told := settingsOf(t, Server{Addrs: []string{":1"}}, "-max-body", "3", "-listen", ":6"); s.Limits.Body != 3 || s.Addrs[0] != ":6" {
		t.Errorf("a flag does not win: %+v %s", s, told)
	}
	t.Setenv("PASTE_MAX_BODY", "x")
	if _, told := settingsOf(t, Server{}); !strings.Contains(told, `$PASTE_MAX_BODY: "x": a size is a number of bytes`) {
		t.Errorf("told %q", told)
	}
}

func TestWrongOptions(t *testing.T) {
	for _, args := range []string{
		"-max-body=-1", "-max-body=1TB", "-idle-timeout=-1", "-idle-timeout=soon", "-max-connections=many", "-tls-min=1.1", "-tls-ciphers=RC4", "-socket-mode=9", "-umask=x",
		"-h2c=perhaps", "-trusted-proxy=x", "-proxy-protocol=x", "-url-scheme=ftp", "-redirect-http=80",
	} {
		if _, told := settingsOf(t, Server{}, args); !strings.Contains(told, "invalid") {
			t.Errorf("%s: told %q", args, told)
		}
	}
}

// TestListenKeepsTLS moves a server that speaks https: it must not speak plain
// HTTP elsewhere.
func TestListenKeepsTLS(t *testing.T) {
	file := Server{Addrs: []string{":1"}}
	file.TLS.Cert = "*"
	if s, _ := settingsOf(t, file, "-listen", ":2"); s.TLS.Cert != "*" || s.Addrs[0] != ":2" {
		t.Errorf("%+v", s)
	}
}

func TestHelpListsOptionsAndVariables(t *testing.T) {
	var stderr bytes.Buffer
	p := Program{Config: noConfig, Apps: []App{{Name: "main"}}, Variables: func() [][2]string { return [][2]string{{"DSN", "without a default; [app:main] dsn"}} }}
	if code := Main([]string{"-h"}, &stderr, p); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, o := range options() {
		if !strings.Contains(stderr.String(), "-"+o.name) || !strings.Contains(stderr.String(), "$"+o.variable()) {
			t.Errorf("%s is not listed", o.name)
		}
	}
	for _, part := range []string{"\nvariables:\n", "PASTE_LISTEN", "\n  DSN\n    \twithout a default; [app:main] dsn\n", "-set NAME=VALUE\n", "of the environment: DSN; ", "without it: 30s; $PASTE_SHUTDOWN_TIMEOUT"} {
		if !strings.Contains(stderr.String(), part) {
			t.Errorf("no %q in\n%s", part, &stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.x", Main: debug.Module{Path: "example.com/site", Version: "v1.2.3"}, Deps: []*debug.Module{{Path: pastegenModule, Version: "v0.9.0"}},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "today"}, {Key: "vcs.modified", Value: "true"}}}
	if got, want := version(info), "example.com/site v1.2.3\ncommit abc with changes today\nbuilt with go1.x\npastegen v0.9.0\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for tags, want := range map[string]string{
		"":                        `unknown: "go build" does not know it, "pastegen build" notes it in the program`,
		"netgo,pastegenic":        `unknown: "go build" does not know it, "pastegen build" notes it in the program`,
		"pastegen.v1.2.3-rc.1":    "v1.2.3-rc.1",
		"netgo,pastegen.devel,ab": "devel",
	} {
		info := &debug.BuildInfo{GoVersion: "go1.x", Main: debug.Module{Path: "x"}, Settings: []debug.BuildSetting{{Key: "-tags", Value: tags}}}
		if got, want := version(info), "x unknown\ncommit unknown\nbuilt with go1.x\npastegen "+want+"\n"; got != want {
			t.Errorf("tags %q: %q, want %q", tags, got, want)
		}
	}
	cmd := exec.Command(os.Args[0], "-version")
	cmd.Env = append(os.Environ(), "SERVE_TEST_APPS=one")
	if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), "built with go") {
		t.Errorf("%q, %v", out, err)
	}
}

// TestOptionsAreInThePage holds docs/flags.md to the options.
func TestOptionsAreInThePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/flags.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range options() {
		row := "| `-" + o.name + "` | `" + o.variable() + "` | " + o.without + " | " + strings.ReplaceAll(o.usage, "`", "") + " |"
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/flags.md has no row\n%s", row)
		}
	}
}
