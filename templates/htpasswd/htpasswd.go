// Package htpasswd lets users pass whose names and passwords are in a file as
// Apache's htpasswd writes it.
//
// Passwords may be hashed as $apr1$ (htpasswd -m, its default), $5$ and $6$
// (htpasswd -2, -5; mkpasswd), or {SHA} (htpasswd -s, which is weak). The file
// is read at the start, and again when it has changed.
//
// # Differences
//
// oslo.middleware takes bcrypt only, which Go's standard library does not have:
// a file with such hashes stops the start, and the error says how to check them
// in five lines of your own. It reads the file with each request, does not ask
// for a password in its answers (WWW-Authenticate), and believes a client that
// sends X-User itself along with a good password.
//
//paste:group auth
package htpasswd

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/oslo"
)

// Options are the keys of the section.
type Options struct {
	// File is the file with the users.
	File string `paste:"file,required,file"`

	// Realm names what is protected. Browsers show it.
	Realm string `paste:"realm,default=restricted"`
}

// New returns a filter that asks for a name and a password of a file (HTTP's
// Basic scheme). Apps find the name as REMOTE_USER.
//
//paste:filter_factory basicauth
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	users, err := Open(o.File, log)
	if err != nil {
		return nil, err
	}
	challenge := "Basic realm=" + auth.Quote(o.Realm) + `, charset="UTF-8"`
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			user, password, ok := r.BasicAuth()
			if !ok || !users.Check(user, password) {
				auth.Refuse(w, challenge)
				return
			}
			next.ServeHTTP(w, auth.WithUser(r, user, "basic"))
		})
	}, o.Validate()
}

// Validate returns an error for a realm that no header can hold.
func (o Options) Validate() error { return auth.CheckRealm(o.Realm) }

// OsloOptions are the keys of the section of oslo.middleware's filter.
type OsloOptions struct {
	// HTTPBasicAuthUserFile is the file with the users.
	HTTPBasicAuthUserFile string `paste:"http_basic_auth_user_file,global,file,default=/etc/htpasswd"`

	oslo.Keys
}

// NewOslo returns a filter that asks for a name and a password of a file, and
// answers in JSON without them. Apps find the name in the headers X-User and
// X-User-Name, and as REMOTE_USER.
//
//paste:filter_factory oslo_basic_auth
//paste:stands_for egg:oslo.middleware#basic_auth oslo_middleware:BasicAuthMiddleware.factory
//paste:stands_for oslo_middleware.basic_auth:BasicAuthMiddleware.factory
func NewOslo(o OsloOptions, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	users, err := Open(o.HTTPBasicAuthUserFile, log)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			user, password, ok := r.BasicAuth()
			if !ok || !users.Check(user, password) {
				refuseJSON(w)
				return
			}
			r = auth.WithUser(r, user, "basic")
			r.Header = r.Header.Clone() // filters outside may be reading it
			r.Header.Del("Authorization")
			r.Header.Set("X-User", user)
			r.Header.Set("X-User-Name", user)
			next.ServeHTTP(w, r)
		})
	}, nil
}

func refuseJSON(w http.ResponseWriter) {
	h := w.Header()
	h.Set("WWW-Authenticate", `Basic realm="restricted", charset="UTF-8"`)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_ = json.NewEncoder(w).Encode(map[string]any{ // fails when nobody is left who could be told
		"error": map[string]any{"code": http.StatusUnauthorized, "message": "This server could not verify that you are authorized to access the document you requested."},
	})
}
