// Package health tells whoever watches a program that it runs, and load
// balancers whether it can do something.
//
// The app health answers "ok" as long as the program runs: a check that fails
// means that it should be started anew. The app ready answers "ready", or
// status 503 and "not ready": while its check, or the database that is a
// resource of the file, says so, or fails to say anything within the timeout,
// and from when the program is ending. What is wrong is told to the log, once
// for each change.
//
//	[composite:main]
//	use = egg:Paste#urlmap
//	/ = site
//	/healthz = health
//	/readyz = ready
//
//	[app:health]
//	use = egg:pastegen#health
//
//	[app:ready]
//	use = egg:pastegen#ready
//	check = call:./apps:Ready
//
// where apps has
//
//	func Ready(ctx context.Context) error
//
// Both are filters too, which answer at one path and pass all other requests
// on, so that neither a login farther in nor a limit sees them. Everybody may
// ask, and learns nothing but that word; so that nobody keeps the database busy
// by asking, what the check says is good for a second.
//
//paste:group limits
package health

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/setting"
)

// New returns an app that answers as long as the program runs.
//
//paste:app_factory health
func New() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok\n") })
}

// FilterOptions are the keys of the section of health, as a filter.
type FilterOptions struct {
	// Path is the path that the filter answers for, as clients see it.
	Path string `paste:"path,default=/healthz"`
}

// Validate returns an error for a path that is none.
func (o FilterOptions) Validate() error { return checkPath(o.Path) }

// NewFilter returns a filter that answers at one path as long as the program runs.
//
//paste:filter_factory health
func NewFilter(o FilterOptions) (func(http.Handler) http.Handler, error) {
	return at(o.Path, New()), o.Validate()
}

// ReadyOptions are the keys of the section of ready, as an app.
type ReadyOptions struct {
	// Check is a function of yours that returns why the program cannot do
	// anything now, or nil.
	Check func(ctx context.Context) error `paste:"check"`

	// DB is the database that has to be there, a resource. A key is needed only
	// if there are several.
	DB Pinger `paste:"db"`

	// Timeout is how long a check may take, in seconds or as 500ms.
	Timeout time.Duration `paste:"timeout,default=5s"`
}

// Pinger is what can say whether it is there, as *sql.DB does.
type Pinger interface {
	PingContext(ctx context.Context) error
}

// Validate returns an error for a check that has no time.
func (o ReadyOptions) Validate() error {
	if o.Timeout <= 0 {
		return setting.At("timeout", "the timeout is nothing, so that no check could pass")
	}
	return nil
}

// NewReady returns an app that tells whether the program can do something.
//
//paste:app_factory ready
func NewReady(ctx context.Context, o ReadyOptions, log *slog.Logger) (http.Handler, error) {
	return &ready{ReadyOptions: o, program: ctx, log: log}, o.Validate()
}

// ReadyFilterOptions are the keys of the section of ready, as a filter.
type ReadyFilterOptions struct {
	ReadyOptions

	// Path is the path that the filter answers for, as clients see it.
	Path string `paste:"path,default=/readyz"`
}

// Validate returns an error for a path that is none, and for a check that has
// no time.
func (o ReadyFilterOptions) Validate() error {
	return errors.Join(checkPath(o.Path), o.ReadyOptions.Validate())
}

// NewReadyFilter returns a filter that tells at one path whether the program
// can do something.
//
//paste:filter_factory ready
func NewReadyFilter(ctx context.Context, o ReadyFilterOptions, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	app, err := NewReady(ctx, o.ReadyOptions, log)
	return at(o.Path, app), errors.Join(checkPath(o.Path), err)
}

func checkPath(path string) error {
	if !strings.HasPrefix(path, "/") {
		return errors.New("path begins with a slash")
	}
	return nil
}

// at returns a filter that lets app answer at a path.
func at(path string, app http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if mount.Prefix(r)+r.URL.Path == path {
				app.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// answer answers with one line. The server drops the body of an answer to HEAD.
func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // nobody is left who could be told
}
