package serve

import (
	"bytes"
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/pastegen/pastegen/internal/addrs"
	"github.com/pastegen/pastegen/templates/certs"
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

// TestHealthcheckWithoutACertificate has servers whose clients must have one, and
// something beside them that asks nobody for it.
func TestHealthcheckWithoutACertificate(t *testing.T) {
	well := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer well.Close()
	other := strings.TrimPrefix(well.URL, "http://")
	secured := certs.Options{Cert: certs.SelfMade, Clients: tls.RequireAnyClientCert}
	wants := func(plain ...string) App { // at an address where nobody listens
		return App{Name: "x", Server: func() (Server, error) { return Server{Addrs: []string{addrs.Free(t)}, TLS: secured, Plain: plain}, nil }}
	}
	for name, tt := range map[string]struct {
		apps []App
		code int
		says string
	}{
		"nothing beside": {[]App{wants()}, 1, "want certificates of clients"},
		"plain":          {[]App{wants(other)}, 0, "200 OK"},
		"another app":    {[]App{wants(), {Name: "admin", Addrs: []string{other}}}, 0, "200 OK"},
		"it comes first": {[]App{{Name: "admin", Addrs: []string{other}}, wants()}, 0, "200 OK"},
		"none":           {[]App{{Name: "own", Serve: func(context.Context, http.Handler) error { return nil }}}, 1, "no app is served by HTTP"},
	} {
		var said bytes.Buffer
		if code := healthcheck(&said, &said, "/", tt.apps); code != tt.code || !strings.Contains(said.String(), tt.says) {
			t.Errorf("%s: code %d, %s", name, code, &said)
		}
	}
}
