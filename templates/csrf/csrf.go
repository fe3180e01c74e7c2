// Package csrf refuses requests that pages of other sites make browsers send in
// the name of their users (cross-site request forgery). There is no token, and
// nothing for an app to do: browsers say which page a request is from.
//
// Requests that change nothing, GET, HEAD and OPTIONS, always pass: an app must
// not change anything for them. Others get status 403 if their Sec-Fetch-Site,
// or Origin from old browsers, names another site. Requests with neither of
// them come from no browser, and pass.
//
// Behind a proxy that changes Host, the filter prefix has to stand farther out,
// for browsers name the site as they see it.
//
//paste:group auth
package csrf

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/sameorigin"
)

// Options are the keys of the section.
type Options struct {
	// TrustedOrigins are other sites whose pages may send what they like, as
	// https://other.example.
	TrustedOrigins []Origin `paste:"trusted_origins"`

	// Exempt are paths, as clients see them, for which all pass: /hook for
	// itself, /hooks/ for all below it. It is for what is protected otherwise,
	// by a signature say.
	Exempt []Path `paste:"exempt"`
}

// Origin is a scheme with a host and perhaps a port.
type Origin string

// UnmarshalText reads an origin as browsers write it.
func (o *Origin) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != string(text) || strings.ToLower(string(text)) != string(text) {
		return fmt.Errorf("%q is not an origin: it is a scheme and a host in small letters, as https://other.example or http://localhost:3000", text)
	}
	*o = Origin(text)
	return nil
}

// Path is a path that is exempt; one with a slash at its end stands for all
// below it.
type Path string

// UnmarshalText reads a path.
func (p *Path) UnmarshalText(text []byte) error {
	if !strings.HasPrefix(string(text), "/") || !isClean(string(text)) {
		return fmt.Errorf("%q is not a path such as /hook, or /hooks/ for all below it", text)
	}
	*p = Path(text)
	return nil
}

// New returns a filter that refuses requests which pages of other sites have made.
//
//paste:filter_factory csrf
func New(o Options) func(http.Handler) http.Handler {
	var trusted []string
	for _, origin := range o.TrustedOrigins {
		trusted = append(trusted, string(origin))
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := sameorigin.Check(r, trusted); err != nil && !o.exempts(mount.Prefix(r)+r.URL.Path) {
				http.Error(w, "Forbidden: "+err.Error()+".", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// exempts reports whether a path is exempt. One with ".." in it is not: an app
// may take it for another.
func (o Options) exempts(path string) bool {
	for _, p := range o.Exempt {
		if path == string(p) || strings.HasSuffix(string(p), "/") && strings.HasPrefix(path, string(p)) && isClean(path) {
			return true
		}
	}
	return false
}

// isClean reports whether a path has no empty parts, and none that are "." or
// "..", also behind a backslash.
func isClean(text string) bool {
	clean := path.Clean(text)
	return !strings.Contains(text, `\`) && (text == clean || clean != "/" && text == clean+"/")
}
