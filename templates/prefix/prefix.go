// Package prefix tells apps where they are seen from: below which prefix, under
// which host, port and scheme, and by whom, when a proxy stands before the
// server.
//
// The prefix is cut off the path if it is there, and becomes SCRIPT_NAME (the
// request's Pattern) in any case. If translate_forwarded_server is on,
// X-Forwarded-Server and X-Forwarded-Host become the Host of the request,
// X-Forwarded-For its RemoteAddr, and X-Forwarded-Scheme, else
// X-Forwarded-Proto, its scheme, and they are taken out of the request. An app
// finds the scheme in r.URL.Scheme, and as the value "wsgi.url_scheme" in the
// context.
//
// # Differences
//
// Paste believes these headers whoever sends them, so that every client can
// choose its address and host. This filter believes peers that trusted_proxy
// lists, addresses or networks, and without it those of the machine itself
// (127.0.0.1, ::1 and unix sockets). From others it takes the headers away
// unread and says so in the log, once. "trusted_proxy = *" is Paste's way, and
// warns at the start. Besides:
//
//   - a header that is a list is read from its end for as long as proxies in it are trusted: what comes before, a client
//     may have made up. Paste takes the first item. With "trusted_proxy = *" that is the same.
//   - what is no address, host or scheme is left out
//   - the prefix is a text and not a regular expression, and ends with a segment: /p is no prefix of /px
//   - a host in brackets, [::1], keeps them when force_port replaces its port
//
//paste:group proxy
package prefix

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/peers"
)

// Options are the keys of the section.
type Options struct {
	// Prefix is where the proxy has mounted the app. A slash at its end does
	// not count.
	Prefix Path `paste:"prefix,default=/"`

	// TranslateForwardedServer tells to read X-Forwarded-Server, -Host, -For,
	// -Scheme and -Proto.
	TranslateForwardedServer bool `paste:"translate_forwarded_server,default=true"`

	// ForcePort replaces the port in Host. Without a value, the port is taken
	// away: it is the usual one of the scheme.
	ForcePort *Port `paste:"force_port"`

	// Scheme is that of all requests, whatever headers say.
	Scheme Scheme `paste:"scheme"`

	// TrustedProxy are the proxies whose headers are believed, addresses and
	// networks between white space. A star is everybody.
	TrustedProxy peers.Set `paste:"trusted_proxy,default=127.0.0.0/8 ::1"`
}

// Scheme is http or https.
type Scheme string

// The schemes.
const (
	HTTP  Scheme = "http"
	HTTPS Scheme = "https"
)

// Path is a path without a slash at its end, so that the root is empty.
type Path string

// UnmarshalText reads a path.
func (p *Path) UnmarshalText(text []byte) error {
	path := strings.TrimRight(string(text), "/")
	if path != "" && path[0] != '/' {
		return fmt.Errorf("the prefix %q does not begin with a slash", text)
	}
	*p = Path(path)
	return nil
}

// Port is a number of a port, or nothing.
type Port string

// UnmarshalText reads a port.
func (p *Port) UnmarshalText(text []byte) error {
	if n, err := strconv.ParseUint(string(text), 10, 16); len(text) > 0 && (err != nil || n == 0) {
		return fmt.Errorf("%q is not a port: it is a number up to 65535, or nothing for the usual port of the scheme", text)
	}
	*p = Port(text)
	return nil
}

// New returns a filter that makes requests look as they did before the proxy.
//
//paste:filter_factory prefix
//paste:stands_for egg:PasteDeploy#prefix paste.deploy.config:make_prefix_middleware paste.deploy.config:PrefixMiddleware
func New(o Options, log *slog.Logger) func(http.Handler) http.Handler {
	if o.TrustedProxy.All && o.TranslateForwardedServer {
		log.Warn("trusted_proxy = * lets every client choose its address, host and scheme")
	}
	if strings.Contains(string(o.Prefix), " #") || strings.Contains(string(o.Prefix), " ;") {
		log.Warn("the prefix has a comment in it: INI files have none behind values", "prefix", string(o.Prefix))
	}
	t := &translator{Options: o, log: log, escaped: (&url.URL{Path: string(o.Prefix)}).EscapedPath()}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, t.translate(r)) })
	}
}
