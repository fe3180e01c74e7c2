package serve

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestSet gives variables on the command line.
func TestSet(t *testing.T) {
	p := Program{Config: noConfig, Apps: []App{{Name: "main"}}, Variables: func() [][2]string { return [][2]string{{"DSN", "required"}, {"MODE", "required"}} }}
	for _, tt := range []struct {
		args      []string
		dsn, mode string
		errs      []string
	}{
		{args: nil},
		{args: []string{"-set", "DSN=a=b", "--set=MODE="}, dsn: "a=b"},
		{args: []string{"-set", "DSN=1", "-set", "DSN=2", "-set", "MODE=x"}, dsn: "2", mode: "x"},
		{args: []string{"-set", "DSN"}, errs: []string{"write it as NAME=VALUE"}},
		{args: []string{"-set", "DNS=1", "-set", "mode=2", "-here", "no/folder"}, errs: []string{
			`-set: there is no variable "DNS", only DSN, MODE`, `-set: there is no variable "mode", only DSN, MODE`, "-here: "}},
	} {
		for _, name := range []string{"PASTE_SET_DSN", "PASTE_SET_MODE"} {
			t.Setenv(name, "") // which has it restored
			os.Unsetenv(name)
		}
		var stderr bytes.Buffer
		_, _, err := chooseApps(tt.args, &stderr, p)
		if (err != nil) != (tt.errs != nil) {
			t.Errorf("%q: %v", tt.args, err)
		}
		for _, want := range tt.errs {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%q: no %q in\n%s", tt.args, want, &stderr)
			}
		}
		if dsn, mode := os.Getenv("PASTE_SET_DSN"), os.Getenv("PASTE_SET_MODE"); dsn != tt.dsn || mode != tt.mode {
			t.Errorf("%q: %q, %q", tt.args, dsn, mode)
		}
	}
}

// TestSetBeforeServers: a server's section may say %(PORT)s.
func TestSetBeforeServers(t *testing.T) {
	t.Setenv("PASTE_SET_PORT", "")
	server := func() (Server, error) { return Server{Addrs: []string{":" + os.Getenv("PASTE_SET_PORT")}}, nil }
	p := Program{Config: noConfig, Apps: []App{{Name: "main", Server: server}}, Variables: func() [][2]string { return [][2]string{{"PORT", "required"}} }}
	var stderr bytes.Buffer
	chosen, _, err := chooseApps([]string{"-set", "PORT=8", "-tls-min", "1.3"}, &stderr, p)
	if err != nil || len(chosen) != 1 {
		t.Fatal(err, &stderr)
	}
	if app, err := chosen[0].served(); err != nil || app.Addrs[0] != ":8" {
		t.Errorf("%q, %v", app.Addrs, err)
	}
}

// TestNoSet: a program without variables has no such flag.
func TestNoSet(t *testing.T) {
	var stderr bytes.Buffer
	if _, _, err := chooseApps([]string{"-set", "A=1"}, &stderr, Program{Config: noConfig, Apps: []App{{Name: "main"}}}); err == nil {
		t.Error("the flag is there")
	}
}
