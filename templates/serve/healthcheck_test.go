package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/pastegen/pastegen/templates/listen"
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

func TestAskDoesNotFollow(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("http://nowhere.invalid/", http.StatusFound))
	defer server.Close()
	if status, err := ask(App{Addrs: []string{server.Listener.Addr().String()}}, "/"); status != http.StatusFound || err != nil {
		t.Error(status, err)
	}
}

func TestReach(t *testing.T) {
	for text, want := range map[string]string{
		":80": "tcp [127.0.0.1:80 [::1]:80]", "0.0.0.0:80": "tcp [127.0.0.1:80 [::1]:80]", "[::]:80": "tcp [127.0.0.1:80 [::1]:80]", "[::1]:80": "tcp [[::1]:80]",
		"localhost:80": "tcp [127.0.0.1:80 [::1]:80]", "host:80": "tcp [host:80]", "unix:/x": "unix [/x]", "fd://3": " []", "127.0.0.1:0": " []",
	} {
		a, err := listen.Parse(text, "")
		if err != nil {
			t.Fatal(err)
		}
		network, places, err := reach(a)
		if got := fmt.Sprint(network, " ", places); got != want || (err != nil) != (want == " []") {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}
