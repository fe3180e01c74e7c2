package serve

import (
	"fmt"
	"io"
	"strings"
)

// printConfig shows where the apps listen, and the settings of all sections. It returns the exit code.
func printConfig(stdout, stderr io.Writer, config func() string, apps []served) int {
	for _, app := range apps {
		addrs, err := app.addrs, error(nil)
		if len(addrs) == 0 && app.listen != nil {
			addrs, err = app.listen()
		}
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		switch {
		case len(addrs) > 0:
			fmt.Fprintf(stdout, "; %s listens on %s\n", app.name, strings.Join(addrs, " and "))
		case app.serve != nil:
			fmt.Fprintf(stdout, "; %s has a server of its own\n", app.name)
		default:
			fmt.Fprintf(stdout, "; %s listens nowhere\n", app.name)
		}
	}
	fmt.Fprint(stdout, config())
	return 0
}
