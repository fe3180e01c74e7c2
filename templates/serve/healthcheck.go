package serve

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/pastegen/pastegen/templates/probe"
)

// healthcheck asks the program that runs whether it is well, by the first of
// its addresses where nobody needs a certificate of his own, and returns the
// exit code: 0 for a status below 400. A container without any other program
// asks itself so.
func healthcheck(stdout, stderr io.Writer, path string, apps []App) int {
	var all []asked
	for _, app := range apps {
		app, err := app.served()
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		all = append(all, askedOf(app)...)
	}
	if len(all) == 0 {
		fmt.Fprintln(stderr, "-healthcheck: no app is served by HTTP")
		return 1
	}
	at := all[max(slices.IndexFunc(all, asked.open), 0)]
	status, err := probe.Ask(at.addr, at.isTLS, path)
	if err != nil {
		fmt.Fprintln(stderr, "-healthcheck:", err)
		if !at.open() {
			fmt.Fprintln(stderr, "-healthcheck: all addresses want certificates of clients; serve an app for this at an address of its own: -serve")
		}
		return 1
	}
	fmt.Fprintln(stdout, status, http.StatusText(status))
	if status >= http.StatusBadRequest {
		return 1
	}
	return 0
}

// asked is an address where HTTP is spoken.
type asked struct {
	addr         string
	isTLS        bool
	certificates bool // clients must have some
}

func (a asked) open() bool { return !a.certificates }

// askedOf returns the addresses of an app.
func askedOf(app App) (all []asked) {
	if app.Serve != nil {
		return nil
	}
	secured := app.settings.TLS
	must := secured.Clients == tls.RequireAnyClientCert || secured.Clients == tls.RequireAndVerifyClientCert
	for _, addr := range app.Addrs {
		all = append(all, asked{addr, secured.Enabled(), secured.Enabled() && must})
	}
	for _, addr := range app.settings.Plain {
		all = append(all, asked{addr: addr})
	}
	return all
}
