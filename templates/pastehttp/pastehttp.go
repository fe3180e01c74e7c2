// Package pastehttp serves apps over HTTP, as Paste's own server does.
//
// # Differences
//
// It speaks HTTP/1.1 and keeps connections open. Keys for the pool of threads are taken and have no effect.
//
//paste:group servers
package pastehttp

import (
	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/serve"
)

// Options are the keys of the section.
type Options struct {
	// Host is where to listen: a name or an address, * for every one. A port may stand behind it.
	Host address.Host `paste:"host,zero=127.0.0.1"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,zero=8080"`
	// SslPem has no effect yet: put a web server that speaks https in front
	SslPem string `paste:"ssl_pem,ignored"`
	// SslContext has no effect yet, as ssl_pem has none
	SslContext string `paste:"ssl_context,ignored"`
	// Handler has no effect: it names a class of Python
	Handler string `paste:"handler,ignored"`
	// ServerVersion has no effect: answers tell nothing of the server
	ServerVersion string `paste:"server_version,ignored"`
	// ProtocolVersion has no effect: the client and the server agree on HTTP/1.0 or 1.1
	ProtocolVersion string `paste:"protocol_version,ignored,zero=HTTP/1.0"`
	// StartLoop has no effect: a program without it would not serve
	StartLoop string `paste:"start_loop,ignored,zero=true"`
	// DaemonThreads has no effect: Go has no threads that would keep a program from ending
	DaemonThreads string `paste:"daemon_threads,ignored"`
	// SocketTimeout has no effect yet
	SocketTimeout string `paste:"socket_timeout,ignored"`
	// UseThreadpool has no effect: Go runs as many requests at a time as there are
	UseThreadpool string `paste:"use_threadpool,ignored,zero=true"`
	// ThreadpoolWorkers has no effect: Go runs as many requests at a time as there are
	ThreadpoolWorkers string `paste:"threadpool_workers,ignored,zero=10"`
	// ThreadpoolMaxRequests has no effect: Go runs as many requests at a time as there are
	ThreadpoolMaxRequests string `paste:"threadpool_max_requests,ignored,zero=100"`
	// ThreadpoolHungThreadLimit has no effect: Go runs as many requests at a time as there are
	ThreadpoolHungThreadLimit string `paste:"threadpool_hung_thread_limit,ignored,zero=30"`
	// ThreadpoolKillThreadLimit has no effect: Go runs as many requests at a time as there are
	ThreadpoolKillThreadLimit string `paste:"threadpool_kill_thread_limit,ignored,zero=1800"`
	// ThreadpoolDyingLimit has no effect: Go runs as many requests at a time as there are
	ThreadpoolDyingLimit string `paste:"threadpool_dying_limit,ignored,zero=300"`
	// ThreadpoolSpawnIfUnder has no effect: Go runs as many requests at a time as there are
	ThreadpoolSpawnIfUnder string `paste:"threadpool_spawn_if_under,ignored,zero=5"`
	// ThreadpoolMaxZombieThreadsBeforeDie has no effect: Go runs as many requests at a time as there are
	ThreadpoolMaxZombieThreadsBeforeDie string `paste:"threadpool_max_zombie_threads_before_die,ignored,zero=0"`
	// ThreadpoolHungCheckPeriod has no effect: Go runs as many requests at a time as there are
	ThreadpoolHungCheckPeriod string `paste:"threadpool_hung_check_period,ignored,zero=100"`
	// ThreadpoolLogger has no effect: Go runs as many requests at a time as there are
	ThreadpoolLogger string `paste:"threadpool_logger,ignored"`
	// ThreadpoolErrorEmail has no effect: Go runs as many requests at a time as there are
	ThreadpoolErrorEmail string `paste:"threadpool_error_email,ignored"`
	// ThreadpoolOptions has no effect: Go runs as many requests at a time as there are
	ThreadpoolOptions string `paste:"threadpool_options,ignored"`
	// RequestQueueSize has no effect: the system says how many connections wait
	RequestQueueSize string `paste:"request_queue_size,ignored,zero=5"`
}

// New returns a server for HTTP.
//
//paste:server_runner http
//paste:stands_for egg:Paste#http paste.httpserver:server_runner
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
	addr, err := address.HostPort(o.Host, o.Port, "127.0.0.1", "8080")
	return []string{addr}, err
}
