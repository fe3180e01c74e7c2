// Package wsgiref serves apps where files name the servers of Python's own
// wsgiref, and those that others have made of them: over HTTP, or as a CGI
// program.
//
//paste:group servers
package wsgiref

import (
	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/cgi"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/serve"
)

// Options are the keys of simple servers.
type Options struct {
	// Host is where to listen: a name or an address, * for every one. A port
	// may stand behind it.
	Host address.Host `paste:"host,address,zero=127.0.0.1"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,address,zero=8000"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] those say it.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// New returns a server for HTTP.
//
//paste:server_runner simple_server
//paste:stands_for egg:wsgiref#simple_server wsgiref.simple_server:make_server
func New(o Options) (serve.Server, error) {
	return on(o.Host, o.Port, "127.0.0.1", "8000", o.LogLevel)
}

// PyramidOptions are the keys of Pyramid's own.
type PyramidOptions struct {
	// Host is where to listen: a name or an address, * for every one. A port
	// may stand behind it.
	Host address.Host `paste:"host,address,zero=0.0.0.0"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,address,zero=8080"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] those say it.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// NewPyramid returns a server for HTTP.
//
//paste:server_runner wsgiref
//paste:stands_for egg:pyramid#wsgiref pyramid.scripts.pserve:wsgiref_server_runner
//paste:stands_for egg:gearbox#wsgiref gearbox.commands.serve:wsgiref_server_runner
func NewPyramid(o PyramidOptions) (serve.Server, error) {
	return on(o.Host, o.Port, "0.0.0.0", "8080", o.LogLevel)
}

func on(host address.Host, port address.Port, otherHost, otherPort string, level logs.Level) (serve.Server, error) {
	addr, err := address.HostPort(host, port, otherHost, otherPort)
	return serve.Server{Addrs: []string{addr}, Log: logs.Options{Level: string(level)}}, err
}

// CGI returns a server for one request, which the web server that runs the
// program hands to it.
//
//paste:server_runner cgi
//paste:stands_for egg:wsgiref#cgi wsgiref.handlers:CGIHandler
//paste:stands_for egg:PasteScript#cgi paste.script.cgi_server:paste_run_cgi
func CGI() serve.Server { return serve.Server{Serve: cgi.Serve} }
