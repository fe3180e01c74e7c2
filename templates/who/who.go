// Package who stops requests that a rule does not want: those of nobody, or
// those for which a function of yours says no. They get 401. Put a filter
// before it that finds out who the user is.
//
// # Differences
//
// repoze.who's answer is an empty one; this has a line of text. An identity
// without a user (repoze.who.identity) does not count as authenticated. A
// predicate is a function of the request and takes no keys of the section.
//
//paste:group auth
package who

import (
	"net/http"

	"github.com/pastegen/pastegen/templates/auth"
)

// Options are the keys of both rules.
type Options struct {
	// Enabled is false to let everything pass.
	Enabled bool `paste:"enabled,default=true"`
}

// Authenticated returns a filter that lets requests pass whose user is known,
// and answers 401 to others.
//
//paste:filter_factory authenticated
//paste:stands_for egg:repoze.who#authenticated repoze.who.restrict:make_authenticated_restriction
func Authenticated(o Options) func(http.Handler) http.Handler {
	return restrict(o, func(r *http.Request) bool { return auth.User(r) != "" })
}

// PredicateOptions are the keys of a rule of one's own.
type PredicateOptions struct {
	Options
	// Predicate reports whether a request may pass: site:is_admin, say, for the
	// function IsAdmin of your package site.
	Predicate func(r *http.Request) bool `paste:"predicate,required"`
}

// Predicate returns a filter that lets requests pass for which a function says
// yes, and answers 401 to others.
//
//paste:filter_factory predicate
//paste:stands_for egg:repoze.who#predicate repoze.who.restrict:make_predicate_restriction
func Predicate(o PredicateOptions) func(http.Handler) http.Handler {
	return restrict(o.Options, o.Predicate)
}

func restrict(o Options, allowed func(*http.Request) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if !o.Enabled {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !allowed(r) {
				auth.Refuse(w)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
