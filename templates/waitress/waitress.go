// Package waitress serves apps over HTTP where files say egg:waitress.
//
// # Differences
//
// Keys for threads and buffers are taken and have no effect. So are those for proxies: the filter egg:PasteDeploy#prefix knows
// about them.
//
//paste:group servers
package waitress

import (
	"errors"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Host is where to listen: a name or an address, * for every one. A port may stand behind it.
	Host address.Host `paste:"host,zero=0.0.0.0"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,zero=8080"`
	// Listen are addresses to listen on, instead of host and port: *:80 [::1]:81.
	Listen []address.Place `paste:"listen"`
	// UnixSocket is the path of a Unix socket to listen on, instead of host and port.
	UnixSocket string `paste:"unix_socket"`
	// Ipv4 has no effect: the addresses say it
	Ipv4 string `paste:"ipv4,ignored,zero=true"`
	// Ipv6 has no effect: the addresses say it
	Ipv6 string `paste:"ipv6,ignored,zero=true"`
	// UnixSocketPerms has no effect yet
	UnixSocketPerms string `paste:"unix_socket_perms,ignored,zero=600"`
	// Sockets has no effect: it takes sockets of Python
	Sockets string `paste:"sockets,ignored"`
	// Threads has no effect: Go runs as many requests at a time as there are
	Threads string `paste:"threads,ignored,zero=4"`
	// TrustedProxy has no effect yet
	TrustedProxy string `paste:"trusted_proxy,ignored"`
	// TrustedProxyCount has no effect yet
	TrustedProxyCount string `paste:"trusted_proxy_count,ignored,zero=1"`
	// TrustedProxyHeaders has no effect yet
	TrustedProxyHeaders string `paste:"trusted_proxy_headers,ignored"`
	// LogUntrustedProxyHeaders has no effect yet
	LogUntrustedProxyHeaders string `paste:"log_untrusted_proxy_headers,ignored,zero=false"`
	// ClearUntrustedProxyHeaders has no effect yet
	ClearUntrustedProxyHeaders string `paste:"clear_untrusted_proxy_headers,ignored,zero=true"`
	// UrlScheme has no effect yet
	UrlScheme string `paste:"url_scheme,ignored,zero=http"`
	// UrlPrefix has no effect yet
	UrlPrefix string `paste:"url_prefix,ignored"`
	// Backlog has no effect: the system says how many connections wait
	Backlog string `paste:"backlog,ignored,zero=1024"`
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
	// ConnectionLimit has no effect yet
	ConnectionLimit string `paste:"connection_limit,ignored,zero=100"`
	// CleanupInterval has no effect: idle connections end by themselves
	CleanupInterval string `paste:"cleanup_interval,ignored,zero=30"`
	// ChannelTimeout has no effect yet: idle connections end after two minutes
	ChannelTimeout string `paste:"channel_timeout,ignored,zero=120"`
	// LogSocketErrors has no effect: connections that clients end are no errors
	LogSocketErrors string `paste:"log_socket_errors,ignored,zero=true"`
	// MaxRequestHeaderSize has no effect yet
	MaxRequestHeaderSize string `paste:"max_request_header_size,ignored,zero=262144"`
	// MaxRequestBodySize has no effect yet
	MaxRequestBodySize string `paste:"max_request_body_size,ignored,zero=1073741824"`
	// ExposeTracebacks has no effect: answers never show one
	ExposeTracebacks string `paste:"expose_tracebacks,ignored,zero=false"`
	// Ident has no effect: answers tell nothing of the server
	Ident string `paste:"ident,ignored,zero=waitress"`
	// AsyncoreLoopTimeout has no effect: there is no loop of asyncore
	AsyncoreLoopTimeout string `paste:"asyncore_loop_timeout,ignored,zero=1"`
	// AsyncoreUsePoll has no effect: there is no loop of asyncore
	AsyncoreUsePoll string `paste:"asyncore_use_poll,ignored,zero=false"`
	// ChannelRequestLookahead has no effect: a client that goes away is noticed
	ChannelRequestLookahead string `paste:"channel_request_lookahead,ignored,zero=0"`
	// ServerName has no effect: SERVER_NAME is the address that the client has reached
	ServerName string `paste:"server_name,ignored"`
}

// New returns a server for HTTP.
//
//paste:server_runner main
//paste:stands_for egg:waitress#main waitress:serve_paste
func New(o Options) (serve.Server, error) {
	addrs, err := o.addrs()
	return serve.Server{Addrs: addrs}, err
}

// Validate tells what is wrong with the options before a program is made of them.
func (o Options) Validate() error {
	_, err := o.addrs()
	return err
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
