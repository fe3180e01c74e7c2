package prefix

import (
	"context"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"

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

// translate returns r as the app is to see it: itself, if there is nothing to change.
func (t *translator) translate(r *http.Request) *http.Request {
	forwarded := t.TranslateForwardedServer && hasForwarded(r.Header)
	if t.Prefix == "" && r.Pattern == "" && r.URL.Path != "" && !forwarded && t.ForcePort == nil && t.Scheme == "" {
		return r
	}
	v := &view{*r, *r.URL, r.Context()}
	v.URL = &v.url
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

// cutPrefix makes the prefix the SCRIPT_NAME, and takes it off the path if it is there.
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

// takeForwarded takes the headers out of r, and does what they say if the peer is to be believed. Header is copied: filters
// outside may be reading it.
func (t *translator) takeForwarded(r *view) {
	header := r.Header
	r.Header = maps.Clone(header)
	for _, name := range []string{forwardedServer, forwardedHost, forwardedFor, forwardedScheme, forwardedProto} {
		delete(r.Header, name)
	}
	peer := addrOf(r.RemoteAddr)
	if !t.TrustedProxy.contain(peer) {
		if t.told.CompareAndSwap(false, true) {
			t.log.Warn("headers X-Forwarded-... were not believed: their sender is not in trusted_proxy", "sender", r.RemoteAddr)
		}
		return
	}
	client, hops := t.client(header[forwardedFor])
	if client.IsValid() {
		r.RemoteAddr = net.JoinHostPort(client.String(), "0")
	}
	if name := item(header[forwardedServer], hops); isHost(name) {
		r.Host = name
		r.set("SERVER_NAME", hostOnly(name))
	}
	if name := item(header[forwardedHost], hops); isHost(name) {
		r.Host = name
	}
	scheme := item(header[forwardedScheme], hops)
	if scheme == "" {
		scheme = item(header[forwardedProto], hops)
	}
	if scheme = strings.ToLower(scheme); scheme == "http" || scheme == "https" {
		r.setScheme(scheme)
	}
}

// client reads X-Forwarded-For from its end, to which each proxy has added whom it was asked by, until it finds one who is no
// proxy, or nobody more. It returns the last one and how many proxies have added to such headers. An item that is no address
// ends the search: nobody knows who stands before it.
func (t *translator) client(lines []string) (client netip.Addr, hops int) {
	items := split(lines)
	for i := len(items) - 1; i >= 0; i-- {
		addr := addrOf(items[i])
		if !addr.IsValid() {
			break
		}
		client = addr
		hops++
		if !t.TrustedProxy.contain(addr) {
			break
		}
	}
	if t.TrustedProxy.All {
		hops = math.MaxInt // whoever began the lists
	}
	return client, max(hops, 1)
}

// item returns the item that the farthest of the trusted proxies has added to a header, hops from its end.
func item(lines []string, hops int) string {
	items := split(lines)
	if len(items) == 0 {
		return ""
	}
	return items[max(0, len(items)-hops)]
}

// split returns the items of a header that is a list.
func split(lines []string) (items []string) {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}

// addrOf reads an address with or without a port: 1.2.3.4, 1.2.3.4:5, ::1, [::1], [::1]:5. What is none is not valid.
func addrOf(text string) netip.Addr {
	if addrPort, err := netip.ParseAddrPort(text); err == nil {
		return addrPort.Addr().Unmap()
	}
	if inner, ok := strings.CutPrefix(text, "["); ok {
		text, ok = strings.CutSuffix(inner, "]")
		if !ok {
			return netip.Addr{}
		}
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}

// isHost reports whether text can be a Host: a name or an address, with a port or without.
func isHost(text string) bool {
	for i := range len(text) {
		c := text[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && strings.IndexByte("-._~:[]", c) < 0 {
			return false
		}
	}
	return text != ""
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
		if v.url.Scheme == "https" || (v.url.Scheme == "" && v.TLS != nil) {
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
