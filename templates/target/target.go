// Package target decides what a client may say in the target of a request (RFC
// 9112, 3.2), for all servers and gateways.
package target

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Origin makes r.URL and r.RequestURI what an origin server has of a target: a
// path and a query, or the "*" of OPTIONS. A target with scheme and host loses
// them, as RFC 9112, 3.2.2 has it: net/http has made the host the request's
// Host, and the scheme is what the connection is, not what the client claims.
// From there on, a scheme in r.URL is the word of a filter that knows a proxy.
// The authority that CONNECT names stays in r.URL.Host.
//
// A fragment, which no client should send (RFC 9112, 3.2), is cut off, as
// waitress, gunicorn and nginx do: net/http would take "#" for a part of the
// path, and what a server in front protects by path would have another one.
//
// It is an error if the target is of no form that the method may have. r is
// changed in place: it must be the caller's own. One that no client has sent,
// so that RequestURI is empty, stays as it was made.
func Origin(r *http.Request) error {
	if err := cutFragment(r); err != nil {
		return err
	}
	switch {
	case r.RequestURI == "" || r.RequestURI[0] == '/':
		return nil
	case r.Method == http.MethodConnect:
		if r.URL.Scheme == "" && r.URL.Host != "" && r.URL.Path == "" {
			return nil
		}
	case r.RequestURI == "*":
		if r.Method == http.MethodOptions {
			return nil
		}
	case isHTTP(r.URL):
		r.URL = &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery, ForceQuery: r.URL.ForceQuery}
		if r.URL.Path == "" {
			r.URL.Path = emptyPath(r.Method)
		}
		r.RequestURI = r.URL.RequestURI()
		return nil
	}
	return errors.New("the target of the request is neither a path nor a URL with a host")
}

// cutFragment leaves off what follows a "#".
func cutFragment(r *http.Request) error {
	whole, _, found := strings.Cut(r.RequestURI, "#")
	if !found {
		return nil
	}
	u, err := url.ParseRequestURI(whole)
	if err != nil {
		return errors.New("the target of the request is a fragment")
	}
	r.URL, r.RequestURI = u, whole
	return nil
}

// isHTTP reports whether u is a URL of HTTP that names a host.
func isHTTP(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Opaque == "" && (u.Path == "" || u.Path[0] == '/')
}

// emptyPath is what a URL without a path means (RFC 9112, 3.2.1 and 3.2.4).
func emptyPath(method string) string {
	if method == http.MethodOptions {
		return "*"
	}
	return "/"
}

// IsHTTPS reports whether the client came by https: as a filter that knows a
// proxy says in r.URL.Scheme, else by the connection. The scheme that a client
// has written in its target says nothing, where Origin has not removed it.
func IsHTTPS(r *http.Request) bool {
	scheme := r.URL.Scheme
	if scheme == "" || isClients(scheme, r.RequestURI) {
		return r.TLS != nil
	}
	return scheme == "https"
}

// isClients reports whether a target begins with scheme.
func isClients(scheme, target string) bool {
	return len(target) > len(scheme) && target[len(scheme)] == ':' && strings.EqualFold(target[:len(scheme)], scheme)
}
