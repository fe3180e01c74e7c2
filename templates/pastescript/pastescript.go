// Package pastescript serves apps over HTTP where files name the servers that
// PasteScript knows: those of wsgiutils and of CherryPy.
//
//paste:group servers
package pastescript

import (
	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the server of wsgiutils.
type Options struct {
	// Host is where to listen: a name or an address, * for every one. A port
	// may stand behind it.
	Host address.Host `paste:"host,address,zero=localhost"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,address,zero=8080"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] those say it.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// New returns a server for HTTP.
//
//paste:server_runner wsgiutils
//paste:stands_for egg:PasteScript#wsgiutils paste.script.wsgiutils_server:run_server
func New(o Options) (serve.Server, error) {
	return on(o.Host, o.Port, "localhost", "8080", o.LogLevel)
}

// CherryPyOptions are the keys of CherryPy's server.
type CherryPyOptions struct {
	// Host is where to listen: a name or an address, * for every one. A port
	// may stand behind it.
	Host address.Host `paste:"host,address,zero=127.0.0.1"`
	// Port is the port to listen on; 0 chooses a free one. With ssl_pem it is
	// 4443 if it is not written.
	Port address.Port `paste:"port,address,zero=8080"`
	// SslPem is the name of a PEM file with a certificate and its key, for
	// https. A star makes a certificate for development, and @ takes those of
	// egg:pastegen#certificates. The file is read again when it changes.
	SslPem string `paste:"ssl_pem,file"`
	// ProtocolVersion has no effect: the client and the server agree on
	// HTTP/1.0 or 1.1
	ProtocolVersion string `paste:"protocol_version,ignored,zero=HTTP/1.1"`
	// Numthreads has no effect: Go runs as many requests at a time as there are
	Numthreads string `paste:"numthreads,ignored,zero=10"`
	// ServerName is the SERVER_NAME of all requests. Without it that is the
	// address which the client has reached.
	ServerName string `paste:"server_name"`
	// Max has no effect: requests do not wait for threads
	Max string `paste:"max,ignored,zero=-1"`
	// RequestQueueSize is how many connections may wait until they are
	// accepted. Without it the system says it.
	RequestQueueSize setting.Count `paste:"request_queue_size,zero=the system's (5)"`
	// Timeout is how long a client may neither send what is expected of it nor
	// take what is there for it, in seconds.
	Timeout setting.Seconds `paste:"timeout,zero=10 for headers, 30 for bodies, 120 between requests (10)"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] those say it.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// NewCherryPy returns a server for HTTP.
//
//paste:server_runner cherrypy
//paste:stands_for egg:PasteScript#cherrypy paste.script.cherrypy_server:cpwsgi_server
//paste:stands_for egg:pyramid#cherrypy pyramid.scripts.pserve:cherrypy_server_runner
func NewCherryPy(o CherryPyOptions) (serve.Server, error) {
	port := "8080"
	if o.SslPem != "" {
		port = "4443"
	}
	s, err := on(o.Host, o.Port, "127.0.0.1", port, o.LogLevel)
	s.Listen.Backlog = int(o.RequestQueueSize.Or(0))
	s.TLS.Cert = o.SslPem
	s.Proxies.Name = o.ServerName
	if patience := o.Timeout.Or(0); patience > 0 {
		s.Limits = serve.Limits{HeaderTime: patience, Idle: patience, BodyStall: patience, Take: patience}
	}
	return s, err
}

func on(host address.Host, port address.Port, otherHost, otherPort string, level logs.Level) (serve.Server, error) {
	addr, err := address.HostPort(host, port, otherHost, otherPort)
	return serve.Server{Addrs: []string{addr}, Log: logs.Options{Level: string(level)}}, err
}
