// Package page is an app that looks into the session.
package page

import (
	"io"
	"net/http"
	"strings"
)

type session interface{ Get(key string) any }

// MakeApp makes the app, whose answers have 1 KB.
func MakeApp() http.Handler {
	text := strings.Repeat("0123456789abcde\n", 64)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Value("beaker.session").(session).Get("user") != nil {
			panic("there is a user")
		}
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, text)
	})
}
