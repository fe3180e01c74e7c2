// Package pastehttp serves apps over HTTP, as Paste's own server does.
//
// # Differences
//
// It speaks HTTP/1.1, and HTTP/2 with ssl_pem, and keeps connections open
// unless protocol_version says HTTP/1.0. No field Server is sent unless
// server_version is written. Keys for the pool of threads are taken and have no
// effect.
//
//paste:group servers
package pastehttp

import (
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
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
	// SslContext has no effect: it is an object of Python
	SslContext string `paste:"ssl_context,ignored"`
	// Handler has no effect: it names a class of Python
	Handler string `paste:"handler,ignored"`
	// ServerVersion is what answers say of the server, in their field Server.
	ServerVersion string `paste:"server_version"`
	// ProtocolVersion is HTTP/1.0 to end each connection after its first request.
	ProtocolVersion Protocol `paste:"protocol_version,zero=HTTP/1.1 (HTTP/1.0)"`
	// StartLoop has no effect: a program without it would not serve
	StartLoop string `paste:"start_loop,ignored,zero=true"`
	// DaemonThreads has no effect: Go has no threads that would keep a program
	// from ending
	DaemonThreads string `paste:"daemon_threads,ignored"`
	// SocketTimeout is how long a client may neither send what is expected of
	// it nor take what is there for it, in seconds.
	SocketTimeout setting.Seconds `paste:"socket_timeout,zero=10 for headers, 30 for bodies, 120 between requests (none)"`
	// UseThreadpool has no effect: Go runs as many requests at a time as there are
	UseThreadpool string `paste:"use_threadpool,ignored,zero=true"`
	// ThreadpoolWorkers has no effect: Go runs as many requests at a time as
	// there are
	ThreadpoolWorkers string `paste:"threadpool_workers,ignored,zero=10"`
	// ThreadpoolMaxRequests has no effect: Go runs as many requests at a time
	// as there are
	ThreadpoolMaxRequests string `paste:"threadpool_max_requests,ignored,zero=100"`
	// ThreadpoolHungThreadLimit has no effect: Go runs as many requests at a
	// time as there are
	ThreadpoolHungThreadLimit string `paste:"threadpool_hung_thread_limit,ignored,zero=30"`
	// ThreadpoolKillThreadLimit has no effect: Go runs as many requests at a
	// time as there are
	ThreadpoolKillThreadLimit string `paste:"threadpool_kill_thread_limit,ignored,zero=1800"`
	// ThreadpoolDyingLimit has no effect: Go runs as many requests at a time as
	// there are
	ThreadpoolDyingLimit string `paste:"threadpool_dying_limit,ignored,zero=300"`
	// ThreadpoolSpawnIfUnder has no effect: Go runs as many requests at a time
	// as there are
	ThreadpoolSpawnIfUnder string `paste:"threadpool_spawn_if_under,ignored,zero=5"`
	// ThreadpoolMaxZombieThreadsBeforeDie has no effect: Go runs as many
	// requests at a time as there are
	ThreadpoolMaxZombieThreadsBeforeDie string `paste:"threadpool_max_zombie_threads_before_die,ignored,zero=0"`
	// ThreadpoolHungCheckPeriod has no effect: Go runs as many requests at a
	// time as there are
	ThreadpoolHungCheckPeriod string `paste:"threadpool_hung_check_period,ignored,zero=100"`
	// ThreadpoolLogger has no effect: Go runs as many requests at a time as
	// there are
	ThreadpoolLogger string `paste:"threadpool_logger,ignored"`
	// ThreadpoolErrorEmail has no effect: Go runs as many requests at a time as
	// there are
	ThreadpoolErrorEmail string `paste:"threadpool_error_email,ignored"`
	// ThreadpoolOptions has no effect: Go runs as many requests at a time as
	// there are
	ThreadpoolOptions string `paste:"threadpool_options,ignored"`
	// RequestQueueSize is how many connections may wait until they are
	// accepted. Without it the system says it.
	RequestQueueSize setting.Count `paste:"request_queue_size,zero=the system's (5)"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] it is that of paste.httpserver.
	LogLevel logs.Level `paste:"log_level,zero=info"`
}

// Protocol is HTTP/1.0 or HTTP/1.1, "" if it is not written.
type Protocol string

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Protocol) UnmarshalText(text []byte) error {
	*p = Protocol(strings.TrimSpace(string(text)))
	if *p != "HTTP/1.0" && *p != "HTTP/1.1" {
		return &setting.Error{Is: strconv.Quote(string(*p)) + " is no version of the protocol", Hint: "write HTTP/1.0 or HTTP/1.1"}
	}
	return nil
}

// New returns a server for HTTP.
//
//paste:server_runner http
//paste:stands_for egg:Paste#http paste.httpserver:server_runner
func New(o Options) (serve.Server, error) {
	addrs, err := o.addrs()
	s := serve.Server{
		Log:    logs.Options{Name: "paste.httpserver", Level: string(o.LogLevel)},
		Addrs:  addrs,
		Listen: listen.Options{Backlog: int(o.RequestQueueSize.Or(0))},
		TLS:    certs.Options{Cert: o.SslPem},
		Ident:  o.ServerVersion,
	}
	if patience := o.SocketTimeout.Or(0); patience > 0 {
		s.Limits = serve.Limits{HeaderTime: patience, Idle: patience, BodyStall: patience, Take: patience}
	}
	if o.ProtocolVersion == "HTTP/1.0" {
		s.Limits.Idle = serve.None
	}
	return s, err
}

// Validate tells what is wrong with the options before a program is made of them.
func (o Options) Validate() error {
	_, err := o.addrs()
	return err
}

func (o Options) addrs() ([]string, error) {
	port := "8080"
	if o.SslPem != "" {
		port = "4443"
	}
	addr, err := address.HostPort(o.Host, o.Port, "127.0.0.1", port)
	return []string{addr}, err
}
