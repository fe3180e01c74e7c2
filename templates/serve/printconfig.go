package serve

import (
	"fmt"
	"io"
	"strings"
)

// printConfig shows where the apps listen, and the settings of all sections. It
// returns the exit code.
func printConfig(stdout, stderr io.Writer, config func() string, apps []App) int {
	for _, app := range apps {
		app, err := app.served()
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		switch {
		case len(app.Addrs) > 0:
			fmt.Fprintf(stdout, "; %s listens on %s\n", app.Name, strings.Join(app.Addrs, " and "))
		case app.Serve != nil:
			fmt.Fprintf(stdout, "; %s has a server of its own\n", app.Name)
		default:
			fmt.Fprintf(stdout, "; %s listens nowhere\n", app.Name)
		}
	}
	fmt.Fprint(stdout, config())
	return 0
}
