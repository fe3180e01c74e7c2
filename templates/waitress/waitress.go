// Package waitress serves apps over HTTP where files say egg:waitress.
//
// # Differences
//
// Keys for threads, buffers and the loop are taken and have no effect. Besides:
//
//   - trusted_proxy may list several addresses and networks
//   - a header that says the client is something that is no address changes nothing, where waitress puts any text into REMOTE_ADDR
//   - no field Server is sent unless ident is written
//   - channel_timeout is for all that a connection waits for: its next request, the next bytes of a body, and a client that does
//     not take an answer. Without it these have 120, 30 and 120 seconds
//   - connections beyond connection_limit wait, and take the places of those that do nothing; without that key there are as many as
//     the limit on open files allows
//   - a body in chunks comes as the client sends it, and has no CONTENT_LENGTH but HTTP_TRANSFER_ENCODING;
//     wsgi.input_terminated says that it ends by itself. waitress has all of it before it asks the app
//   - several slashes at the beginning of a path stay, where waitress leaves one
//
//paste:group servers
package waitress

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Host is where to listen: a name or an address, * for every one. A port
	// may stand behind it.
	Host address.Host `paste:"host,address,zero=0.0.0.0"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,address,zero=8080"`
	// Listen are addresses to listen on, instead of host and port: *:80 [::1]:81.
	Listen []address.Place `paste:"listen,address"`
	// UnixSocket is the path of a Unix socket to listen on, instead of host and
	// port.
	UnixSocket string `paste:"unix_socket,address"`
	// UnixSocketPerms are the permissions of unix_socket, in octal.
	UnixSocketPerms setting.Mode `paste:"unix_socket_perms,zero=600"`
	// Ipv4 is false to leave out addresses of IPv4, where a host means both kinds.
	Ipv4 setting.Switch `paste:"ipv4,zero=true"`
	// Ipv6 is false to leave out addresses of IPv6, where a host means both kinds.
	Ipv6 setting.Switch `paste:"ipv6,zero=true"`
	// Sockets cannot be written: they are objects of Python. "listen = fd://3"
	// is a socket that the program has got.
	Sockets string `paste:"sockets,address"`
	// Threads has no effect: Go runs as many requests at a time as there are
	Threads string `paste:"threads,ignored,zero=4"`
	// TrustedProxy are the proxies whose headers are believed: addresses and
	// networks, or a star for everybody.
	TrustedProxy peers.Set `paste:"trusted_proxy"`
	// TrustedProxyCount is how many proxies stand one behind the other.
	TrustedProxyCount setting.Count `paste:"trusted_proxy_count,zero=1"`
	// TrustedProxyHeaders are the headers that are believed: forwarded, or some
	// of x-forwarded-for, x-forwarded-host, x-forwarded-proto, x-forwarded-port
	// and x-forwarded-by.
	TrustedProxyHeaders Headers `paste:"trusted_proxy_headers,zero=x-forwarded-proto"`
	// LogUntrustedProxyHeaders tells in the log when headers of proxies are
	// taken away.
	LogUntrustedProxyHeaders bool `paste:"log_untrusted_proxy_headers"`
	// ClearUntrustedProxyHeaders takes away headers of proxies that are not
	// believed. Without the key that is done where there is a trusted_proxy.
	ClearUntrustedProxyHeaders setting.Switch `paste:"clear_untrusted_proxy_headers,zero=true"`
	// UrlScheme is what clients come by, if no proxy says it.
	UrlScheme Scheme `paste:"url_scheme,zero=http"`
	// UrlPrefix is where the site has the app: SCRIPT_NAME.
	UrlPrefix string `paste:"url_prefix"`
	// Backlog is how many connections may wait until they are accepted. Without
	// it the system says it.
	Backlog setting.Count `paste:"backlog,zero=the system's (1024)"`
	// RecvBytes has no effect: the size of a buffer
	RecvBytes string `paste:"recv_bytes,ignored,zero=8192"`
	// SendBytes has no effect: the size of a buffer
	SendBytes string `paste:"send_bytes,ignored,zero=1"`
	// OutbufOverflow has no effect: the size of a buffer
	OutbufOverflow string `paste:"outbuf_overflow,ignored,zero=1048576"`
	// OutbufHighWatermark has no effect: the size of a buffer
	OutbufHighWatermark string `paste:"outbuf_high_watermark,ignored,zero=16777216"`
	// InbufOverflow has no effect: the size of a buffer
	InbufOverflow string `paste:"inbuf_overflow,ignored,zero=524288"`
	// ConnectionLimit is how many clients may be connected at a time. Others wait.
	ConnectionLimit setting.Count `paste:"connection_limit,zero=by the open files (100)"`
	// CleanupInterval has no effect: idle connections end by themselves
	CleanupInterval string `paste:"cleanup_interval,ignored,zero=30"`
	// ChannelTimeout is how long a connection may be idle, in seconds.
	ChannelTimeout setting.Seconds `paste:"channel_timeout,zero=120"`
	// LogSocketErrors has no effect: connections that clients end are no errors
	LogSocketErrors string `paste:"log_socket_errors,ignored,zero=true"`
	// MaxRequestHeaderSize is how many bytes the header of a request may have.
	// More is answered with status 431.
	MaxRequestHeaderSize setting.Count `paste:"max_request_header_size,zero=262144"`
	// MaxRequestBodySize is how many bytes the body of a request may have. More
	// is answered with status 413.
	MaxRequestBodySize setting.Count `paste:"max_request_body_size,zero=1073741824"`
	// ExposeTracebacks shows clients where an app has panicked.
	ExposeTracebacks bool `paste:"expose_tracebacks"`
	// Ident is what answers say of the server, in their field Server.
	Ident string `paste:"ident,zero=nothing (waitress)"`
	// AsyncoreLoopTimeout has no effect: there is no loop of asyncore
	AsyncoreLoopTimeout string `paste:"asyncore_loop_timeout,ignored,zero=1"`
	// AsyncoreUsePoll has no effect: there is no loop of asyncore
	AsyncoreUsePoll string `paste:"asyncore_use_poll,ignored,zero=false"`
	// ChannelRequestLookahead has no effect: a client that goes away is noticed
	ChannelRequestLookahead string `paste:"channel_request_lookahead,ignored,zero=0"`
	// ServerName is the SERVER_NAME of all requests. Without it that is the
	// address which the client has reached.
	ServerName string `paste:"server_name"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] it is that of waitress's own lines.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// Headers are the headers of proxies that are believed, by the names that
// package behind has for them.
type Headers []string

// UnmarshalText reads names between white space or commas.
func (h *Headers) UnmarshalText(text []byte) error {
	*h = nil
	for _, word := range strings.FieldsFunc(string(text), func(c rune) bool { return strings.ContainsRune(", \t\r\n", c) }) {
		name := http.CanonicalHeaderKey(strings.ReplaceAll(word, "_", "-"))
		if !slices.Contains(behind.Known(), name) {
			return &setting.Error{Is: strconv.Quote(word) + " is no header of proxies", Hint: "those are forwarded, or x-forwarded-for, -host, -proto, -port and -by"}
		}
		*h = append(*h, name)
	}
	if len(*h) > 1 && slices.Contains(*h, "Forwarded") {
		return &setting.Error{Is: "forwarded excludes the other headers", Hint: "proxies that send Forwarded say all in it"}
	}
	return nil
}

// Scheme is http or https, "" if it is not written.
type Scheme string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Scheme) UnmarshalText(text []byte) error {
	*s = Scheme(strings.TrimSpace(string(text)))
	if *s != "http" && *s != "https" {
		return &setting.Error{Is: strconv.Quote(string(*s)) + " is no scheme", Hint: "write http or https"}
	}
	return nil
}

// New returns a server for HTTP.
//
//paste:server_runner main
//paste:stands_for egg:waitress#main waitress:serve_paste
func New(o Options) (serve.Server, error) {
	addrs, err := o.addrs()
	s := serve.Server{
		Log:   logs.Options{Name: "waitress", Level: string(o.LogLevel)},
		Addrs: addrs,
		Listen: listen.Options{
			Socket:  listen.Socket{Mode: o.UnixSocketPerms.Or(0o600)},
			Backlog: int(o.Backlog.Or(0)),
			Family:  o.family(),
		},
		Limits: serve.Limits{
			Header:      int(o.MaxRequestHeaderSize.Limit(1, 256<<10)),
			Body:        o.MaxRequestBodySize.Limit(serve.None, 1<<30),
			Connections: int(o.ConnectionLimit.Or(0)),
			Idle:        o.ChannelTimeout.Or(0),
			BodyStall:   o.ChannelTimeout.Or(0),
			Take:        o.ChannelTimeout.Or(0),
		},
		Proxies:    o.proxies(),
		Ident:      o.Ident,
		Tracebacks: o.ExposeTracebacks,
	}
	return s, err
}

// family is which protocol is left when the other one is turned off; 0 for both.
func (o Options) family() int {
	switch {
	case !o.Ipv6.Or(true):
		return 4
	case !o.Ipv4.Or(true):
		return 6
	}
	return 0
}

// proxies say what to do with what proxies say.
func (o Options) proxies() behind.Options {
	p := behind.Options{
		Scheme: string(o.UrlScheme),
		Prefix: "/" + strings.Trim(o.UrlPrefix, "/"),
		Name:   o.ServerName,
	}
	if p.Prefix == "/" {
		p.Prefix = ""
	}
	if p.Scheme == "http" {
		p.Scheme = "" // which is that of the connection
	}
	p.Clear, p.Log = o.clears(), o.LogUntrustedProxyHeaders
	if o.TrustedProxy.None() {
		return p
	}
	p.Trusted, p.Count, p.Headers = o.TrustedProxy, int(o.TrustedProxyCount.Or(1)), o.TrustedProxyHeaders
	if p.Headers == nil {
		p.Headers = []string{"X-Forwarded-Proto"}
	}
	return p
}

// clears reports whether headers of proxies that are not believed are taken away.
func (o Options) clears() bool { return o.ClearUntrustedProxyHeaders.Or(!o.TrustedProxy.None()) }

// Validate tells what is wrong with the options before a program is made of them.
func (o Options) Validate() error {
	_, err := o.addrs()
	return errors.Join(err, o.complete())
}

// complete returns the error of options that miss others.
func (o Options) complete() error {
	var errs []error
	if o.Sockets != "" {
		errs = append(errs, &setting.Error{Key: "sockets", Is: "sockets are objects of Python", Hint: "a socket that the program has got is listen = fd://3"})
	}
	if !o.Ipv4.Or(true) && !o.Ipv6.Or(true) {
		errs = append(errs, &setting.Error{Key: "ipv6", Other: "ipv4", Is: "neither IPv4 nor IPv6 is left", Note: "it is turned off too"})
	}
	if o.TrustedProxy.None() {
		const is, hint = "there is no trusted_proxy", "trusted_proxy says whose headers these are"
		if o.TrustedProxyCount != "" {
			errs = append(errs, &setting.Error{Key: "trusted_proxy_count", Is: is, Hint: hint})
		}
		if o.TrustedProxyHeaders != nil {
			errs = append(errs, &setting.Error{Key: "trusted_proxy_headers", Is: is, Hint: hint})
		}
	}
	if o.TrustedProxyCount == "0" {
		errs = append(errs, &setting.Error{Key: "trusted_proxy_count", Is: "a count of 0 proxies", Hint: "without proxies, leave out trusted_proxy"})
	}
	if o.LogUntrustedProxyHeaders && !o.clears() {
		errs = append(errs, setting.Idle("log_untrusted_proxy_headers", "", "no headers of proxies are taken away"))
	}
	return errors.Join(errs...)
}

func (o Options) addrs() ([]string, error) {
	if err := o.exclusive(); err != nil {
		return nil, err
	}
	switch {
	case o.Listen != nil:
		return address.All("listen", o.Listen, "8080")
	case o.UnixSocket != "":
		return []string{listen.UnixScheme + o.UnixSocket}, nil
	}
	addr, err := address.HostPort(o.Host, o.Port, "0.0.0.0", "8080")
	return []string{addr}, err
}

// exclusive returns the error of options that say twice where to listen.
func (o Options) exclusive() error {
	const note = "already says where to listen"
	var errs []error
	for _, key := range []struct {
		name  string
		given bool
	}{{"listen", o.Listen != nil}, {"unix_socket", o.UnixSocket != ""}} {
		if !key.given {
			continue
		}
		if o.Host != "" {
			errs = append(errs, setting.Excludes(key.name, "host", note))
		}
		if o.Port != "" {
			errs = append(errs, setting.Excludes(key.name, "port", note))
		}
	}
	if o.Listen != nil && o.UnixSocket != "" {
		errs = append(errs, setting.Excludes("listen", "unix_socket", note))
	}
	return errors.Join(errs...)
}
