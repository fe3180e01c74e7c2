package prefix

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/values"
)

// translator is what the requests to one filter share.
type translator struct {
	Options
	log     *slog.Logger
	escaped string      // the prefix as it stands in URLs
	told    atomic.Bool // that somebody is not believed
}

// view is a request as the app is to see it.
type view struct {
	http.Request
	url    url.URL
	values context.Context // of the app's request
}

// set puts a value into the context.
func (v *view) set(key, value string) {
	v.values = values.With(v.values, key, value)
}

// translate returns r as the app is to see it: itself, if there is nothing to
// change.
func (t *translator) translate(r *http.Request) *http.Request {
	forwarded := t.TranslateForwardedServer && hasForwarded(r.Header)
	if t.Prefix == "" && r.Pattern == "" && r.URL.Path != "" && !forwarded && t.ForcePort == nil && t.Scheme == "" {
		return r
	}
	v := &view{*r, *r.URL, r.Context()}
	v.URL = &v.url
	if v.url.Host != "" {
		v.url.Scheme, v.url.Host = "", "" // what the client has written says nothing
	}
	t.cutPrefix(v)
	if forwarded {
		t.takeForwarded(v)
	}
	if t.Scheme != "" {
		v.setScheme(string(t.Scheme))
	}
	if t.ForcePort != nil {
		v.forcePort(string(*t.ForcePort))
	}
	if v.values == r.Context() {
		return &v.Request
	}
	return v.WithContext(v.values)
}

// cutPrefix makes the prefix the SCRIPT_NAME, and takes it off the path if it
// is there.
func (t *translator) cutPrefix(r *view) {
	r.Pattern = string(t.Prefix)
	rest, cut := cutSegments(r.URL.Path, string(t.Prefix))
	if cut && r.URL.RawPath != "" {
		r.URL.RawPath, cut = cutSegments(r.URL.RawPath, t.escaped)
		if !cut {
			r.URL.RawPath = "" // the prefix is written in a way of its own: Path alone says the rest
		}
	}
	r.URL.Path = rest
	if rest == "" {
		r.URL.Path, r.URL.RawPath = "/", ""
	}
}

// cutSegments cuts prefix off path if it is one of whole segments.
func cutSegments(path, prefix string) (rest string, cut bool) {
	rest, cut = strings.CutPrefix(path, prefix)
	if !cut || (rest != "" && rest[0] != '/') {
		return path, false
	}
	return rest, true
}

// The headers that are translated, and taken out of requests.
const (
	forwardedServer = "X-Forwarded-Server"
	forwardedHost   = "X-Forwarded-Host"
	forwardedFor    = "X-Forwarded-For"
	forwardedScheme = "X-Forwarded-Scheme"
	forwardedProto  = "X-Forwarded-Proto"
)

func hasForwarded(header http.Header) bool {
	return header[forwardedFor] != nil || header[forwardedHost] != nil || header[forwardedProto] != nil ||
		header[forwardedServer] != nil || header[forwardedScheme] != nil
}

// takeForwarded takes the headers out of r, and does what they say if the peer
// is to be believed. Header is copied: filters outside may be reading it.
func (t *translator) takeForwarded(r *view) {
	header := r.Header
	r.Header = maps.Clone(header)
	for _, name := range []string{forwardedServer, forwardedHost, forwardedFor, forwardedScheme, forwardedProto} {
		delete(r.Header, name)
	}
	if !t.TrustedProxy.Contain(peers.Addr(r.RemoteAddr)) {
		if t.told.CompareAndSwap(false, true) {
			t.log.Warn("headers X-Forwarded-... were not believed: their sender is not in trusted_proxy", "sender", r.RemoteAddr)
		}
		return
	}
	client, hops := t.TrustedProxy.Client(header[forwardedFor])
	if client.IsValid() {
		r.RemoteAddr = net.JoinHostPort(client.String(), "0")
	}
	if name := peers.Item(header[forwardedServer], hops); field.IsPlainHost(name) {
		r.Host = name
		r.set("SERVER_NAME", hostOnly(name))
	}
	if name := peers.Item(header[forwardedHost], hops); field.IsPlainHost(name) {
		r.Host = name
	}
	scheme := peers.Item(header[forwardedScheme], hops)
	if scheme == "" {
		scheme = peers.Item(header[forwardedProto], hops)
	}
	if scheme = strings.ToLower(scheme); scheme == "http" || scheme == "https" {
		r.setScheme(scheme)
	}
}

// hostOnly cuts the port off a host.
func hostOnly(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		return host[:i]
	}
	return host
}

// forcePort replaces the port of Host.
func (v *view) forcePort(port string) {
	v.Host = hostOnly(v.Host)
	switch {
	case port == "":
		port = "80"
		if v.url.Scheme == "https" || v.url.Scheme == "" && v.TLS != nil {
			port = "443"
		}
	case v.Host != "":
		v.Host += ":" + port
	}
	v.set("SERVER_PORT", port)
}

// setScheme says the scheme to net/http apps and to WSGI ones.
func (v *view) setScheme(scheme string) {
	v.url.Scheme = scheme
	v.set("wsgi.url_scheme", scheme)
}
