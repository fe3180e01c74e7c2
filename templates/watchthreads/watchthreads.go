// Package watchthreads shows what the program is doing: its goroutines, those
// in the same place together, with how many they are. Protect it: it shows the
// insides of the program.
//
// # Differences
//
// Paste shows the threads of its own server and can kill them; it does not load
// on Python 3. Goroutines cannot be killed.
//
//paste:group errors
package watchthreads

import (
	"bytes"
	"html/template"
	"net/http"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
)

// Options are the keys of the section.
type Options struct {
	// AllowKill has no effect: goroutines cannot be killed.
	AllowKill bool `paste:"allow_kill,ignored"`
}

// New returns an app that lists the goroutines of the program.
//
//paste:app_factory watch_threads
//paste:stands_for egg:Paste#watch_threads paste.debug.watchthreads:make_watch_threads
func New(Options) http.Handler {
	page := template.Must(template.New("page").Parse(pageText))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		groups, err := goroutines()
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		_ = page.Execute(w, map[string]any{ // fails when nobody is left who could be told
			"Number": runtime.NumGoroutine(),
			"Groups": groups,
		})
	})
}

// group are goroutines that are in the same place.
type group struct {
	Number int
	Stack  string
}

// goroutines returns all of them, the largest groups first.
func goroutines() (groups []group, err error) {
	var text bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&text, 1); err != nil {
		return nil, err
	}
	for part := range strings.SplitSeq(text.String(), "\n\n") {
		if g, ok := parseGroup(part); ok {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// parseGroup reads a line "3 @ 0x1 0x2" and, of the lines behind it, function
// and place: "#	0x1	main.f+0x5	/src/main.go:7".
func parseGroup(text string) (group, bool) {
	var stack strings.Builder
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		if before, _, ok := strings.Cut(line, " @ "); ok {
			number, _ = strconv.Atoi(before)
		} else if fields := strings.Fields(line); len(fields) == 4 && fields[0] == "#" {
			function, _, _ := strings.Cut(fields[2], "+0x")
			stack.WriteString(function + "\n    " + fields[3] + "\n")
		}
	}
	return group{number, stack.String()}, number > 0
}

const pageText = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Goroutines</title>
<style>
body { font-family: sans-serif }
section { border: 1px solid; margin-bottom: 1em; padding: 0 1em }
</style>
</head>
<body>
<h1>{{.Number}} goroutines</h1>
{{range .Groups}}<section>
<h2>{{.Number}}</h2>
<pre>{{.Stack}}</pre>
</section>
{{end}}</body>
</html>
`
