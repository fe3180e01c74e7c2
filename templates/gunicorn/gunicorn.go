// Package gunicorn serves apps over HTTP where files say egg:gunicorn.
//
// # Differences
//
// A program is one process that answers requests at the same time, so that keys
// for workers have no effect. Besides:
//
//   - timeout is a limit for each request, where gunicorn ends a worker with all that it does; without the key there is none
//   - connections wait 120 seconds for their next request unless keepalive says less
//   - the address of a client is that of the PROXY protocol, if that is on, and never one of X-Forwarded-For, as in gunicorn
//   - what is written about addresses does not count when systemd passes sockets, as in gunicorn
//   - forwarded_allow_ips and proxy_allow_ips may list networks
//   - what weakens HTTP, tolerate_dangerous_framing and the permit_ keys, is not there: such requests get status 400
//   - umask, without the key, is as the process has got it
//   - access_log_format is read as those of Apache and uWSGI, too; what clients send is escaped in every field
//   - syslog is for requests alone: the program's own lines go to errorlog, or where [loggers] says
//   - statsd is told of requests, gunicorn.requests, gunicorn.request.duration and gunicorn.request.status.200 in one datagram, with enable_backlog_metric of gunicorn.backlog, and not of workers and lines of the log
//   - SIGHUP starts the program anew, which may be another build by then, and loses no request
//   - the sizes of limit_request_line and limit_request_field_size are counted without white space that means nothing
//
//paste:group servers
package gunicorn

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Host is where to listen: with port one host, without it a list of
	// addresses with commas between them.
	Host []address.Place `paste:"host,comma,address,zero=127.0.0.1"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,address,zero=8000"`
	// Bind are addresses to listen on, with commas between them, if there is no
	// host: 127.0.0.1:80, unix:/run/app.sock.
	Bind []address.Place `paste:"bind,comma,address"`
	// Config has no effect: it is for Python
	Config string `paste:"config,ignored"`
	// Workers has no effect: a program is one process, which answers requests
	// at the same time
	Workers string `paste:"workers,ignored,zero=1"`
	// WorkerClass has no effect: a program is one process, which answers
	// requests at the same time
	WorkerClass string `paste:"worker_class,ignored,zero=sync"`
	// WorkerConnections has no effect: a program is one process, which answers
	// requests at the same time
	WorkerConnections string `paste:"worker_connections,ignored,zero=1000"`
	// Threads has no effect: a program is one process, which answers requests
	// at the same time
	Threads string `paste:"threads,ignored,zero=1"`
	// Timeout is how long an app may take for an answer, in seconds. Then the
	// client gets status 503 or a cut stream, and the log tells where the app
	// is. 0 is no limit.
	Timeout setting.Seconds `paste:"timeout,zero=no limit (30)"`
	// GracefulTimeout is how long requests in flight may take when the server
	// is to end, in seconds.
	GracefulTimeout setting.Seconds `paste:"graceful_timeout,zero=30"`
	// Keepalive is how long a connection waits for its next request, in
	// seconds. 0 ends each after its first.
	Keepalive setting.Seconds `paste:"keepalive,zero=120 (2)"`
	// Backlog is how many connections may wait until they are accepted. Without
	// it the system says it.
	Backlog setting.Count `paste:"backlog,zero=the system's (2048)"`
	// MaxRequests has no effect: a program is one process, which answers
	// requests at the same time
	MaxRequests string `paste:"max_requests,ignored,zero=0"`
	// MaxRequestsJitter has no effect: a program is one process, which answers
	// requests at the same time
	MaxRequestsJitter string `paste:"max_requests_jitter,ignored,zero=0"`
	// PreloadApp has no effect: a program is one process, which answers
	// requests at the same time
	PreloadApp string `paste:"preload_app,ignored,zero=false"`
	// Reload has no effect: a program does not change while it runs; pastegen
	// run compiles it anew
	Reload string `paste:"reload,ignored,zero=false"`
	// ReloadEngine has no effect: a program does not change while it runs;
	// pastegen run compiles it anew
	ReloadEngine string `paste:"reload_engine,ignored,zero=auto"`
	// ReloadExtraFiles has no effect: a program does not change while it runs;
	// pastegen run compiles it anew
	ReloadExtraFiles string `paste:"reload_extra_files,ignored"`
	// ReusePort lets several processes listen on the same port.
	ReusePort bool `paste:"reuse_port"`
	// Accesslog is the file to which a line is written for each request, - for
	// the standard output. SIGUSR1 has it opened again.
	Accesslog accesslog.Place `paste:"accesslog,zero=none"`
	// AccessLogFormat is what a line has: fields of gunicorn, %(h)s, of Apache,
	// %h, or of uWSGI, %(addr), or json.
	AccessLogFormat accesslog.Format `paste:"access_log_format,zero=combined"`
	// Errorlog is the file for the program's log, - for the standard error.
	// SIGUSR1 has it opened again. With [loggers] it is for the server's own
	// lines, the logger gunicorn.error, unless they name that.
	Errorlog string `paste:"errorlog,zero=-"`
	// Loglevel is from which level lines are logged: debug, info, warning,
	// error, critical. With [loggers] it is that of gunicorn.error.
	Loglevel logs.Level `paste:"loglevel,zero=info"`
	// LoggerClass has no effect: it is for Python
	LoggerClass string `paste:"logger_class,ignored"`
	// Logconfig is a file with [loggers], in the place of those of this file.
	Logconfig string `paste:"logconfig,file"`
	// LogconfigDict has no effect: it is for Python
	LogconfigDict string `paste:"logconfig_dict,ignored"`
	// CaptureOutput has what the process writes to its standard output and
	// error go to errorlog.
	CaptureOutput bool `paste:"capture_output,zero=false"`
	// DisableRedirectAccessToSyslog keeps the lines for requests from going to
	// syslog.
	DisableRedirectAccessToSyslog bool `paste:"disable_redirect_access_to_syslog"`
	// Syslog sends the lines for requests to a syslog daemon, too.
	Syslog bool `paste:"syslog"`
	// SyslogAddr is where the daemon is: udp://HOST:PORT, tcp://HOST:PORT,
	// unix://PATH#dgram or #stream.
	SyslogAddr SyslogAddr `paste:"syslog_addr,zero=udp://localhost:514"`
	// SyslogPrefix stands for the program's name in the lines.
	SyslogPrefix string `paste:"syslog_prefix,zero=the program's name"`
	// SyslogFacility is the facility of the lines.
	SyslogFacility SyslogFacility `paste:"syslog_facility,zero=user"`
	// EnableStdioInheritance has no effect: the streams are the process's own
	EnableStdioInheritance string `paste:"enable_stdio_inheritance,ignored,zero=false"`
	// Certfile is the name of the PEM file with the certificate, for https. It
	// is read again when it changes.
	Certfile string `paste:"certfile,file"`
	// Keyfile is the name of the PEM file with the certificate's key, if that
	// is not in certfile.
	Keyfile string `paste:"keyfile,file"`
	// CaCerts is the name of a PEM file with the authorities that vouch for
	// clients.
	CaCerts string `paste:"ca_certs,file"`
	// CertReqs says whether clients must have a certificate: 0 no, 1 it is
	// checked if there is one, 2 yes. Python's names will do.
	CertReqs CertReqs `paste:"cert_reqs,zero=0"`
	// Ciphers are those of TLS 1.2, as OpenSSL writes them. Those of TLS 1.3
	// cannot be chosen.
	Ciphers Ciphers `paste:"ciphers,zero=Go's"`
	// SslVersion is the version of TLS: TLSv1_2, TLS for 1.2 and 1.3, or a
	// number of Python's.
	SslVersion SSLVersion `paste:"ssl_version,zero=TLS"`
	// DoHandshakeOnConnect has no effect: connections are accepted while others
	// agree on keys
	DoHandshakeOnConnect string `paste:"do_handshake_on_connect,ignored,zero=false"`
	// SuppressRaggedEofs has no effect: a connection that ends without a word
	// of TLS ends a request that is not complete
	SuppressRaggedEofs string `paste:"suppress_ragged_eofs,ignored,zero=true"`
	// LimitRequestLine is how many bytes the first line of a request may have.
	// More is answered with status 414. 0 is no limit but that of a header, 256
	// KB.
	LimitRequestLine setting.Count `paste:"limit_request_line,zero=4094"`
	// LimitRequestFields is how many fields the header of a request may have,
	// 32768 at most. More is answered with status 431.
	LimitRequestFields setting.Count `paste:"limit_request_fields,zero=100"`
	// LimitRequestFieldSize is how many bytes a field of the header may have.
	// More is answered with status 431. 0 is no limit but that of a header, 256
	// KB.
	LimitRequestFieldSize setting.Count `paste:"limit_request_field_size,zero=8190"`
	// ForwardedAllowIps are the proxies whose headers are believed: addresses
	// and networks, or a star for everybody.
	ForwardedAllowIps peers.Set `paste:"forwarded_allow_ips,zero=$FORWARDED_ALLOW_IPS, or 127.0.0.1 and ::1"`
	// ProxyProtocol takes who the client is from the PROXY protocol of the
	// proxies of proxy_allow_ips: on, or v1, v2, auto.
	ProxyProtocol ProxyProtocol `paste:"proxy_protocol,zero=off"`
	// ProxyAllowIps are the proxies that may speak the PROXY protocol:
	// addresses and networks, or a star for everybody.
	ProxyAllowIps peers.Set `paste:"proxy_allow_ips,zero=127.0.0.1 and ::1"`
	// SecureSchemeHeaders are headers that tell https by a value,
	// {'X-FORWARDED-PROTO': 'https'}.
	SecureSchemeHeaders SchemeHeaders `paste:"secure_scheme_headers,zero={'X-FORWARDED-PROTOCOL': 'ssl', 'X-FORWARDED-PROTO': 'https', 'X-FORWARDED-SSL': 'on'}"`
	// StripHeaderSpaces has no effect: names with spaces are refused
	StripHeaderSpaces string `paste:"strip_header_spaces,ignored,zero=false"`
	// Pidfile is a file that has the number of the process that was started.
	Pidfile string `paste:"pidfile,zero=none"`
	// User is whom the process is to belong to when it listens: a name or a
	// number.
	User string `paste:"user"`
	// Group is the group of the process when it listens: a name or a number.
	Group string `paste:"group"`
	// Umask says in octal which permissions files of the process never have.
	// Without it that is as the process has got it, where gunicorn has 0:
	// everybody might write then.
	Umask setting.Mode `paste:"umask,zero=the system's (0)"`
	// Initgroups gives the process all groups of user.
	Initgroups bool `paste:"initgroups"`
	// Daemon has no effect: let the system run the program
	Daemon string `paste:"daemon,ignored,zero=false"`
	// ProcName has no effect: it is for Python
	ProcName string `paste:"proc_name,ignored"`
	// DefaultProcName has no effect: it is for Python
	DefaultProcName string `paste:"default_proc_name,ignored"`
	// Chdir is the folder of the process.
	Chdir string `paste:"chdir"`
	// Pythonpath has no effect: it is for Python
	Pythonpath string `paste:"pythonpath,ignored"`
	// Paste has no effect: it is for Python
	Paste string `paste:"paste,ignored"`
	// RawEnv are variables of the environment, NAME=VALUE, with commas between
	// them.
	RawEnv []setting.Variable `paste:"raw_env,comma"`
	// RawPasteGlobalConf has no effect: it is for Python
	RawPasteGlobalConf string `paste:"raw_paste_global_conf,ignored"`
	// Spew has no effect: it is for Python
	Spew string `paste:"spew,ignored,zero=false"`
	// CheckConfig has no effect: the flag -check of the program does it
	CheckConfig string `paste:"check_config,ignored,zero=false"`
	// PrintConfig has no effect: the flag -print-config of the program does it
	PrintConfig string `paste:"print_config,ignored,zero=false"`
	// Sendfile has no effect: files are sent so where that can be
	Sendfile string `paste:"sendfile,ignored"`
	// TmpUploadDir has no effect: it is for Python
	TmpUploadDir string `paste:"tmp_upload_dir,ignored"`
	// WorkerTmpDir has no effect: a program is one process, which answers
	// requests at the same time
	WorkerTmpDir string `paste:"worker_tmp_dir,ignored"`
	// StatsdHost is a statsd daemon that is told of each request, how long it took
	// and with which status it was answered: HOST:PORT, or unix://PATH.
	StatsdHost StatsdHost `paste:"statsd_host,zero=none"`
	// StatsdPrefix is what names begin with that the daemon is told, with a dot
	// behind it.
	StatsdPrefix StatsdText `paste:"statsd_prefix,zero=nothing"`
	// DogstatsdTags are tags of Datadog for what the daemon is told, with commas
	// between them.
	DogstatsdTags StatsdText `paste:"dogstatsd_tags,zero=none"`
	// HttpProtocols are those that clients may choose by TLS: h1, or h1 and h2.
	HttpProtocols Protocols `paste:"http_protocols,zero=h1 and h2 (h1)"`
	// Http2Cleartext lets clients speak HTTP/2 without TLS.
	Http2Cleartext setting.Switch `paste:"http2_cleartext,zero=off"`
	// Http2MaxConcurrentStreams is how many requests a connection of HTTP/2 may
	// have at a time.
	Http2MaxConcurrentStreams setting.Count `paste:"http2_max_concurrent_streams,zero=100"`
	// HeaderMap has no effect: a header with an underscore in its name does not
	// reach a WSGI app
	HeaderMap string `paste:"header_map,ignored,zero=drop"`
	// ForwarderHeaders are headers with names of variables that the proxies of
	// forwarded_allow_ips may send: SCRIPT_NAME.
	ForwarderHeaders ForwarderHeaders `paste:"forwarder_headers,zero=SCRIPT_NAME"`
	// RootPath is where the site has the app: SCRIPT_NAME.
	RootPath string `paste:"root_path"`
	// ControlSocket has no effect: a program is one process, which answers
	// requests at the same time
	ControlSocket string `paste:"control_socket,ignored"`
	// PermitObsoleteFolding has no effect: the protocol is kept to
	PermitObsoleteFolding string `paste:"permit_obsolete_folding,ignored,zero=false"`
	// PermitUnconventionalHttpMethod has no effect: the protocol is kept to
	PermitUnconventionalHttpMethod string `paste:"permit_unconventional_http_method,ignored,zero=false"`
	// PermitUnconventionalHttpVersion has no effect: the protocol is kept to
	PermitUnconventionalHttpVersion string `paste:"permit_unconventional_http_version,ignored,zero=false"`
	// CasefoldHttpMethod has no effect: the protocol is kept to
	CasefoldHttpMethod string `paste:"casefold_http_method,ignored,zero=false"`
	// TolerateDangerousFraming has no effect: the protocol is kept to
	TolerateDangerousFraming string `paste:"tolerate_dangerous_framing,ignored,zero=false"`
	// WsgiApp has no effect: it is for Python
	WsgiApp string `paste:"wsgi_app,ignored"`
	// OnStarting has no effect: it is a function of Python
	OnStarting string `paste:"on_starting,ignored"`
	// OnReload has no effect: it is a function of Python
	OnReload string `paste:"on_reload,ignored"`
	// WhenReady has no effect: it is a function of Python
	WhenReady string `paste:"when_ready,ignored"`
	// PreFork has no effect: it is a function of Python
	PreFork string `paste:"pre_fork,ignored"`
	// PostFork has no effect: it is a function of Python
	PostFork string `paste:"post_fork,ignored"`
	// PostWorkerInit has no effect: it is a function of Python
	PostWorkerInit string `paste:"post_worker_init,ignored"`
	// WorkerInt has no effect: it is a function of Python
	WorkerInt string `paste:"worker_int,ignored"`
	// WorkerAbort has no effect: it is a function of Python
	WorkerAbort string `paste:"worker_abort,ignored"`
	// PreExec has no effect: it is a function of Python
	PreExec string `paste:"pre_exec,ignored"`
	// PreRequest has no effect: it is a function of Python
	PreRequest string `paste:"pre_request,ignored"`
	// PostRequest has no effect: it is a function of Python
	PostRequest string `paste:"post_request,ignored"`
	// ChildExit has no effect: it is a function of Python
	ChildExit string `paste:"child_exit,ignored"`
	// WorkerExit has no effect: it is a function of Python
	WorkerExit string `paste:"worker_exit,ignored"`
	// NworkersChanged has no effect: it is a function of Python
	NworkersChanged string `paste:"nworkers_changed,ignored"`
	// OnExit has no effect: it is a function of Python
	OnExit string `paste:"on_exit,ignored"`
	// LogconfigJson has no effect: it is for Python
	LogconfigJson string `paste:"logconfig_json,ignored"`
	// EnableBacklogMetric tells the daemon of statsd_host once a second how many
	// clients wait to be accepted, by TCP on Linux: gunicorn.backlog.
	EnableBacklogMetric bool `paste:"enable_backlog_metric"`
	// SslContext has no effect: it is a function of Python
	SslContext string `paste:"ssl_context,ignored"`
	// UwsgiAllowIps has no effect: the protocol is http
	UwsgiAllowIps string `paste:"uwsgi_allow_ips,ignored,zero=127.0.0.1"`
	// Http2InitialWindowSize has no effect: Go chooses it
	Http2InitialWindowSize string `paste:"http2_initial_window_size,ignored,zero=65535"`
	// Http2MaxFrameSize has no effect: Go chooses it
	Http2MaxFrameSize string `paste:"http2_max_frame_size,ignored,zero=16384"`
	// Http2MaxHeaderListSize has no effect: a header may have 256 KB by any
	// protocol
	Http2MaxHeaderListSize string `paste:"http2_max_header_list_size,ignored,zero=65536"`
	// AsgiLoop has no effect: it is for Python
	AsgiLoop string `paste:"asgi_loop,ignored,zero=auto"`
	// AsgiLifespan has no effect: it is for Python
	AsgiLifespan string `paste:"asgi_lifespan,ignored,zero=auto"`
	// AsgiDisconnectGracePeriod has no effect: it is for Python
	AsgiDisconnectGracePeriod string `paste:"asgi_disconnect_grace_period,ignored,zero=3"`
	// HttpParser has no effect: it is for Python
	HttpParser string `paste:"http_parser,ignored,zero=auto"`
	// DirtyApps has no effect: a program is one process, which answers requests
	// at the same time
	DirtyApps string `paste:"dirty_apps,ignored"`
	// DirtyWorkers has no effect: a program is one process, which answers
	// requests at the same time
	DirtyWorkers string `paste:"dirty_workers,ignored,zero=0"`
	// DirtyTimeout has no effect: a program is one process, which answers
	// requests at the same time
	DirtyTimeout string `paste:"dirty_timeout,ignored,zero=300"`
	// DirtyThreads has no effect: a program is one process, which answers
	// requests at the same time
	DirtyThreads string `paste:"dirty_threads,ignored,zero=1"`
	// DirtyGracefulTimeout has no effect: a program is one process, which
	// answers requests at the same time
	DirtyGracefulTimeout string `paste:"dirty_graceful_timeout,ignored,zero=30"`
	// OnDirtyStarting has no effect: it is a function of Python
	OnDirtyStarting string `paste:"on_dirty_starting,ignored"`
	// DirtyPostFork has no effect: it is a function of Python
	DirtyPostFork string `paste:"dirty_post_fork,ignored"`
	// DirtyWorkerInit has no effect: it is a function of Python
	DirtyWorkerInit string `paste:"dirty_worker_init,ignored"`
	// DirtyWorkerExit has no effect: it is a function of Python
	DirtyWorkerExit string `paste:"dirty_worker_exit,ignored"`
	// ControlSocketMode has no effect: there is no control socket
	ControlSocketMode string `paste:"control_socket_mode,ignored,zero=600"`
	// ControlSocketDisable has no effect: there is no control socket
	ControlSocketDisable string `paste:"control_socket_disable,ignored,zero=false"`
	// Protocol is http. For uwsgi, which nginx speaks too, there is a server of
	// its own.
	Protocol Protocol `paste:"protocol,zero=http"`
}

// New returns a server for HTTP.
//
//paste:server_runner main
//paste:stands_for egg:gunicorn#main gunicorn.app.pasterapp:serve gunicorn.app.pasterun:serve
func New(o Options) (serve.Server, error) {
	addrs, err := o.addrs()
	if port := os.Getenv("PORT"); port != "" && o.Host == nil && o.Port == "" && o.Bind == nil {
		addrs, err = address.All("bind", []address.Place{address.Place("0.0.0.0:" + port)}, "8000")
	}
	if listen.Activated() {
		addrs = []string{listen.FDScheme} // as gunicorn has it
	}
	proxies, proxiesErr := o.proxies()
	s := serve.Server{
		Addrs:   addrs,
		Listen:  listen.Options{Backlog: int(o.Backlog.Or(0)), ReusePort: o.ReusePort},
		TLS:     o.tls(),
		H2C:     o.Http2Cleartext.Or(false),
		Limits:  o.limits(),
		Proxies: proxies,
		Process: identity.Process{User: o.User, Group: o.Group, InitGroups: o.Initgroups},
		Dir:     o.Chdir,
		Access:  o.access(),
		Log: logs.Options{
			Level: string(o.Loglevel), To: o.Errorlog, Config: o.Logconfig, Capture: o.CaptureOutput,
			Name: "gunicorn.error", AccessName: "gunicorn.access",
		},
		Life: serve.Life{PIDFile: o.Pidfile},
	}
	if daemon := o.statsd(); daemon != nil {
		s.Access.Each = daemon.request
		if o.EnableBacklogMetric {
			s.Life.Waiting = daemon.backlog
		}
	}
	for _, v := range o.RawEnv {
		s.Env = append(s.Env, string(v))
	}
	if o.Umask != "" {
		mask := int(o.Umask.Or(0))
		s.Umask = &mask
	}
	if o.ProxyProtocol == "on" {
		s.ProxyProtocol = orMachine(o.ProxyAllowIps)
	}
	return s, errors.Join(err, proxiesErr)
}

// access is what the keys for the access log come to.
func (o Options) access() accesslog.Options {
	to := []string{string(o.Accesslog)}
	if o.Syslog && !o.DisableRedirectAccessToSyslog {
		to = append(to, accesslog.Syslog(cmp.Or(string(o.SyslogAddr), "udp://localhost:514"), string(o.SyslogFacility), "gunicorn."+cmp.Or(o.SyslogPrefix, filepath.Base(os.Args[0]))+".access"))
	}
	return accesslog.Options{To: to, Format: o.AccessLogFormat}
}

// limits are those of gunicorn in size, and ours in time.
func (o Options) limits() serve.Limits {
	l := serve.Limits{
		Line:     int(o.LimitRequestLine.Limit(serve.None, 4094)),
		Fields:   int(min(o.LimitRequestFields.Limit(maxFields, 100), maxFields)),
		Field:    int(o.LimitRequestFieldSize.Limit(serve.None, 8190)),
		Request:  o.Timeout.Or(0),
		Idle:     o.Keepalive.Limit(serve.None, 0),
		Streams:  int(o.Http2MaxConcurrentStreams.Or(100)),
		Shutdown: o.GracefulTimeout.Limit(time.Nanosecond, 0),
	}
	return l
}

// maxFields is how many fields gunicorn takes whatever is asked for.
const maxFields = 32768

// tls is what the keys for TLS come to.
func (o Options) tls() certs.Options {
	t := certs.Options{Cert: o.Certfile, Key: o.Keyfile, ClientCAs: o.CaCerts, HTTP1: o.HttpProtocols == "h1"}
	t.Clients = map[CertReqs]tls.ClientAuthType{"1": tls.VerifyClientCertIfGiven, "2": tls.RequireAndVerifyClientCert}[o.CertReqs]
	t.Min, t.Max = o.SslVersion.bounds()
	t.Ciphers, _ = certs.Ciphers(string(o.Ciphers)) // which were read before
	return t
}

// proxies is what is believed of those in front.
func (o Options) proxies() (behind.Options, error) {
	p := behind.Options{Trusted: o.ForwardedAllowIps, Secure: o.SecureSchemeHeaders, ScriptName: o.ForwarderHeaders.scriptName()}
	if p.Prefix = "/" + strings.Trim(o.RootPath, "/"); p.Prefix == "/" {
		p.Prefix = ""
	}
	if p.Trusted.None() {
		if err := p.Trusted.UnmarshalText([]byte(os.Getenv("FORWARDED_ALLOW_IPS"))); err != nil {
			return p, fmt.Errorf("FORWARDED_ALLOW_IPS: %w", err)
		}
		p.Trusted = orMachine(p.Trusted)
	}
	if p.Secure == nil {
		p.Secure = []behind.Secure{{Name: "X-Forwarded-Protocol", Value: "ssl"}, {Name: "X-Forwarded-Proto", Value: "https"}, {Name: "X-Forwarded-Ssl", Value: "on"}}
	}
	return p, nil
}

// orMachine returns a set of peers, or for nobody the machine itself.
func orMachine(s peers.Set) peers.Set {
	if s.None() {
		return peers.Machine()
	}
	return s
}

// Validate tells what is wrong with the options before a program is made of them.
func (o Options) Validate() error {
	_, err := o.addrs()
	if tlsErr := o.tls().Validate(); tlsErr != nil {
		key := "cert_reqs"
		switch {
		case o.Certfile == "" && o.Keyfile != "":
			key = "keyfile"
		case o.Certfile == "" && o.CaCerts != "":
			key = "ca_certs"
		}
		err = errors.Join(err, &setting.Error{Key: key, Is: tlsErr.Error()})
	}
	return errors.Join(append(o.idle(), err)...)
}

// idle returns the errors of keys that others leave without an effect, as gunicorn
// does.
func (o Options) idle() []error {
	var errs []error
	for _, k := range []struct {
		key, other string
		idle       bool
		why        string
	}{
		{"bind", "host", o.Bind != nil && o.Host != nil, "host says where to listen"},
		{"port", "bind", o.Port != "" && o.Bind != nil && o.Host == nil, "bind says where to listen, and port goes with host"},
		{"syslog_addr", "", o.SyslogAddr != "" && !o.Syslog, "syslog is not on"},
		{"syslog_prefix", "", o.SyslogPrefix != "" && !o.Syslog, "syslog is not on"},
		{"syslog_facility", "", o.SyslogFacility != "" && !o.Syslog, "syslog is not on"},
		{"disable_redirect_access_to_syslog", "", o.DisableRedirectAccessToSyslog && !o.Syslog, "syslog is not on"},
		{"proxy_allow_ips", "", !o.ProxyAllowIps.None() && o.ProxyProtocol != "on", "proxy_protocol is off"},
		{"statsd_prefix", "", o.StatsdPrefix != "" && o.StatsdHost == "", "there is no statsd_host"},
		{"dogstatsd_tags", "", o.DogstatsdTags != "" && o.StatsdHost == "", "there is no statsd_host"},
		{"enable_backlog_metric", "", o.EnableBacklogMetric && o.StatsdHost == "", "there is no statsd_host"},
		{"initgroups", "", o.Initgroups && o.User == "", "there is no user"},
	} {
		if k.idle {
			errs = append(errs, setting.Idle(k.key, k.other, k.why))
		}
	}
	return errs
}

func (o Options) addrs() ([]string, error) {
	switch {
	case o.Host != nil && o.Port == "":
		return address.All("host", o.Host, "8000")
	case o.Host == nil && o.Bind != nil:
		return address.All("bind", o.Bind, "8000")
	}
	host := address.Host("")
	if len(o.Host) > 0 {
		host = address.Host(o.Host[0])
	}
	addr, err := address.HostPort(host, o.Port, "127.0.0.1", "8000")
	return []string{addr}, err
}
