// Package masked shows requests in logs without the secrets in their headers.
package masked

import (
	"net/http"
	"slices"
	"strings"
)

// Mask stands for a secret.
const Mask = "*****"

// Head returns the line and the headers of a request, as text.
func Head(r *http.Request) string {
	lines := []string{r.Method + " " + r.RequestURI + " " + r.Proto, "Host: " + r.Host}
	for name, values := range r.Header {
		for _, value := range values {
			lines = append(lines, name+": "+Value(name, value))
		}
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}

// Value returns the value of a header as it may be shown.
func Value(name, value string) string {
	if IsSecret(name) {
		return Mask
	}
	return value
}

// IsSecret reports whether a header holds what logs must not show: Authorization, Cookie, Set-Cookie, X-...-Token.
func IsSecret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "authorization", "proxy-authorization", "cookie", "set-cookie":
		return true
	}
	return strings.HasPrefix(name, "x-") && strings.HasSuffix(name, "-token")
}
