// Package metrics measures requests, and shows what it has measured in the text
// format of Prometheus.
//
// The filter measures: requests by method and status, how many are in flight,
// how long they take, how many bytes go out. The app shows what the filters
// around it have measured:
//
//	[pipeline:main]
//	pipeline = measured site
//
//	[composite:site]
//	use = egg:Paste#urlmap
//	/ = pages
//	/api = api
//	/metrics = show
//
//	[filter:measured]
//	use = egg:pastegen#metrics
//
//	[app:show]
//	use = egg:pastegen#metrics
//
//	[app:api]
//	use = call:./apps:API
//	filter-with = measured_api
//
//	[filter:measured_api]
//	use = egg:pastegen#metrics
//	section = api
//
// A filter within another one adds to what that shows, under its own name: the
// label section. So parts of a site are measured one by one, and shown
// together. Give each filter a name of its own, or a request that passes two of
// them counts twice.
//
// With path, the filter shows its metrics itself, at that address and to the
// clients that allow lists, and no app is needed.
//
// Where the app is served apart from the site, on a port of its own say, both
// take what was measured from a resource:
//
//	[resource:measurements]
//	use = call:pastegen.metrics:Registry
//
// Names are http_requests_total, http_requests_in_flight,
// http_response_bytes_total and the histogram http_request_duration_seconds;
// there are some on the process besides. A request whose app panics counts as
// one with status 500, and methods that nobody knows as one, "other".
//
// The server adds what it knows of itself, with the label app:
// server_connections, server_connections_accepted_total,
// server_connections_ended_total (for others, when there were too many),
// server_connections_waiting (to be accepted, by TCP, on Linux),
// server_requests_refused_total by code (413, 414, 431: beyond a limit),
// server_requests_late_total, server_tls_handshakes_total by version,
// server_tls_handshake_errors_total, and for the whole program
// server_reloads_total by outcome, done or failed.
//
//paste:group logging
package metrics

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the filter's section.
type Options struct {
	// Section is what the filter measures, as its label says.
	Section string `paste:"section,default=main"`

	// Buckets are the times by which requests are counted, in seconds and rising.
	Buckets []float64 `paste:"buckets,default=0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"`

	// Path is an address, as clients see it, at which the filter shows its
	// metrics; none if it is empty.
	Path string `paste:"path"`

	// Allow are the addresses and networks of clients that see them there. For
	// all others the address is the app's.
	Allow []netip.Prefix `paste:"allow,default=127.0.0.0/8 ::1"`

	// Registry is what the filter adds to, a resource; without one, it is what
	// a filter farther out has, or its own.
	Registry *Registry `paste:"registry"`
}

// Validate returns an error for what cannot be measured.
func (o Options) Validate() error {
	for i, bound := range o.Buckets {
		if !(bound > 0) || i > 0 && bound <= o.Buckets[i-1] {
			return setting.At("buckets", "buckets: %v is not more than nothing and than what stands before it", bound)
		}
	}
	if o.Path != "" && !strings.HasPrefix(o.Path, "/") {
		return setting.At("path", "path begins with a slash")
	}
	return nil
}

// key is the key of the registry of the outermost filter in the context.
const key = "pastegen.metrics"

// NewFilter returns a filter that measures requests.
//
//paste:filter_factory metrics
func NewFilter(ctx context.Context, o Options) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	own := o.Registry
	if own == nil {
		own = NewRegistry(ctx)
	}
	return func(next http.Handler) http.Handler { return &filter{Options: o, own: own, next: next} }, nil
}

// filter measures the requests of the next handler.
type filter struct {
	Options
	own  *Registry
	next http.Handler
	last atomic.Pointer[section] // that it was measured under
}

// ServeHTTP implements http.Handler.
func (f *filter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	registry, inside := values.Get[*Registry](r.Context(), key)
	var watched *response.Writer
	if inside && f.Registry == nil {
		watched = response.Watch(w)
	} else {
		registry = f.own
		r, watched = f.own.around(w, r)
	}
	if f.shows(r) {
		registry.ServeHTTP(w, r)
		return
	}
	f.measure(f.section(registry), watched, r)
}

// section is what the filter adds to in a registry, mostly the one of the last
// time.
func (f *filter) section(g *Registry) *section {
	s := f.last.Load()
	if s == nil || s.of != g {
		s = g.section(f.Section, f.Buckets)
		f.last.Store(s)
	}
	return s
}

// shows reports whether a request is for the metrics.
func (o *Options) shows(r *http.Request) bool {
	if o.Path == "" || mount.Prefix(r)+r.URL.Path != o.Path || r.Header["X-Forwarded-For"] != nil || r.Header["Forwarded"] != nil {
		return false // a proxy's address is nobody's
	}
	addr := peers.Addr(r.RemoteAddr).WithZone("")
	return slices.ContainsFunc(o.Allow, func(network netip.Prefix) bool { return network.Contains(addr) })
}

// measure lets the next handler answer.
func (f *filter) measure(s *section, watched *response.Writer, r *http.Request) {
	begin, bytes := time.Since(s.of.started), watched.Bytes()
	counted := s.begin()
	defer func() { // also after a panic, which goes on
		status := watched.Status()
		if status == 0 {
			status = http.StatusInternalServerError
		}
		counted.end(r.Method, status, watched.Bytes()-bytes, time.Since(s.of.started)-begin)
	}()
	f.next.ServeHTTP(watched, r)
	watched.Finish()
}

// AppOptions are the keys of the app's section.
type AppOptions struct {
	// Registry is what the app shows, a resource; without one, it is what the
	// filters around it have measured.
	Registry *Registry `paste:"registry"`
}

// New returns an app that shows what filters have measured, and the server.
// Where no filter is around it, and there is no registry, it shows only what the
// server tells of itself.
//
//paste:app_factory metrics
func New(ctx context.Context, o AppOptions) http.Handler {
	if o.Registry != nil {
		return o.Registry
	}
	own := NewRegistry(ctx)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		registry, ok := values.Get[*Registry](r.Context(), key)
		if !ok {
			registry = own
		}
		registry.ServeHTTP(w, r)
	})
}
