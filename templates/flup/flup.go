// Package flup serves apps behind a web server, by FastCGI or SCGI, where files
// name the servers of flup that PasteScript knows.
//
// # Differences
//
// What tells flup's threads and processes apart has no meaning here. SCGI takes
// the key socket, too.
//
//paste:group servers
package flup

import (
	"errors"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/fcgi"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/scgi"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// FastCGIOptions are the keys of the section. They say where to listen: host
// and port, or socket.
type FastCGIOptions struct {
	// Host is where to listen: a name or an address, * for every one.
	Host address.Host `paste:"host,address"`
	// Port is the port to listen on.
	Port address.Port `paste:"port,address"`
	// Socket is the path of a Unix socket to listen on, instead of host and port.
	Socket string `paste:"socket,address"`
	// Umask says in octal which permissions the socket does not have.
	Umask setting.Mode `paste:"umask"`
	// Multiplexed has no effect: each request has a connection of its own
	Multiplexed string `paste:"multiplexed,ignored"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] those say it.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// FastCGI returns a server for FastCGI.
//
//paste:server_runner flup_fcgi_thread
//paste:stands_for egg:PasteScript#flup_fcgi_thread paste.script.flup_server:run_fcgi_thread
//paste:stands_for egg:PasteScript#flup_fcgi_fork paste.script.flup_server:run_fcgi_fork
func FastCGI(o FastCGIOptions) (serve.Server, error) {
	addr, err := o.addr()
	return serve.Server{Addrs: []string{addr}, Serve: o.behind(addr).Serve, Log: logs.Options{Level: string(o.LogLevel)}}, err
}

// Validate tells what is wrong with the options before a program is made of them.
func (o FastCGIOptions) Validate() error {
	_, err := o.addr()
	return err
}

// behind is the server that listens at addr.
func (o FastCGIOptions) behind(addr string) gateway.Server {
	s := gateway.Server{Addr: addr, Listen: listen.Options{Speaks: fcgi.Name}, Protocol: fcgi.Protocol}
	if o.Umask != "" {
		s.Listen.Mode = 0o777 &^ o.Umask.Or(0)
	}
	return s
}

func (o FastCGIOptions) addr() (string, error) {
	if o.Socket == "" && (o.Host == "" || o.Port == "") {
		return "", &setting.Error{Is: "needs host and port, or socket"}
	}
	return join(o.Host, o.Port, o.Socket)
}

// SCGIOptions are the keys of the section.
type SCGIOptions struct {
	// Host is where to listen: a name or an address, * for every one.
	Host address.Host `paste:"host,address,zero=localhost"`
	// Port is the port to listen on.
	Port address.Port `paste:"port,address,zero=4000"`
	// Socket is the path of a Unix socket to listen on, instead of host and port.
	Socket string `paste:"socket,address"`
	// ScriptName has no effect: the web server says it
	ScriptName string `paste:"scriptName,ignored"`
	// AllowedServers are the web servers that may connect: addresses and
	// networks, or a star for all.
	AllowedServers peers.Set `paste:"allowedServers,zero=127.0.0.0/8 ::1"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] those say it.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// SCGI returns a server for SCGI.
//
//paste:server_runner flup_scgi_thread
//paste:stands_for egg:PasteScript#flup_scgi_thread paste.script.flup_server:run_scgi_thread
//paste:stands_for egg:PasteScript#flup_scgi_fork paste.script.flup_server:run_scgi_fork
func SCGI(o SCGIOptions) (serve.Server, error) {
	addr, err := join(o.Host, o.Port, o.Socket)
	return serve.Server{Addrs: []string{addr}, Serve: o.behind(addr).Serve, Log: logs.Options{Level: string(o.LogLevel)}}, err
}

// Validate tells what is wrong with the options before a program is made of them.
func (o SCGIOptions) Validate() error {
	_, err := join(o.Host, o.Port, o.Socket)
	return err
}

// behind is the server that listens at addr.
func (o SCGIOptions) behind(addr string) gateway.Server {
	s := gateway.Server{Addr: addr, Listen: listen.Options{Speaks: scgi.Name}, Allowed: o.AllowedServers, Protocol: scgi.Protocol}
	if s.Allowed.None() {
		s.Allowed = peers.Machine()
	}
	return s
}

// join returns the one address to listen on.
func join(host address.Host, port address.Port, socket string) (string, error) {
	if socket == "" {
		return address.HostPort(host, port, "localhost", "4000")
	}
	const note = "already says where to listen"
	var errs []error
	if host != "" {
		errs = append(errs, setting.Excludes("socket", "host", note))
	}
	if port != "" {
		errs = append(errs, setting.Excludes("socket", "port", note))
	}
	return listen.UnixScheme + socket, errors.Join(errs...)
}
