// Package authbasic asks for a name and a password by HTTP's Basic scheme (RFC
// 7617). Both go over the wire as they are: use it behind https only.
//
// A request whose user is known already, because a filter before this one or
// the web server has set REMOTE_USER, passes. Others pass when authfunc knows
// their name and password, and get 401 else. Apps find the name as REMOTE_USER
// and "basic" as AUTH_TYPE in the request's context:
//
//	user, _ := r.Context().Value("REMOTE_USER").(string)
//
// # Differences
//
// An Authorization header that makes no sense gets 401; Paste fails with 500.
// So does an empty name. The realm is quoted, and the challenge says
// charset="UTF-8", so that browsers send names and passwords beyond ASCII in
// that. authfunc takes the request where Paste's takes environ.
//
//paste:group auth
package authbasic

import (
	"net/http"

	"github.com/pastegen/pastegen/templates/auth"
)

// Options are the keys of the section.
type Options struct {
	// Realm names what is protected. Browsers show it.
	Realm string `paste:"realm,required"`
	// AuthFunc reports whether that is the user's password: site:check, say,
	// for a function of your package site. Compare with crypto/subtle, or hash
	// passwords.
	AuthFunc func(r *http.Request, user, password string) bool `paste:"authfunc,required"`
}

// New returns a filter that lets users pass who give the right password in the
// Basic scheme.
//
//paste:filter_factory auth_basic
//paste:stands_for egg:Paste#auth_basic paste.auth.basic:make_basic
func New(o Options) (func(http.Handler) http.Handler, error) {
	challenge := "Basic realm=" + auth.Quote(o.Realm) + `, charset="UTF-8"`
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if auth.User(r) != "" {
				next.ServeHTTP(w, r)
				return
			}
			user, password, ok := r.BasicAuth()
			if !ok || user == "" || !o.AuthFunc(r, user, password) {
				auth.Refuse(w, challenge)
				return
			}
			next.ServeHTTP(w, auth.WithUser(r, user, "basic"))
		})
	}, o.Validate()
}

// Validate returns an error for a realm that no header can hold.
func (o Options) Validate() error { return auth.CheckRealm(o.Realm) }
