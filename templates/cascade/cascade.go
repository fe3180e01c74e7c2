// Package cascade tries apps one after the other, until one of them answers
// with something else than "not found".
//
//	[composite:main]
//	use = egg:Paste#cascade
//	app1 = static
//	app2 = site
//	catch = 404 403
//
// All keys but catch and max_replay begin with "app", and are sorted as texts:
// app10 comes before app2. The answer of an app is dropped if its status is one
// of catch; that of the last app is always the final one.
//
// What an app has read of the request's body, the next one reads again. It is
// kept in memory up to 4 KB, and in a temporary file beyond that.
//
// # Differences
//
// The body is kept while it is read, not before the first app runs, so that one
// which answers without reading waits for nothing. A body without a
// Content-Length (a chunked one) is read again too, if it is not longer than
// max_replay; the request is answered with 413 when an app has read more of
// such a body and its answer is caught. What an app panics with counts as an
// answer if it has a method StatusCode() int.
//
//paste:group dispatch
package cascade

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/raised"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Catch are the statuses for which the next app is tried.
	Catch []int `paste:"catch,default=404"`

	// MaxReplay is how many bytes of a body whose length is not known
	// beforehand are kept for the next app.
	MaxReplay int64 `paste:"max_replay,default=16777216"`

	// Apps are the apps, by keys that begin with "app" and say the order.
	Apps map[string]http.Handler `paste:",remain"`
}

// New returns an app that tries others one after the other.
//
//paste:composite_factory cascade
//paste:stands_for egg:Paste#cascade paste.cascade:make_cascade
func New(o Options) (http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	c := &cascade{catch: o.Catch, maxReplay: o.MaxReplay}
	for _, key := range slices.Sorted(maps.Keys(o.Apps)) {
		c.apps = append(c.apps, o.Apps[key])
	}
	return c, nil
}

// Validate tells what is wrong with the options before a program is made of them.
func (o Options) Validate() error {
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(o.Apps)) {
		if !strings.HasPrefix(key, "app") {
			errs = append(errs, &setting.Error{Key: key,
				Is:   fmt.Sprintf("the key %q does not begin with \"app\"", key),
				Hint: "name the apps app1, app2 ...; they are tried in the order of their keys as text"})
		}
	}
	if len(o.Apps) == 0 {
		errs = append(errs, &setting.Error{Is: "has no app", Hint: "keys that begin with \"app\" name the apps to try"})
	}
	for _, status := range o.Catch {
		if status < 200 || status > 599 {
			errs = append(errs, &setting.Error{Key: "catch", Is: fmt.Sprintf("%d is not the status of an answer", status), Hint: "404, say"})
		}
	}
	return errors.Join(errs...)
}

// cascade is an app that is made of others.
type cascade struct {
	apps      []http.Handler // in their order; at least one
	catch     []int
	maxReplay int64
}

// ServeHTTP implements http.Handler.
func (c *cascade) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	last := len(c.apps) - 1
	if last == 0 {
		c.apps[0].ServeHTTP(w, r)
		return
	}
	body := newReplay(r, c.maxReplay)
	defer body.close()
	t := &try{cascade: c, before: response.TakeSnapshot(w.Header())}
	for _, app := range c.apps[:last] {
		if t.run(w, body.request(r), app) {
			return
		}
		t.before.Restore(w.Header())
		if body.lost != 0 {
			http.Error(w, http.StatusText(body.lost), body.lost)
			return
		}
	}
	c.apps[last].ServeHTTP(w, body.lastRequest(r))
}

func (c *cascade) catches(status int) bool { return slices.Contains(c.catch, status) }

// try is a request for which apps are tried.
type try struct {
	*cascade
	gate   response.Gate
	before response.Snapshot // the header that filters outside have prepared
	caught bool
}

// run lets an app answer, and reports whether its answer is the final one.
func (t *try) run(w http.ResponseWriter, r *http.Request, app http.Handler) (final bool) {
	t.caught = false
	t.gate = response.MakeGate(w, t)
	defer func() {
		if !t.gate.Passed() {
			final = !t.recovered(recover())
		}
	}()
	app.ServeHTTP(&t.gate, r)
	_ = t.gate.Finish() // nobody is left who could be told
	return !t.caught
}

// recovered reports whether an app has been caught, be it by what it has
// panicked with. Other panics go on.
func (t *try) recovered(v any) (caught bool) {
	if v == nil {
		return t.caught
	}
	if status, ok := raised.Status(v); ok && t.catches(status) {
		return true
	}
	panic(v)
}

// Decide drops an answer whose status is caught.
func (t *try) Decide(status int) response.Body {
	if !t.catches(status) {
		return nil
	}
	t.caught = true
	return response.Drop{}
}
