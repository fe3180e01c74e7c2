// Package mux dispatches requests by the patterns of net/http: by method, host
// and path, with wildcards.
//
//	[composite:main]
//	use = egg:pastegen#mux
//	GET /notes/{id} = note
//	POST /notes/{$} = create
//	/static/ = files
//	api.example.com/ = api
//
// The most exact pattern wins, wherever it stands. Apps find what a wildcard
// stands for in r.PathValue("id"), and the whole path in r.URL.Path: nothing is
// cut off it. A path that fits nothing gets status 404, a method that fits
// nothing 405, and a path that lacks the slash at its end is sent on to the one
// with it. A pattern "/" is for all the rest.
//
// An app finds the pattern in r.Pattern, unless a URL map or the filter prefix
// has cut something off the path: then that is there, as for all apps below a
// URL map.
//
//paste:group dispatch
package mux

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Patterns are the apps, by patterns as net/http has them: [METHOD
	// ][HOST]/[PATH].
	Patterns map[string]http.Handler `paste:",remain"`
}

// New returns an app that dispatches by patterns.
//
//paste:composite_factory mux
func New(o Options) (http.Handler, error) {
	m := &mux{}
	return m, m.addAll(o)
}

// Validate returns an error for patterns that net/http does not take, or not
// beside each other.
func (o Options) Validate() error { return new(mux).addAll(o) }

// mux is an app that is made of others.
type mux struct{ http.ServeMux }

func (m *mux) addAll(o Options) error {
	if len(o.Patterns) == 0 {
		return &setting.Error{Is: "has no patterns", Hint: "keys such as \"GET /notes/{id}\" name apps"}
	}
	var errs []error
	for _, pattern := range slices.Sorted(maps.Keys(o.Patterns)) {
		errs = append(errs, m.add(pattern, o.Patterns[pattern]))
	}
	return errors.Join(errs...)
}

// add adds an app. What net/http panics with is an error; it says twice where
// in this file patterns are added, which helps nobody.
func (m *mux) add(pattern string, app http.Handler) (err error) {
	defer func() {
		if v := recover(); v != nil {
			is := regexp.MustCompile(` \(registered at [^)]*\)`).ReplaceAllString(fmt.Sprint(v), "")
			err = &setting.Error{Key: pattern, Is: is, Hint: "a pattern is [METHOD ][HOST]/[PATH], with wildcards {name}, {name...} and {$}"}
		}
	}()
	m.Handle(pattern, route{app})
	return nil
}

// ServeHTTP implements http.Handler.
func (m *mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	prefix := mount.Prefix(r)
	if prefix == "" {
		m.ServeMux.ServeHTTP(w, r)
		return
	}
	if h, _ := m.Handler(r); !isRoute(h) { // net/http's own answer, which knows of no prefix
		serveBelow(prefix, h, w, r)
		return
	}
	m.ServeMux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), prefixKey{}, prefix)))
}

// prefixKey is the key of what was cut off the path outside of the mux.
type prefixKey struct{}

// route is an app, and no answer of net/http's own.
type route struct{ http.Handler }

// ServeHTTP implements http.Handler. The request is the mux's own if there is a
// prefix.
func (h route) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if prefix, ok := r.Context().Value(prefixKey{}).(string); ok && mount.Prefix(r) == "" {
		r.Pattern = prefix
	}
	h.Handler.ServeHTTP(w, r)
}

func isRoute(h http.Handler) bool {
	_, ok := h.(route)
	return ok
}

// serveBelow lets net/http answer. When it sends on to a path, the prefix goes
// before it.
func serveBelow(prefix string, h http.Handler, w http.ResponseWriter, r *http.Request) {
	a := &answer{header: w.Header()}
	gate := response.NewGate(w, a)
	h.ServeHTTP(gate, r)
	_ = gate.Finish() // nobody is left who could be told
	if a.location != "" {
		http.Redirect(w, r, prefix+a.location, a.status)
	}
}

// answer is one of net/http's own.
type answer struct {
	header   http.Header
	status   int
	location string // the path that it sends on to
}

// Decide implements response.Decider.
func (a *answer) Decide(status int) response.Body {
	location := a.header.Get("Location")
	if !strings.HasPrefix(location, "/") {
		return nil
	}
	a.status, a.location = status, location
	a.header.Del("Content-Type") // so that there is a page again
	return response.Drop{}
}
