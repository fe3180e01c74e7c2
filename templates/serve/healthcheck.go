package serve

import (
	"fmt"
	"io"
	"net/http"

	"github.com/pastegen/pastegen/templates/probe"
)

// healthcheck asks the program that runs whether it is well, by the first of
// its addresses, and returns the exit code: 0 for a status below 400. A
// container without any other program asks itself so.
func healthcheck(stdout, stderr io.Writer, path string, apps []App) int {
	for _, app := range apps {
		app, err := app.served()
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		if app.Serve != nil || len(app.Addrs) == 0 {
			continue
		}
		status, err := probe.Ask(app.Addrs[0], app.settings.TLS.Enabled(), path)
		if err != nil {
			fmt.Fprintln(stderr, "-healthcheck:", err)
			return 1
		}
		fmt.Fprintln(stdout, status, http.StatusText(status))
		if status >= http.StatusBadRequest {
			return 1
		}
		return 0
	}
	fmt.Fprintln(stderr, "-healthcheck: no app is served by HTTP")
	return 1
}
