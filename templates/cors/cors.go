// Package cors lets pages of other sites use an app: it answers for the app
// what browsers ask before they send requests across sites (CORS), and marks
// answers as readable.
//
// The app gets every request, also those that only ask (OPTIONS), so that it
// can answer by itself; where it does not, its answer to OPTIONS is replaced by
// an empty one with status 200. An answer that has Access-Control-Allow-Origin
// already is left alone.
//
// # Differences
//
// oslo.middleware can take origins from a project's own configuration
// (oslo_config_project). A generated program does not read that: write
// allowed_origin into the section. Without it no site is allowed, and the log
// says so.
//
// With "*" among the origins, answers do not say
// Access-Control-Allow-Credentials, as browsers refuse both together. Headers
// that are to be exposed or allowed are joined without what is empty in the
// lists. Vary of an app's answer to OPTIONS is added to, not replaced.
//
//paste:group headers
package cors

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// AllowedOrigin are the sites whose pages may use the app:
	// https://app.example, with a port where it is not the usual one and
	// without a slash at the end; or * for all.
	AllowedOrigin []string `paste:"allowed_origin,comma"`

	// AllowCredentials lets pages send cookies and passwords along.
	AllowCredentials bool `paste:"allow_credentials,global,default=true"`

	// ExposeHeaders are the headers of answers that pages may read, besides the
	// simple ones.
	ExposeHeaders []string `paste:"expose_headers,comma,global"`

	// MaxAge is for how many seconds a browser need not ask again. With 0 it is
	// told nothing.
	MaxAge int `paste:"max_age,global,default=3600"`

	// AllowMethods are the methods that pages may use.
	AllowMethods []string `paste:"allow_methods,comma,global,default=OPTIONS,GET,HEAD,POST,PUT,DELETE,TRACE,PATCH"`

	// AllowHeaders are the headers that pages may send, besides the simple ones.
	AllowHeaders []string `paste:"allow_headers,comma,global"`

	// OsloConfigProject names a project whose own configuration has the
	// options. It is not read: without allowed_origin no site is allowed.
	OsloConfigProject string `paste:"oslo_config_project,global"`

	// OsloConfigFile is a file of that configuration, which is not read.
	OsloConfigFile string `paste:"oslo_config_file,ignored"`

	// OsloConfigProgram is a program of that project, whose configuration is
	// not read.
	OsloConfigProgram string `paste:"oslo_config_program,ignored"`
}

// New returns a filter that lets pages of other sites use the app.
//
//paste:filter_factory cors
//paste:stands_for egg:oslo.middleware#cors oslo_middleware.cors:filter_factory oslo_middleware:CORS.factory
//paste:stands_for oslo_middleware.cors:CORS.factory oslo.middleware.cors:filter_factory oslo.middleware.cors:CORS.factory
//paste:stands_for oslo.middleware:CORS.factory
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	p := &policy{
		origins:     trimmed(o.AllowedOrigin),
		methods:     trimmed(o.AllowMethods),
		headers:     append(trimmed(o.AllowHeaders), "Accept", "Accept-Language", "Content-Type", "Cache-Control", "Content-Language", "Expires", "Last-Modified", "Pragma"),
		exposed:     strings.Join(trimmed(o.ExposeHeaders), ","),
		credentials: o.AllowCredentials,
	}
	if o.MaxAge != 0 {
		p.maxAge = strconv.Itoa(o.MaxAge)
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if len(p.origins) == 0 {
		log.Warn("no site is allowed: the configuration of the project is not read, write allowed_origin into the section", "oslo_config_project", o.OsloConfigProject)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, next) })
	}, nil
}

// Validate returns an error when no site is allowed, and no configuration of a
// project is named that could have said one.
func (o Options) Validate() error {
	if len(trimmed(o.AllowedOrigin)) == 0 && o.OsloConfigProject == "" {
		return setting.At("allowed_origin", "allowed_origin is missing")
	}
	return nil
}

// trimmed returns the items without white space around them, and none that are
// empty.
func trimmed(items []string) (all []string) {
	for _, item := range items {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// policy says who may do what.
type policy struct {
	origins     []string
	methods     []string
	headers     []string // in any case
	exposed     string
	credentials bool
	maxAge      string // "" tells nothing
}

func (p *policy) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.Method == http.MethodOptions {
		p.servePreflight(w, r, next)
		return
	}
	watched := response.Watch(w)
	if origin := p.allowed(r); origin != "" {
		watched.Hook(&actual{p, origin})
	}
	next.ServeHTTP(watched, r)
	watched.Finish()
}

// allowed returns what the answer is to say about the request's origin, "" if
// it is not allowed or there is none.
func (p *policy) allowed(r *http.Request) string {
	origin := r.Header.Get("Origin")
	switch {
	case origin == "":
		return ""
	case slices.Contains(p.origins, origin):
		return origin
	case slices.Contains(p.origins, "*"):
		return "*"
	}
	return ""
}

// share marks an answer as one that pages of the origin may have.
func (p *policy) share(h http.Header, origin string) {
	h.Add("Vary", "Origin")
	h.Set("Access-Control-Allow-Origin", origin)
	if p.credentials && origin != "*" {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
}

// actual is the answer to a request that is no question about one.
type actual struct {
	policy *policy
	origin string
}

// BeforeHeader implements response.Hook.
func (a *actual) BeforeHeader(w *response.Writer, _ int) {
	h := w.Header()
	if h["Access-Control-Allow-Origin"] != nil {
		return
	}
	a.policy.share(h, a.origin)
	if a.policy.exposed != "" {
		h.Set("Access-Control-Expose-Headers", a.policy.exposed)
	}
}
