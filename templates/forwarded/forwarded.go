// Package forwarded tells apps who has asked for what when a proxy stands
// before the server, by the header Forwarded (RFC 7239) or, without that,
// X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-For. X-Forwarded-Prefix
// is put before SCRIPT_NAME (the request's Pattern) in both cases.
//
// The host becomes the request's Host, the client's address its RemoteAddr. An
// app finds the scheme in r.URL.Scheme, and as the value "wsgi.url_scheme" in
// the context. The headers stay in the request.
//
// # Differences
//
// oslo.middleware believes these headers whoever sends them, so that every
// client can choose its address and host. This filter believes peers that
// trusted_proxy lists, addresses or networks, and without it those of the
// machine itself (127.0.0.1, ::1 and unix sockets). From others it takes the
// headers away and says so in the log, once. "trusted_proxy = *" is
// oslo.middleware's way, and warns at the start. Besides:
//
//   - a header that is a list is read from its end for as long as proxies in it are trusted: what comes before, a client may
//     have made up. oslo.middleware takes the first element of Forwarded and the others whole. With "trusted_proxy = *" the
//     first item counts.
//   - values in quotes, for="[2001:db8::1]:80", are unquoted, and ports of clients left out
//   - what is no address, host, scheme or path is left out, and a Forwarded that cannot be read is as if it were not there
//
//paste:group proxy
package forwarded

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// EnableProxyHeadersParsing switches the filter on.
	EnableProxyHeadersParsing bool `paste:"enable_proxy_headers_parsing,global"`

	// TrustedProxy are the proxies whose headers are believed, addresses and
	// networks between white space. A star is everybody.
	TrustedProxy peers.Set `paste:"trusted_proxy,default=127.0.0.0/8 ::1"`

	oslo.Keys
}

// New returns a filter that makes requests look as they did before the proxy.
//
//paste:filter_factory http_proxy_to_wsgi
//paste:stands_for egg:oslo.middleware#http_proxy_to_wsgi oslo_middleware:HTTPProxyToWSGI.factory
//paste:stands_for oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory
//paste:stands_for oslo.middleware:HTTPProxyToWSGI.factory oslo.middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory
func New(o Options, log *slog.Logger) func(http.Handler) http.Handler {
	if !o.EnableProxyHeadersParsing {
		return func(next http.Handler) http.Handler { return next }
	}
	t := newTranslator(o.TrustedProxy, log, "Forwarded", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Prefix")
	return t.filter(func(v *view, h http.Header) {
		if elements := parse(h["Forwarded"]); len(elements) > 0 {
			_, hops := o.TrustedProxy.Client(addresses(elements))
			v.takeElement(elements[max(0, len(elements)-hops)])
			v.setPrefix(peers.Item(h["X-Forwarded-Prefix"], hops))
			return
		}
		client, hops := o.TrustedProxy.Client(h["X-Forwarded-For"])
		if client.IsValid() {
			v.RemoteAddr = net.JoinHostPort(client.String(), "0")
		}
		v.setScheme(peers.Item(h["X-Forwarded-Proto"], hops))
		v.setHost(peers.Item(h["X-Forwarded-Host"], hops))
		v.setPrefix(peers.Item(h["X-Forwarded-Prefix"], hops))
	})
}

// SSLOptions are the keys of the section of oslo.middleware's ssl, which came
// before http_proxy_to_wsgi.
type SSLOptions struct {
	// SecureProxySSLHeader is the header that has the scheme.
	SecureProxySSLHeader string `paste:"secure_proxy_ssl_header,global,default=X-Forwarded-Proto"`

	// TrustedProxy are the proxies whose header is believed, addresses and
	// networks between white space. A star is everybody.
	TrustedProxy peers.Set `paste:"trusted_proxy,default=127.0.0.0/8 ::1"`

	oslo.Keys
}

// NewSSL returns a filter that takes the scheme of requests, https or http,
// from a header of the proxy.
//
//paste:filter_factory ssl
//paste:stands_for egg:oslo.middleware#ssl oslo_middleware:SSLMiddleware.factory oslo_middleware.ssl:SSLMiddleware.factory
//paste:stands_for oslo.middleware:SSLMiddleware.factory oslo.middleware.ssl:SSLMiddleware.factory
func NewSSL(o SSLOptions, log *slog.Logger) func(http.Handler) http.Handler {
	name := textproto.CanonicalMIMEHeaderKey(strings.ReplaceAll(o.SecureProxySSLHeader, "_", "-"))
	return newTranslator(o.TrustedProxy, log, name).filter(func(v *view, h http.Header) {
		_, hops := o.TrustedProxy.Client(h["X-Forwarded-For"])
		v.setScheme(peers.Item(h[name], hops))
	})
}

// translator is what the requests to one filter share.
type translator struct {
	trusted peers.Set
	log     *slog.Logger
	names   []string    // the headers that are read
	told    atomic.Bool // that somebody is not believed
}

func newTranslator(trusted peers.Set, log *slog.Logger, names ...string) *translator {
	if trusted.All {
		log.Warn("trusted_proxy = * lets every client choose its address, host and scheme")
	}
	return &translator{trusted: trusted, log: log, names: names}
}

// filter returns a filter that lets take read the headers of requests that have
// any.
func (t *translator) filter(take func(v *view, h http.Header)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if t.mentions(r.Header) {
				v := &view{*r, *r.URL, r.Context()}
				v.URL = &v.url
				if t.trusted.Contain(peers.Addr(r.RemoteAddr)) {
					take(v, r.Header)
				} else {
					t.dropHeaders(v)
				}
				r = v.WithContext(v.values)
			}
			next.ServeHTTP(w, r)
		})
	}
}

func (t *translator) mentions(h http.Header) bool {
	for _, name := range t.names {
		if h[name] != nil {
			return true
		}
	}
	return false
}

// dropHeaders takes away what somebody says who is not believed. The header is
// copied: filters outside may be reading it.
func (t *translator) dropHeaders(v *view) {
	v.Header = maps.Clone(v.Header)
	for _, name := range t.names {
		delete(v.Header, name)
	}
	if t.told.CompareAndSwap(false, true) {
		t.log.Warn("headers of a proxy were not believed: their sender is not in trusted_proxy", "sender", v.RemoteAddr)
	}
}

// view is a request as the app is to see it.
type view struct {
	http.Request
	url    url.URL
	values context.Context // of the app's request
}

// takeElement does what an element of Forwarded says.
func (v *view) takeElement(e element) {
	if addr := peers.Addr(e.from); addr.IsValid() {
		v.RemoteAddr = net.JoinHostPort(addr.String(), "0")
	}
	v.setScheme(e.proto)
	v.setHost(e.host)
}

// setScheme says the scheme to net/http apps and to WSGI ones, if it is one.
func (v *view) setScheme(scheme string) {
	if scheme = strings.ToLower(scheme); scheme == "http" || scheme == "https" {
		v.url.Scheme = scheme
		v.values = values.With(v.values, "wsgi.url_scheme", scheme)
	}
}

func (v *view) setHost(host string) {
	if field.IsPlainHost(host) {
		v.Host = host
	}
}

// setPrefix puts a prefix before that of the request, if it is one.
func (v *view) setPrefix(prefix string) {
	prefix = strings.TrimRight(prefix, "/")
	if strings.HasPrefix(prefix, "/") && !strings.HasPrefix(prefix, "//") && !strings.ContainsAny(prefix, `\{?#`) {
		v.Pattern = prefix + mount.Prefix(&v.Request)
	}
}
