package profile

import (
	"net/http"
	"net/netip"
	"strings"
)

// PprofOptions are the keys of the section of the app.
type PprofOptions struct {
	// Allow are the addresses and networks of clients that see the pages.
	Allow []netip.Prefix `paste:"allow,default=127.0.0.0/8 ::1"`
}

// NewPprof returns an app with pages that show where time and memory go, to be
// mounted where nobody else has something: at /debug in a URL map, or /debug/
// in a mux. Clients that may not see them get status 404.
//
//paste:app_factory pprof
func NewPprof(o PprofOptions) http.Handler {
	allowed := Options{Allow: o.Allow}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !allowed.allows(r) {
			http.NotFound(w, r)
			return
		}
		slash := strings.LastIndexByte(r.URL.Path, '/')
		show(w, r, r.URL.Path[:max(0, slash)], r.URL.Path[slash+1:])
	})
}
