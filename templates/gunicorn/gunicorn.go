// Package gunicorn serves apps over HTTP where files say egg:gunicorn.
//
// # Differences
//
// A program is one process that answers requests at the same time, so that keys for workers have no effect.
//
//paste:group servers
package gunicorn

import (
	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/serve"
)

// Options are the keys of the section.
type Options struct {
	// Host is where to listen: with port one host, without it a list of addresses with commas between them.
	Host []address.Place `paste:"host,comma,zero=127.0.0.1"`
	// Port is the port to listen on; 0 chooses a free one.
	Port address.Port `paste:"port,zero=8000"`
	// Bind are addresses to listen on, with commas between them, if there is no host: 127.0.0.1:80, unix:/run/app.sock.
	Bind []address.Place `paste:"bind,comma"`
	// Config has no effect: it is for Python
	Config string `paste:"config,ignored"`
	// Workers has no effect: a program is one process, which answers requests at the same time
	Workers string `paste:"workers,ignored,zero=1"`
	// WorkerClass has no effect: a program is one process, which answers requests at the same time
	WorkerClass string `paste:"worker_class,ignored,zero=sync"`
	// WorkerConnections has no effect: a program is one process, which answers requests at the same time
	WorkerConnections string `paste:"worker_connections,ignored,zero=1000"`
	// Threads has no effect: a program is one process, which answers requests at the same time
	Threads string `paste:"threads,ignored,zero=1"`
	// Timeout has no effect yet
	Timeout string `paste:"timeout,ignored,zero=30"`
	// GracefulTimeout has no effect yet: requests have 30 seconds to end
	GracefulTimeout string `paste:"graceful_timeout,ignored,zero=30"`
	// Keepalive has no effect yet: idle connections end after two minutes
	Keepalive string `paste:"keepalive,ignored,zero=2"`
	// Backlog has no effect: the system says how many connections wait
	Backlog string `paste:"backlog,ignored,zero=2048"`
	// MaxRequests has no effect: a program is one process, which answers requests at the same time
	MaxRequests string `paste:"max_requests,ignored,zero=0"`
	// MaxRequestsJitter has no effect: a program is one process, which answers requests at the same time
	MaxRequestsJitter string `paste:"max_requests_jitter,ignored,zero=0"`
	// PreloadApp has no effect: a program is one process, which answers requests at the same time
	PreloadApp string `paste:"preload_app,ignored,zero=false"`
	// Reload has no effect yet
	Reload string `paste:"reload,ignored,zero=false"`
	// ReloadEngine has no effect yet
	ReloadEngine string `paste:"reload_engine,ignored,zero=auto"`
	// ReloadExtraFiles has no effect yet
	ReloadExtraFiles string `paste:"reload_extra_files,ignored"`
	// ReusePort has no effect yet
	ReusePort string `paste:"reuse_port,ignored,zero=false"`
	// Accesslog has no effect yet: put egg:Paste#translogger around the app
	Accesslog string `paste:"accesslog,ignored"`
	// AccessLogFormat has no effect yet: put egg:Paste#translogger around the app
	AccessLogFormat string `paste:"access_log_format,ignored"`
	// Errorlog has no effect yet: errors go to the standard error
	Errorlog string `paste:"errorlog,ignored,zero=-"`
	// Loglevel has no effect yet
	Loglevel string `paste:"loglevel,ignored,zero=info"`
	// LoggerClass has no effect: it is for Python
	LoggerClass string `paste:"logger_class,ignored"`
	// Logconfig has no effect yet
	Logconfig string `paste:"logconfig,ignored"`
	// LogconfigDict has no effect yet
	LogconfigDict string `paste:"logconfig_dict,ignored"`
	// CaptureOutput has no effect: there is nothing to capture
	CaptureOutput string `paste:"capture_output,ignored,zero=false"`
	// DisableRedirectAccessToSyslog has no effect yet
	DisableRedirectAccessToSyslog string `paste:"disable_redirect_access_to_syslog,ignored,zero=false"`
	// Syslog has no effect yet
	Syslog string `paste:"syslog,ignored,zero=false"`
	// SyslogAddr has no effect yet
	SyslogAddr string `paste:"syslog_addr,ignored"`
	// SyslogPrefix has no effect yet
	SyslogPrefix string `paste:"syslog_prefix,ignored"`
	// SyslogFacility has no effect yet
	SyslogFacility string `paste:"syslog_facility,ignored,zero=user"`
	// EnableStdioInheritance has no effect: the streams are the process's own
	EnableStdioInheritance string `paste:"enable_stdio_inheritance,ignored,zero=false"`
	// Certfile has no effect yet: put a web server that speaks https in front
	Certfile string `paste:"certfile,ignored"`
	// Keyfile has no effect yet: put a web server that speaks https in front
	Keyfile string `paste:"keyfile,ignored"`
	// CaCerts has no effect yet: put a web server that speaks https in front
	CaCerts string `paste:"ca_certs,ignored"`
	// CertReqs has no effect yet: put a web server that speaks https in front
	CertReqs string `paste:"cert_reqs,ignored,zero=0"`
	// Ciphers has no effect yet: put a web server that speaks https in front
	Ciphers string `paste:"ciphers,ignored"`
	// SslVersion has no effect yet: put a web server that speaks https in front
	SslVersion string `paste:"ssl_version,ignored"`
	// DoHandshakeOnConnect has no effect yet: put a web server that speaks https in front
	DoHandshakeOnConnect string `paste:"do_handshake_on_connect,ignored,zero=false"`
	// SuppressRaggedEofs has no effect yet: put a web server that speaks https in front
	SuppressRaggedEofs string `paste:"suppress_ragged_eofs,ignored,zero=true"`
	// LimitRequestLine has no effect yet: a header may have 256 KB
	LimitRequestLine string `paste:"limit_request_line,ignored,zero=4094"`
	// LimitRequestFields has no effect yet: a header may have 256 KB
	LimitRequestFields string `paste:"limit_request_fields,ignored,zero=100"`
	// LimitRequestFieldSize has no effect yet: a header may have 256 KB
	LimitRequestFieldSize string `paste:"limit_request_field_size,ignored,zero=8190"`
	// ForwardedAllowIps has no effect yet: see egg:PasteDeploy#prefix
	ForwardedAllowIps string `paste:"forwarded_allow_ips,ignored,zero=127.0.0.1"`
	// ProxyProtocol has no effect yet
	ProxyProtocol string `paste:"proxy_protocol,ignored,zero=false"`
	// ProxyAllowIps has no effect yet
	ProxyAllowIps string `paste:"proxy_allow_ips,ignored,zero=127.0.0.1"`
	// SecureSchemeHeaders has no effect yet: see egg:PasteDeploy#prefix
	SecureSchemeHeaders string `paste:"secure_scheme_headers,ignored"`
	// StripHeaderSpaces has no effect: names with spaces are refused
	StripHeaderSpaces string `paste:"strip_header_spaces,ignored,zero=false"`
	// Pidfile has no effect yet
	Pidfile string `paste:"pidfile,ignored"`
	// User has no effect yet
	User string `paste:"user,ignored"`
	// Group has no effect yet
	Group string `paste:"group,ignored"`
	// Umask has no effect yet
	Umask string `paste:"umask,ignored,zero=0"`
	// Initgroups has no effect yet
	Initgroups string `paste:"initgroups,ignored,zero=false"`
	// Daemon has no effect: let the system run the program
	Daemon string `paste:"daemon,ignored,zero=false"`
	// ProcName has no effect: it is for Python
	ProcName string `paste:"proc_name,ignored"`
	// DefaultProcName has no effect: it is for Python
	DefaultProcName string `paste:"default_proc_name,ignored"`
	// Chdir has no effect yet
	Chdir string `paste:"chdir,ignored"`
	// Pythonpath has no effect: it is for Python
	Pythonpath string `paste:"pythonpath,ignored"`
	// Paste has no effect: it is for Python
	Paste string `paste:"paste,ignored"`
	// RawEnv has no effect: it is for Python
	RawEnv string `paste:"raw_env,ignored"`
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
	// WorkerTmpDir has no effect: a program is one process, which answers requests at the same time
	WorkerTmpDir string `paste:"worker_tmp_dir,ignored"`
	// StatsdHost has no effect yet
	StatsdHost string `paste:"statsd_host,ignored"`
	// StatsdPrefix has no effect yet
	StatsdPrefix string `paste:"statsd_prefix,ignored"`
	// DogstatsdTags has no effect yet
	DogstatsdTags string `paste:"dogstatsd_tags,ignored"`
	// HttpProtocols has no effect yet
	HttpProtocols string `paste:"http_protocols,ignored,zero=h1"`
	// Http2Cleartext has no effect yet
	Http2Cleartext string `paste:"http2_cleartext,ignored,zero=off"`
	// Http2MaxConcurrentStreams has no effect yet
	Http2MaxConcurrentStreams string `paste:"http2_max_concurrent_streams,ignored,zero=100"`
	// HeaderMap has no effect: a header with an underscore in its name does not reach a WSGI app
	HeaderMap string `paste:"header_map,ignored,zero=drop"`
	// ForwarderHeaders has no effect yet
	ForwarderHeaders string `paste:"forwarder_headers,ignored,zero=SCRIPT_NAME,PATH_INFO"`
	// RootPath has no effect yet
	RootPath string `paste:"root_path,ignored"`
	// ControlSocket has no effect: a program is one process, which answers requests at the same time
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
}

// New returns a server for HTTP.
//
//paste:server_runner main
//paste:stands_for egg:gunicorn#main gunicorn.app.pasterapp:serve gunicorn.app.pasterun:serve
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
