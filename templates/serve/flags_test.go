package serve

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// places are the addresses of apps.
type places = map[string][]string

func chosenPlaces(args []string, apps []App) (at places, told string, err error) {
	var stderr bytes.Buffer
	chosen, _, err := chooseApps(args, &stderr, Program{Config: noConfig, Apps: apps})
	at = places{}
	for _, app := range chosen {
		at[app.Name] = app.Addrs
	}
	return at, stderr.String(), err
}

func TestChooseApps(t *testing.T) {
	one := []App{{Name: "main"}}
	placed := []App{{Name: "main", Addrs: []string{":80", "unix:/run/x"}}}
	late := App{Name: "main", Server: func() (Server, error) { return Server{}, nil }}
	several := []App{{Name: "home", Addrs: []string{":1"}}, {Name: "pub"}, {Name: "wiki", Addrs: []string{":2"}}}
	for _, tt := range []struct {
		apps []App
		args string
		want places
	}{
		{one, "", places{"main": {"127.0.0.1:8080"}}},
		{one, "-listen :9", places{"main": {":9"}}},
		{one, "-app main", places{"main": {"127.0.0.1:8080"}}},
		{placed, "", places{"main": {":80", "unix:/run/x"}}},
		{placed, "--listen=:9", places{"main": {":9"}}},
		{several, "", places{"home": {":1"}, "wiki": {":2"}}},
		{several, "-app pub", places{"pub": {"127.0.0.1:8080"}}},
		{several, "-app wiki", places{"wiki": {":2"}}},
		{several, "-app wiki -listen unix:x", places{"wiki": {"unix:x"}}},
		{several[:2], "-listen :9", places{"home": {":9"}}},
		{several, "-serve=pub=:3", places{"pub": {":3"}}},
		{several, "-check", places{"home": {":1"}, "pub": nil, "wiki": {":2"}}},
		{several, "-check -app pub", places{"pub": {"127.0.0.1:8080"}}},
		{[]App{late}, "", places{"main": nil}},
		{[]App{late}, "-listen :9", places{"main": {":9"}}},
	} {
		got, told, err := chosenPlaces(strings.Fields(tt.args), tt.apps)
		if err != nil || !reflect.DeepEqual(got, tt.want) || told != "" {
			t.Errorf("%s: %v (%v), want %v; told %q", tt.args, got, err, tt.want, told)
		}
	}
	if several[0].Addrs[0] != ":1" || len(several[1].Addrs) != 0 {
		t.Errorf("the apps have changed: %v", several)
	}
}

func TestWrongCommandLines(t *testing.T) {
	one := []App{{Name: "main"}}
	bare := []App{{Name: "home"}, {Name: "pub"}}
	placed := []App{{Name: "home", Addrs: []string{":1"}}, {Name: "pub", Addrs: []string{":2", ":3"}}}
	const list = "\n  home\n  pub\n"
	for _, tt := range []struct {
		apps []App
		args []string
		want string
	}{
		{bare, nil, "no app has an address, choose one with -app or several with -serve:" + list},
		{bare, []string{"-listen", ":1"}, "no app has an address, choose one with -app or several with -serve:" + list},
		{bare, []string{"-app", "hom"}, `there is no app "hom", only:` + list},
		{bare, []string{"-serve", "hom=:1"}, `there is no app "hom", only:` + list},
		{bare, []string{"-serve", "home"}, `-serve: "home" is not of the form APP=ADDRESS`},
		{bare, []string{"-serve", "home="}, `-serve: "home=" is not of the form APP=ADDRESS`},
		{bare, []string{"-serve", " "}, "-serve names no app"},
		{bare, []string{"-serve", "home=:1", "-app", "pub"}, "-serve says which apps listen where: -app, -listen and -server do not go with it"},
		{bare, []string{"-serve", "home=:1", "-server", "one"}, "-serve says which apps listen where: -app, -listen and -server do not go with it"},
		{placed, []string{"-listen", ":9"}, "-listen is for one app, choose it with -app:\n  home  :1\n  pub  :2 :3\n"},
		{one, []string{"-listen", "8000"}, `-listen: "8000" is only a number: a port of all hosts is written with a colon before it, :8080`},
		{one, []string{"-listen", "unix:"}, `-listen: "unix:" names no socket`},
		{one, []string{"-listen", "http://localhost:80/"}, `-listen: "http://localhost:80/" is a URL`},
		{bare, []string{"-serve", "home=:1 pub=::1:80"}, `-serve: pub: "::1:80" is an IPv6 address without brackets`},
		{one, []string{"app.ini"}, `unexpected argument "app.ini"`},
		{one, []string{"-here", "flags_test.go"}, `-here: "flags_test.go" is not a folder`},
		{one, []string{"-here", "nowhere"}, `-here: "nowhere" is not a folder`},
		{one, []string{"-port", "80"}, "flag provided but not defined: -port"},
	} {
		var stderr bytes.Buffer
		if code := Main(tt.args, &stderr, Program{Config: noConfig, Apps: tt.apps}); code != 2 || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("%q: exit code %d, told %q, want %q", tt.args, code, stderr.String(), tt.want)
		}
	}
}

func TestAppOfTheEnvironment(t *testing.T) {
	several := []App{{Name: "home", Addrs: []string{":1"}}, {Name: "pub"}, {Name: "wiki", Addrs: []string{":2"}}}
	t.Setenv("PASTE_APP", "wiki")
	for args, want := range map[string]places{
		"":              {"wiki": {":2"}},
		"-app home":     {"home": {":1"}},
		"-serve pub=:3": {"pub": {":3"}},
		"-listen :9":    {"wiki": {":9"}},
	} {
		if got, told, err := chosenPlaces(strings.Fields(args), several); err != nil || !reflect.DeepEqual(got, want) || told != "" {
			t.Errorf("%s: %v (%v), want %v; told %q", args, got, err, want, told)
		}
	}
	t.Setenv("PASTE_APP", "wik")
	if _, told, err := chosenPlaces(nil, several); err == nil || !strings.Contains(told, `there is no app "wik", only:`) {
		t.Errorf("%v, told %q", err, told)
	}
}

func TestSeveralAppsByCGI(t *testing.T) {
	t.Setenv("GATEWAY_INTERFACE", "CGI/1.1")
	t.Setenv("REQUEST_METHOD", "GET")
	bare := []App{{Name: "home"}, {Name: "pub"}}
	var stderr bytes.Buffer
	if code := Main([]string{"-app", "home"}, &stderr, Program{Config: noConfig, Apps: bare}); code != 2 || !strings.Contains(stderr.String(), "none of them by CGI, make one for each app: generate --app NAME --dir FOLDER:\n  home\n  pub\n") {
		t.Errorf("exit code %d, told %q", code, &stderr)
	}
}

func noConfig() string { return "" }

func TestHelp(t *testing.T) {
	var stderr bytes.Buffer
	if code := Main([]string{"-h"}, &stderr, Program{Config: noConfig, Apps: []App{{Name: "home", Addrs: []string{":1", ":2"}, Servers: []NamedServer{{Name: "main"}, {Name: "uwsgi"}}}, {Name: "pub"}}}); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, part := range []string{"\napps:\n  home  :1 :2\n  pub\n\nflags:\n", "-app name\n", "-listen address\n", "-serve words\n", "-here folder\n", "between them: main, uwsgi ("} {
		if !strings.Contains(stderr.String(), part) {
			t.Errorf("no %q in\n%s", part, &stderr)
		}
	}
}

// TestPythonFlag wants the flag where there is Python, and nowhere else.
func TestPythonFlag(t *testing.T) {
	program, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no program to name")
	}
	t.Setenv("PASTE_PYTHON", "before")
	p := Program{Python: true, Apps: []App{{Name: "main"}}}
	if _, _, err := chooseApps(nil, io.Discard, p); err != nil || os.Getenv("PASTE_PYTHON") != "before" {
		t.Errorf("without the flag: %q, %v", os.Getenv("PASTE_PYTHON"), err)
	}
	if _, _, err := chooseApps([]string{"-python", "no/such/program"}, io.Discard, p); err == nil || !strings.Contains(err.Error(), "-python: ") {
		t.Errorf("no such program: %v", err)
	}
	if _, _, err := chooseApps([]string{"-python", program}, io.Discard, p); err != nil || os.Getenv("PASTE_PYTHON") != program {
		t.Errorf("with the flag: %q, %v", os.Getenv("PASTE_PYTHON"), err)
	}
	p.Python = false
	if _, _, err := chooseApps([]string{"-python", program}, io.Discard, p); err == nil {
		t.Error("a program without Python has the flag")
	}
}

func TestHereFlag(t *testing.T) {
	t.Setenv("PASTE_HERE", "before")
	if _, _, err := chosenPlaces(nil, []App{{Name: "main"}}); err != nil || os.Getenv("PASTE_HERE") != "before" {
		t.Errorf("without the flag: %q, %v", os.Getenv("PASTE_HERE"), err)
	}
	dir := t.TempDir()
	if _, _, err := chosenPlaces([]string{"-here", dir}, []App{{Name: "main"}}); err != nil || os.Getenv("PASTE_HERE") != dir {
		t.Errorf("with the flag: %q, %v", os.Getenv("PASTE_HERE"), err)
	}
}

// TestAddressesBesideAServer: what the server's section says besides stays.
func TestAddressesBesideAServer(t *testing.T) {
	served := func() (Server, error) {
		return Server{Addrs: []string{":2"}, Plain: []string{":3"}, H2C: true, Limits: Limits{Fields: 5}}, nil
	}
	app, err := App{Name: "main", Addrs: []string{":1"}, Server: served}.served()
	if err != nil || !slices.Equal(app.Addrs, []string{":1"}) || !app.settings.H2C || app.settings.Limits.Fields != 5 || app.settings.Plain != nil {
		t.Errorf("%+v, %v", app, err)
	}
}
