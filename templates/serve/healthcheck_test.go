package serve

import (
	"strings"
	"syscall"
	"testing"
)

func TestHealthcheck(t *testing.T) {
	p := start(t, "one")
	addr := strings.TrimSuffix(strings.TrimPrefix(p.urls("home", 1)[0], "http://"), "/")
	for path, code := range map[string]int{"/": 0, "/none": 1} {
		start(t, "one", "-listen", addr, "-healthcheck", path).exit(code)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	start(t, "one", "-listen", addr, "-healthcheck", "/").exit(1)
	for _, apps := range []string{"one", "own"} { // the port is not known, there is none
		p := start(t, apps, "-healthcheck", "/")
		p.exit(1)
		if len(p.seen("-healthcheck: ")) != 1 {
			t.Errorf("%s: %s", apps, strings.Join(p.seen(), "\n"))
		}
	}
}
