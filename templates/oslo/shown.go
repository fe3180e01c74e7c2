package oslo

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/secret"
)

// Shown returns the value of a header, or of a variable of CGI, as it may be
// shown: passwords, tokens and cookies are masked.
func Shown(name, value string) string {
	if secret.Name(name) || strings.HasSuffix(strings.ToLower(name), "cookie") {
		return secret.Mask
	}
	return secret.Redact(value)
}

// Head returns the line and the headers of a request as they may be shown.
func Head(r *http.Request) string {
	lines := []string{r.Method + " " + secret.Redact(r.RequestURI) + " " + r.Proto, "Host: " + r.Host}
	for name, values := range r.Header {
		for _, value := range values {
			lines = append(lines, name+": "+Shown(name, value))
		}
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}
