// Package auth is what the filters that find out about users share: who a
// request is from, and how a client is asked.
package auth

import (
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/values"
)

// User returns the user a request is from, "" if it is nobody's: the
// REMOTE_USER that a filter, WSGI middleware or the web server in front of a
// gateway has set.
func User(r *http.Request) string {
	return Value(r, "REMOTE_USER")
}

// Value returns a text that a filter has put into the context, or WSGI
// middleware or a gateway into environ; "" without it.
func Value(r *http.Request, key string) string {
	if text, ok := values.Get[string](r.Context(), key); ok {
		return text
	}
	environ, _ := r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
	text, _ := environ[key].(string)
	return text
}

// WithUser returns the request as one of that user, whom a filter has found in
// that way: "basic", "digest", "form", "cookie".
func WithUser(r *http.Request, user, authType string) *http.Request {
	ctx := values.With(r.Context(), "AUTH_TYPE", authType)
	return r.WithContext(values.With(ctx, "REMOTE_USER", user))
}

// Refuse answers 401 with the challenges, which say how to ask again.
func Refuse(w http.ResponseWriter, challenges ...string) {
	for _, challenge := range challenges {
		w.Header().Add("WWW-Authenticate", challenge)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "Unauthorized", http.StatusUnauthorized)
}

// Quote returns a text as a quoted string of a header (RFC 9110, 5.6.4).
func Quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// CheckRealm returns an error for a realm that no header can hold.
func CheckRealm(realm string) error {
	if strings.ContainsFunc(realm, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return setting.At("realm", "realm %q has control characters", realm)
	}
	return nil
}
