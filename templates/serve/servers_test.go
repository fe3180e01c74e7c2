package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

func TestServerFlag(t *testing.T) {
	p := start(t, "servers", "-server", "one,two")
	var answers []string
	for _, url := range p.urls("home", 2) {
		answers = append(answers, strings.Fields(fetch(t, url))[0])
	}
	if fmt.Sprint(answers) != "[home home]" {
		t.Errorf("they answer %q", answers)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if len(p.seen("built home")) != 1 || len(p.seen("cleaned up home")) != 1 {
		t.Errorf("it ended with\n%s", strings.Join(p.seen(), "\n"))
	}
}

func TestServersThatThereAreNot(t *testing.T) {
	servers := []NamedServer{{Name: "one"}, {Name: "two"}}
	for _, tt := range []struct {
		apps []App
		args string
		want string
	}{
		{[]App{{Name: "main", Servers: servers}}, "three", `-server: there is no server "three", only one, two`},
		{[]App{{Name: "main"}}, "one", `-server: there is no choice for app "main"`},
		{[]App{{Name: "a", Addrs: []string{":1"}}, {Name: "b", Addrs: []string{":2"}}}, "one", "-server is for one app, choose it with -app"},
	} {
		if _, told, err := chosenPlaces([]string{"-server", tt.args}, tt.apps); err == nil || !strings.Contains(told, tt.want) {
			t.Errorf("%s: told %q, want %q", tt.args, told, tt.want)
		}
	}
}

func TestBuildOnceFailsAlike(t *testing.T) {
	bad := errors.New("no database")
	calls := 0
	build := buildOnce(func(context.Context) (http.Handler, func(context.Context) error, error) {
		calls++
		return nil, nil, bad
	})
	for range 2 {
		if _, _, err := build(context.Background()); err != bad {
			t.Errorf("%v", err)
		}
	}
	if calls != 1 {
		t.Errorf("it was called %d times", calls)
	}
}
