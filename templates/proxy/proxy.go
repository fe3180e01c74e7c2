// Package proxy sends requests on to another server, and its answers back.
//
// The path of a request is put behind that of the address, the query is sent as
// it is, Host is the other server's. It is told who has asked for what:
// X-Forwarded-For is the client's address, X-Forwarded-Host and
// X-Forwarded-Proto are host and scheme, X-Forwarded-Prefix is where the app is
// mounted; what clients say in these headers is not sent on. Bodies stream in
// both directions, and connections can be upgraded (WebSocket).
//
// A method that is not allowed gets status 400, as with Paste. When the other
// server cannot be reached or breaks off, the answer is status 502, and 504
// when it takes longer than the timeout.
//
// # Differences
//
// Paste fails with status 500 when the other server is down, holds each request
// and answer in memory, loses how a path is escaped (%2F) and says nothing of
// host, scheme and mount. A path that leads out of the address by ".." gets
// status 400; Paste sends it where it leads.
//
//paste:group proxy
package proxy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
)

// Options are the keys of the section.
type Options struct {
	// Address is the URL that requests are sent to; it should end in a slash.
	Address string `paste:"address,required"`

	// AllowedRequestMethods are the methods that are sent on; without any, all
	// are.
	AllowedRequestMethods []string `paste:"allowed_request_methods"`

	// SuppressHTTPHeaders are headers of requests that are not sent on.
	SuppressHTTPHeaders []string `paste:"suppress_http_headers"`

	// Timeout is how long the other server may take until its answer begins. 0
	// waits for ever.
	Timeout time.Duration `paste:"timeout"`
}

// New returns an app that sends requests on to the server at an address.
//
//paste:app_factory proxy
//paste:stands_for egg:Paste#proxy paste.proxy:make_proxy egg:webobentrypoints#proxy webobentrypoints:Proxy
func New(o Options, log *slog.Logger) (http.Handler, error) {
	target, err := targetOf(o.Address)
	if err != nil {
		return nil, fmt.Errorf("address: %w", err)
	}
	forward := &httputil.ReverseProxy{
		Transport:    Transport(o.Timeout),
		ErrorHandler: ErrorHandler(log),
		ErrorLog:     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		Rewrite: func(r *httputil.ProxyRequest) {
			target.set(r)
			r.Out.Header.Del("X-Forwarded-Prefix")
			for _, name := range o.SuppressHTTPHeaders {
				r.Out.Header.Del(name)
			}
			r.SetXForwarded()
			if scheme := r.In.URL.Scheme; scheme != "" && r.In.URL.Host == "" { // a filter has said so
				r.Out.Header.Set("X-Forwarded-Proto", scheme)
			}
			if prefix := mount.Prefix(r.In); prefix != "" {
				r.Out.Header.Set("X-Forwarded-Prefix", (&url.URL{Path: prefix}).EscapedPath())
			}
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !o.allows(r.Method):
			w.Header().Set("Allow", strings.ToUpper(strings.Join(o.AllowedRequestMethods, ", ")))
			http.Error(w, "Disallowed", http.StatusBadRequest)
		case Leaves(r.URL.Path):
			http.Error(w, "400 bad path", http.StatusBadRequest)
		default:
			forward.ServeHTTP(w, r)
		}
	}), nil
}

// Validate returns an error for an address that is no URL of a server.
func (o Options) Validate() error {
	_, err := ParseAddress(o.Address)
	return err
}

// ParseAddress reads the URL of a server, http or https.
func ParseAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return nil, fmt.Errorf("%q is no URL of a server, such as http://127.0.0.1:8080/", text)
	}
	return u, nil
}

func (o Options) allows(method string) bool {
	return len(o.AllowedRequestMethods) == 0 || slices.ContainsFunc(o.AllowedRequestMethods, func(m string) bool { return strings.EqualFold(m, method) })
}

// Leaves reports whether a path has segments that may lead out of where it is
// put. What a server does with "a/../b" is its own matter, but here only "b" is
// known to be inside.
func Leaves(path string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(path, func(c rune) bool { return c == '/' || c == '\\' }), func(segment string) bool { return segment == ".." })
}

// target is where requests are sent.
type target struct {
	scheme, host string
	path, raw    string // path of the address, up to its last slash, decoded and as it is written
	whole        *url.URL
}

func targetOf(text string) (*target, error) {
	address, err := ParseAddress(text)
	if err != nil {
		return nil, err
	}
	cut := func(path string) string { return path[:strings.LastIndexByte(path, '/')+1] }
	t := &target{scheme: address.Scheme, host: address.Host, path: cut(address.Path), raw: cut(address.EscapedPath()), whole: address}
	if t.path == "" {
		t.path, t.raw = "/", "/"
	}
	return t, nil
}

// set makes the request one to the target. As with URLs that are joined, what
// comes behind the last slash of the address is left out, unless the request
// has no path of its own.
func (t *target) set(r *httputil.ProxyRequest) {
	out := r.Out.URL
	out.Scheme, out.Host, r.Out.Host = t.scheme, t.host, t.host
	out.RawQuery = r.In.URL.RawQuery // also what cannot be parsed
	path, raw := strings.TrimLeft(r.In.URL.Path, "/"), strings.TrimLeft(r.In.URL.EscapedPath(), "/")
	out.Path, out.RawPath = t.path+path, t.raw+raw
	if path == "" {
		out.Path, out.RawPath = t.whole.Path, t.whole.EscapedPath()
	}
}

// Transport returns what sends requests. It does not ask for gzip by itself,
// which the client may not want.
func Transport(timeout time.Duration) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() // documented to be one
	t.Proxy = nil                                        // the file says where to
	t.DisableCompression = true
	t.ResponseHeaderTimeout = timeout
	t.MaxIdleConnsPerHost = 64
	return t
}

// ErrorHandler answers when the other server does not.
func ErrorHandler(log *slog.Logger) func(http.ResponseWriter, *http.Request, error) {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		var tooLarge *http.MaxBytesError
		var network net.Error
		status := http.StatusBadGateway
		switch {
		case errors.As(err, &tooLarge):
			status = http.StatusRequestEntityTooLarge
		case errors.Is(err, context.Canceled):
			// the client is gone
		case errors.As(err, &network) && network.Timeout():
			status = http.StatusGatewayTimeout
			fallthrough
		default:
			log.Error("the server behind the proxy does not answer", "err", err)
		}
		http.Error(w, http.StatusText(status), status)
	}
}
