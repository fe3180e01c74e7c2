// Package profile shows where the time and the memory go, at an address of its
// own: by default /__profile__, with a page that lists the profiles of Go's
// runtime and leads to each. go tool pprof reads them from there:
//
//	go tool pprof http://localhost:8080/__profile__/profile?seconds=10
//
// Nothing is measured before somebody asks, so that it costs nothing otherwise.
// The pages are for clients on the same machine, unless the key allow lists
// others; for all others the address is the app's. A request that a proxy
// passes on does not count as one of the same machine.
//
// The app pprof has the same pages, wherever it is mounted, and no other app
// behind it.
//
// # Differences
//
// Paste's and repoze's profilers measure all requests, one at a time, and so
// have a file for what they find; here the keys about it have no effect. Paste
// puts the profile of a request at the end of its page.
//
//paste:group logging
package profile

import (
	"context"
	"html/template"
	"net/http"
	"net/netip"
	"runtime/pprof"
	"runtime/trace"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Path is the address of the pages.
	Path string `paste:"path,default=/__profile__"`
	// Allow are the addresses and networks of clients that see the pages.
	Allow []netip.Prefix `paste:"allow,default=127.0.0.0/8 ::1"`

	// LogFilename has no effect: profiles are fetched, not written.
	LogFilename string `paste:"log_filename,ignored"`
	// CachegrindFilename has no effect: profiles are fetched, not written.
	CachegrindFilename string `paste:"cachegrind_filename,ignored"`
	// DiscardFirstRequest has no effect: only what happens while somebody
	// measures is measured.
	DiscardFirstRequest bool `paste:"discard_first_request,ignored"`
	// FlushAtShutdown has no effect: there is no file.
	FlushAtShutdown bool `paste:"flush_at_shutdown,ignored"`
	// Unwind has no effect: Go profiles have stacks.
	Unwind bool `paste:"unwind,ignored"`
	// Limit has no effect: pprof's own option does that.
	Limit int `paste:"limit,ignored"`
}

// New returns a filter with pages that show where time and memory go.
//
//paste:filter_factory profile
//paste:stands_for egg:Paste#profile paste.debug.profile:make_profile_middleware
//paste:stands_for egg:repoze.profile#main egg:repoze.profile#profile repoze.profile.profiler:make_profile_middleware repoze.profile:make_profile_middleware
func New(o Options) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o.Path = strings.TrimRight(o.Path, "/")
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name, below := strings.CutPrefix(r.URL.Path, o.Path)
			if !below || name != "" && name[0] != '/' || !o.allows(r) {
				next.ServeHTTP(w, r)
				return
			}
			show(w, r, o.Path, strings.Trim(name, "/"))
		})
	}, nil
}

// Validate returns an error for a path that is none.
func (o Options) Validate() error {
	if !strings.HasPrefix(strings.TrimRight(o.Path, "/"), "/") {
		return setting.At("path", "path begins with a slash and names something, unlike %q", o.Path)
	}
	return nil
}

// allows reports whether a client sees the pages.
func (o Options) allows(r *http.Request) bool {
	if r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" || r.Header.Get("X-Real-Ip") != "" {
		return false // a proxy's address is nobody's
	}
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(o.Allow, func(p netip.Prefix) bool { return p.Contains(at.Addr().Unmap().WithZone("")) })
}

// show answers with the list, or with one profile.
func show(w http.ResponseWriter, r *http.Request, path, name string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch name {
	case "":
		list(w, r, path)
	case "profile":
		measure(w, r, func() error { return pprof.StartCPUProfile(w) }, pprof.StopCPUProfile)
	case "trace":
		measure(w, r, func() error { return trace.Start(w) }, trace.Stop)
	default:
		lookup(w, r, name)
	}
}

// duration is as many seconds as the client says, up to an hour, or else 10.
func duration(seconds string) time.Duration {
	n, err := strconv.ParseFloat(seconds, 64)
	if err != nil || !(n > 0 && n <= 3600) { // nor NaN
		n = 10
	}
	return time.Duration(n * float64(time.Second))
}

// measure measures for as long as the client says.
func measure(w http.ResponseWriter, r *http.Request, start func() error, stop func()) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // it takes as long as it takes
	w.Header().Set("Content-Type", "application/octet-stream")
	if err := start(); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	defer stop()
	wait, cancel := context.WithTimeout(r.Context(), duration(r.FormValue("seconds")))
	defer cancel()
	<-wait.Done()
}

// lookup answers with a profile of what is, or has been so far; debug=1 or 2
// makes text of it.
func lookup(w http.ResponseWriter, r *http.Request, name string) {
	p := pprof.Lookup(name)
	if p == nil {
		http.Error(w, "There is no such profile.", http.StatusNotFound)
		return
	}
	debug, _ := strconv.Atoi(r.FormValue("debug"))
	if debug > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	} else {
		w.Header().Set("Content-Type", "application/octet-stream")
	}
	_ = p.WriteTo(w, debug)
}

func list(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = template.Must(template.New("list").Parse(page)).Execute(w, map[string]any{"Base": mount.Prefix(r) + path, "Profiles": pprof.Profiles()})
}

const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Profiles</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 45rem; padding: 0 1rem }
td { padding: .2rem 1.5rem .2rem 0 }
td + td { text-align: right }
</style>
</head>
<body>
<h1>Profiles</h1>
<table>
{{range .Profiles}}<tr><td><a href="{{$.Base}}/{{.Name}}?debug=1">{{.Name}}</a></td><td>{{.Count}}</td></tr>
{{end}}</table>
<p><a href="{{.Base}}/goroutine?debug=2">Stacks of all goroutines</a></p>
<p><a href="{{.Base}}/profile?seconds=10">Measure the CPU for 10 seconds</a>,
<a href="{{.Base}}/trace?seconds=1">trace for a second</a></p>
</body>
</html>
`
