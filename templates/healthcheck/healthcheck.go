// Package healthcheck tells load balancers whether to send requests here.
//
// The answer is status 200 and "OK", or 503 and the reason when one of the backends says so: disable_by_file when a file is
// there, disable_by_files_ports when the file for the port is there, enable_by_files when a file is missing. HEAD gets 204 or
// 503. The answer is text, HTML or JSON, as the client accepts it.
//
// It is an app, to be mounted at /healthcheck; as a filter, as older files have
// it, it answers for the path in the key path and passes all other requests on.
//
// # Differences
//
// Without backends oslo.middleware answers with an empty text, where its
// documentation promises OK. A client that must not ask (allowed_source_ranges,
// ignore_proxied_requests) gets status 404 from the app; oslo.middleware fails
// with 500. detailed tells about Go what it tells about Python there. A backend
// that nobody knows is an error, and not left out.
//
//paste:group limits
package healthcheck

import (
	"log/slog"
	"net/http"
	"net/netip"
	"slices"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Detailed adds to the answer details of the checks, of Go, and what all
	// goroutines do. It shows the insides of the program: do not switch it on
	// where everybody can ask.
	Detailed bool `paste:"detailed,global"`

	// Backends are what is asked, in this order.
	Backends []Backend `paste:"backends,comma,global"`

	// AllowedSourceRanges are addresses and networks of clients that may ask;
	// without any, everybody may.
	AllowedSourceRanges []netip.Prefix `paste:"allowed_source_ranges,comma,global"`

	// IgnoreProxiedRequests ignores requests that have come through a proxy, as
	// their headers tell.
	IgnoreProxiedRequests bool `paste:"ignore_proxied_requests,global"`

	// DisableByFilePath is the file that backend disable_by_file looks for.
	DisableByFilePath string `paste:"disable_by_file_path,global"`

	// DisableByFilePaths are ports and files, 8000:/run/off, that backend
	// disable_by_files_ports looks for.
	DisableByFilePaths []string `paste:"disable_by_file_paths,comma,global"`

	// EnableByFilePaths are the files that backend enable_by_files wants, all
	// of them.
	EnableByFilePaths []string `paste:"enable_by_file_paths,comma,global"`

	oslo.Keys
}

// AppOptions are the keys of an app's section.
type AppOptions struct {
	Options

	// Path has no effect: where an app is mounted says the path.
	Path string `paste:"path,ignored"`
}

// New returns an app that tells whether this program is to get requests.
//
//paste:app_factory healthcheck
//paste:stands_for egg:oslo.middleware#healthcheck oslo_middleware:Healthcheck.app_factory
//paste:stands_for oslo_middleware.healthcheck:Healthcheck.app_factory
func New(o AppOptions, log *slog.Logger) (http.Handler, error) {
	c, err := newChecker(o.Options, log)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.mayAsk(r) {
			http.NotFound(w, r)
			return
		}
		c.serve(w, r)
	}), nil
}

// FilterOptions are the keys of a filter's section.
type FilterOptions struct {
	Options

	// Path is the path that the filter answers for, as the client sees it.
	Path string `paste:"path,global,default=/healthcheck"`
}

// NewFilter returns a filter that tells at one path whether this program is to
// get requests.
//
//paste:filter_factory healthcheck
//paste:stands_for egg:oslo.middleware#healthcheck oslo_middleware:Healthcheck.factory
//paste:stands_for oslo_middleware.healthcheck:Healthcheck.factory oslo.middleware:Healthcheck.factory
//paste:stands_for oslo.middleware.healthcheck:Healthcheck.factory
func NewFilter(o FilterOptions, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	c, err := newChecker(o.Options, log)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if mount.Prefix(r)+r.URL.Path != o.Path || !c.mayAsk(r) {
				next.ServeHTTP(w, r)
				return
			}
			c.serve(w, r)
		})
	}, err
}

// SwiftOptions are the keys of the section of Swift's filter.
type SwiftOptions struct {
	// DisablePath is a file; while it is there, the answer is status 503.
	DisablePath string `paste:"disable_path,global"`
}

// NewSwift returns Swift's filter, which answers for the path /healthcheck in
// plain text.
//
//paste:filter_factory swift_healthcheck
//paste:stands_for egg:swift#healthcheck swift.common.middleware.healthcheck:filter_factory
func NewSwift(o SwiftOptions) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if mount.Prefix(r)+r.URL.Path != "/healthcheck" {
				next.ServeHTTP(w, r)
				return
			}
			status, text := http.StatusOK, "OK"
			if o.DisablePath != "" && exists(o.DisablePath) {
				status, text = http.StatusServiceUnavailable, disabled
			}
			answer(w, r, status, "text/plain", text)
		})
	}
}

// Validate returns an error for backends that exclude each other, and for what
// is no port and a file.
func (o Options) Validate() error {
	if slices.Contains(o.Backends, DisableByFile) && slices.Contains(o.Backends, EnableByFiles) {
		return setting.At("backends", "backends disable_by_file and enable_by_files exclude each other")
	}
	_, err := portFiles(o.DisableByFilePaths)
	return err
}

// checker answers with what its backends say.
type checker struct {
	options Options
	byPort  map[int]string // the files of disable_by_files_ports
	log     *slog.Logger
}

func newChecker(o Options, log *slog.Logger) (*checker, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	byPort, err := portFiles(o.DisableByFilePaths)
	if err != nil {
		return nil, err
	}
	if slices.Contains(o.Backends, DisableByFile) && o.DisableByFilePath == "" {
		log.Warn("backend disable_by_file without disable_by_file_path disables nothing")
	}
	return &checker{o, byPort, log}, nil
}

// mayAsk reports whether the request is to be answered. Without an address, as
// by a unix socket, it is of no network.
func (c *checker) mayAsk(r *http.Request) bool {
	if c.options.IgnoreProxiedRequests && isProxied(r.Header) {
		return false
	}
	if len(c.options.AllowedSourceRanges) == 0 {
		return true
	}
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(c.options.AllowedSourceRanges, func(p netip.Prefix) bool {
		return p.Contains(remote.Addr().Unmap().WithZone(""))
	})
}

func isProxied(h http.Header) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Prefix"} {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}
