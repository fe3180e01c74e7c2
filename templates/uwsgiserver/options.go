package uwsgiserver

import (
	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the options of uWSGI that a section [uwsgi] may have.
type Options struct {
	// HTTPSocket are addresses where HTTP is spoken. Without any address at all
	// it is 127.0.0.1:8080.
	HTTPSocket []Address `paste:"http-socket,address"`
	// HTTP are addresses where HTTP is spoken.
	HTTP []Address `paste:"http,address"`
	// HTTPS is an address where https is spoken, with the files of its
	// certificate: :443,cert.pem,key.pem. Ciphers may stand behind them, and the
	// file of the authorities for clients, with ! before it if each client must
	// have a certificate; HTTPS_DN is its name then.
	HTTPS []Secured `paste:"https"`
	// HTTPToHTTPS are addresses where plain HTTP is answered with the place of
	// the same by https.
	HTTPToHTTPS []Address `paste:"http-to-https"`
	// FastCGISocket are addresses where FastCGI is spoken.
	FastCGISocket []Address `paste:"fastcgi-socket,address"`
	// SCGISocket are addresses where SCGI is spoken.
	SCGISocket []Address `paste:"scgi-socket,address"`
	// Socket are addresses where the protocol uwsgi is spoken, which nginx
	// speaks by uwsgi_pass.
	Socket []Address `paste:"socket,address"`
	// UWSGISocket are addresses where the protocol uwsgi is spoken, too.
	UWSGISocket []Address `paste:"uwsgi-socket,address"`
	// Harakiri is how long an app may take for an answer, in seconds.
	Harakiri setting.Seconds `paste:"harakiri,zero=no limit"`
	// StaticMap are paths with the folders or files that are served there:
	// /static=/srv/static.
	StaticMap Mounts `paste:"static-map"`
	// CheckStatic are folders in which paths are looked for before the app is
	// asked.
	CheckStatic []string `paste:"check-static"`
	// BufferSize is how many bytes the header of a request may have, or what a
	// web server says of it. More is answered with status 431, or by the end of
	// the web server's connection.
	BufferSize setting.Count `paste:"buffer-size,zero=4096"`
	// LimitPost is how many bytes the body of a request may have; 0 is no
	// limit. More is answered with status 413.
	LimitPost setting.Count `paste:"limit-post,zero=no limit"`
	// ChmodSocket are the permissions of unix sockets, in octal; 666 for the
	// option alone.
	ChmodSocket SocketMode `paste:"chmod-socket,zero=by the umask"`
	// ChownSocket is whose unix sockets are: user or user:group.
	ChownSocket string `paste:"chown-socket"`
	// UID is the user that the process becomes when it listens.
	UID string `paste:"uid"`
	// GID is the group that the process becomes when it listens.
	GID string `paste:"gid"`
	// Umask says in octal which permissions files of the process never have.
	Umask setting.Mode `paste:"umask,zero=the system's"`
	// Listen is how many connections may wait until they are accepted. Without
	// it the system says it.
	Listen setting.Count `paste:"listen,zero=the system's (100)"`
	// ReusePort lets several processes listen on the same port.
	ReusePort setting.Switch `paste:"reuse-port,zero=false"`
	// SocketTimeout is how long a client may neither send what is expected of
	// it nor take what is there for it, in seconds.
	SocketTimeout setting.Seconds `paste:"socket-timeout,zero=10 for headers, 30 for bodies, 120 for answers (4)"`
	// HTTPTimeout is the same, if there is no socket-timeout.
	HTTPTimeout setting.Seconds `paste:"http-timeout"`
	// HTTPKeepalive is how long a connection waits for its next request, in
	// seconds; 0 ends each after its first.
	HTTPKeepalive string `paste:"http-keepalive,zero=120 (0)"`
	// ProxyProtocol takes who the client is from the PROXY protocol, if a proxy
	// on this machine says so; the flag -proxy-protocol names others.
	ProxyProtocol setting.Switch `paste:"http-enable-proxy-protocol,zero=false"`
	// WorkerReloadMercy is how long requests in flight may take when the server
	// is to end, in seconds.
	WorkerReloadMercy setting.Seconds `paste:"worker-reload-mercy,zero=30 (60)"`
	// ReloadMercy is worker-reload-mercy, if there is none.
	ReloadMercy setting.Seconds `paste:"reload-mercy"`
	// Chdir is the folder of the process.
	Chdir string `paste:"chdir"`
	// Env are variables of the environment, NAME=VALUE, one in each option.
	Env Variables `paste:"env"`
	// DieOnTerm says that SIGTERM ends the program, which it always does.
	DieOnTerm setting.Switch `paste:"die-on-term,zero=true (false)"`
	// Processes has no effect: a program is one process, which answers requests
	// at the same time
	Processes string `paste:"processes,ignored"`
	// Workers has no effect: a program is one process, which answers requests
	// at the same time
	Workers string `paste:"workers,ignored"`
	// Threads has no effect: a program is one process, which answers requests
	// at the same time
	Threads string `paste:"threads,ignored"`
	// ThreadsStackSize has no effect: stacks grow as they need to
	ThreadsStackSize string `paste:"threads-stack-size,ignored"`
	// ThreadStackSize has no effect: stacks grow as they need to
	ThreadStackSize string `paste:"thread-stack-size,ignored"`
	// CPUAffinity has no effect: the system shares processors out
	CPUAffinity string `paste:"cpu-affinity,ignored"`
	// ShowConfig has no effect: the flag -print-config of the program does it
	ShowConfig string `paste:"show-config,ignored"`
	// Master has no effect: a program is one process, which answers requests at
	// the same time
	Master string `paste:"master,ignored"`
	// EnableThreads has no effect: a program is one process, which answers
	// requests at the same time
	EnableThreads string `paste:"enable-threads,ignored"`
	// ThunderLock has no effect: a program is one process, which answers
	// requests at the same time
	ThunderLock string `paste:"thunder-lock,ignored"`
	// Lazy has no effect: a program is one process, which answers requests at
	// the same time
	Lazy string `paste:"lazy,ignored"`
	// LazyApps has no effect: a program is one process, which answers requests
	// at the same time
	LazyApps string `paste:"lazy-apps,ignored"`
	// MaxRequests has no effect: a program is one process, which answers
	// requests at the same time
	MaxRequests string `paste:"max-requests,ignored"`
	// MaxRequestsDelta has no effect: a program is one process, which answers
	// requests at the same time
	MaxRequestsDelta string `paste:"max-requests-delta,ignored"`
	// MinWorkerLifetime has no effect: a program is one process, which answers
	// requests at the same time
	MinWorkerLifetime string `paste:"min-worker-lifetime,ignored"`
	// MaxWorkerLifetime has no effect: a program is one process, which answers
	// requests at the same time
	MaxWorkerLifetime string `paste:"max-worker-lifetime,ignored"`
	// ReloadOnRss has no effect: a program is one process, which answers
	// requests at the same time
	ReloadOnRss string `paste:"reload-on-rss,ignored"`
	// ReloadOnAs has no effect: a program is one process, which answers
	// requests at the same time
	ReloadOnAs string `paste:"reload-on-as,ignored"`
	// EvilReloadOnRss has no effect: a program is one process, which answers
	// requests at the same time
	EvilReloadOnRss string `paste:"evil-reload-on-rss,ignored"`
	// Cheaper has no effect: a program is one process, which answers requests
	// at the same time
	Cheaper string `paste:"cheaper,ignored"`
	// CheaperInitial has no effect: a program is one process, which answers
	// requests at the same time
	CheaperInitial string `paste:"cheaper-initial,ignored"`
	// CheaperStep has no effect: a program is one process, which answers
	// requests at the same time
	CheaperStep string `paste:"cheaper-step,ignored"`
	// CheaperAlgo has no effect: a program is one process, which answers
	// requests at the same time
	CheaperAlgo string `paste:"cheaper-algo,ignored"`
	// OffloadThreads has no effect: a program is one process, which answers
	// requests at the same time
	OffloadThreads string `paste:"offload-threads,ignored"`
	// Async has no effect: a program is one process, which answers requests at
	// the same time
	Async string `paste:"async,ignored"`
	// Gevent has no effect: a program is one process, which answers requests at
	// the same time
	Gevent string `paste:"gevent,ignored"`
	// GeventMonkeyPatch has no effect: a program is one process, which answers
	// requests at the same time
	GeventMonkeyPatch string `paste:"gevent-monkey-patch,ignored"`
	// Greenlet has no effect: a program is one process, which answers requests
	// at the same time
	Greenlet string `paste:"greenlet,ignored"`
	// HTTPProcesses has no effect: a program is one process, which answers
	// requests at the same time
	HTTPProcesses string `paste:"http-processes,ignored"`
	// SingleInterpreter has no effect: a program is one process, which answers
	// requests at the same time
	SingleInterpreter string `paste:"single-interpreter,ignored"`
	// NoOrphans has no effect: a program is one process, which answers requests
	// at the same time
	NoOrphans string `paste:"no-orphans,ignored"`
	// NoDeferAccept has no effect: a program is one process, which answers
	// requests at the same time
	NoDeferAccept string `paste:"no-defer-accept,ignored"`
	// AutoProcname has no effect: a program is one process, which answers
	// requests at the same time
	AutoProcname string `paste:"auto-procname,ignored"`
	// Procname has no effect: a program is one process, which answers requests
	// at the same time
	Procname string `paste:"procname,ignored"`
	// ProcnamePrefix has no effect: a program is one process, which answers
	// requests at the same time
	ProcnamePrefix string `paste:"procname-prefix,ignored"`
	// ProcnamePrefixSpaced has no effect: a program is one process, which
	// answers requests at the same time
	ProcnamePrefixSpaced string `paste:"procname-prefix-spaced,ignored"`
	// CheaperOverload has no effect: a program is one process, which answers
	// requests at the same time
	CheaperOverload string `paste:"cheaper-overload,ignored"`
	// CheaperBusynessMax has no effect: a program is one process, which answers
	// requests at the same time
	CheaperBusynessMax string `paste:"cheaper-busyness-max,ignored"`
	// CheaperBusynessMin has no effect: a program is one process, which answers
	// requests at the same time
	CheaperBusynessMin string `paste:"cheaper-busyness-min,ignored"`
	// CheaperBusynessMultiplier has no effect: a program is one process, which
	// answers requests at the same time
	CheaperBusynessMultiplier string `paste:"cheaper-busyness-multiplier,ignored"`
	// CheaperBusynessPenalty has no effect: a program is one process, which
	// answers requests at the same time
	CheaperBusynessPenalty string `paste:"cheaper-busyness-penalty,ignored"`
	// CheaperBusynessVerbose has no effect: a program is one process, which
	// answers requests at the same time
	CheaperBusynessVerbose string `paste:"cheaper-busyness-verbose,ignored"`
	// CheaperBusynessBacklogAlert has no effect: a program is one process, which
	// answers requests at the same time
	CheaperBusynessBacklogAlert string `paste:"cheaper-busyness-backlog-alert,ignored"`
	// CheaperBusynessBacklogMultiplier has no effect: a program is one process,
	// which answers requests at the same time
	CheaperBusynessBacklogMultiplier string `paste:"cheaper-busyness-backlog-multiplier,ignored"`
	// CheaperBusynessBacklogStep has no effect: a program is one process, which
	// answers requests at the same time
	CheaperBusynessBacklogStep string `paste:"cheaper-busyness-backlog-step,ignored"`
	// CheaperBusynessBacklogNonzero has no effect: a program is one process, which
	// answers requests at the same time
	CheaperBusynessBacklogNonzero string `paste:"cheaper-busyness-backlog-nonzero,ignored"`
	// CheaperRssLimitSoft has no effect: a program is one process, which answers
	// requests at the same time
	CheaperRssLimitSoft string `paste:"cheaper-rss-limit-soft,ignored"`
	// CheaperRssLimitHard has no effect: a program is one process, which answers
	// requests at the same time
	CheaperRssLimitHard string `paste:"cheaper-rss-limit-hard,ignored"`
	// MaxWorkerLifetimeDelta has no effect: a program is one process, which
	// answers requests at the same time
	MaxWorkerLifetimeDelta string `paste:"max-worker-lifetime-delta,ignored"`
	// EvilReloadOnAs has no effect: a program is one process, which answers
	// requests at the same time
	EvilReloadOnAs string `paste:"evil-reload-on-as,ignored"`
	// ProcnameAppend has no effect: a program is one process, which answers
	// requests at the same time
	ProcnameAppend string `paste:"procname-append,ignored"`
	// ProcnameMaster has no effect: a program is one process, which answers
	// requests at the same time
	ProcnameMaster string `paste:"procname-master,ignored"`
	// ThreadedLogger has no effect: a program is one process, which answers
	// requests at the same time
	ThreadedLogger string `paste:"threaded-logger,ignored"`
	// LogMasterBufsize has no effect: a program is one process, which answers
	// requests at the same time
	LogMasterBufsize string `paste:"log-master-bufsize,ignored"`
	// MuleReloadMercy has no effect: a program is one process, which answers
	// requests at the same time
	MuleReloadMercy string `paste:"mule-reload-mercy,ignored"`
	// MasterAsRoot has no effect: a program is one process, which answers requests
	// at the same time
	MasterAsRoot string `paste:"master-as-root,ignored"`
	// NoThreadsWait has no effect: a program is one process, which answers
	// requests at the same time
	NoThreadsWait string `paste:"no-threads-wait,ignored"`
	// HttpAutoChunked has no effect: the program itself answers HTTP, without a
	// router in between
	HttpAutoChunked string `paste:"http-auto-chunked,ignored"`
	// HttpChunkedInput has no effect: the program itself answers HTTP, without a
	// router in between
	HttpChunkedInput string `paste:"http-chunked-input,ignored"`
	// HttpRawBody has no effect: the program itself answers HTTP, without a router
	// in between
	HttpRawBody string `paste:"http-raw-body,ignored"`
	// HttpManageExpect has no effect: the program itself answers HTTP, without a
	// router in between
	HttpManageExpect string `paste:"http-manage-expect,ignored"`
	// HttpWebsockets has no effect: the program itself answers HTTP, without a
	// router in between
	HttpWebsockets string `paste:"http-websockets,ignored"`
	// HttpBufferSize has no effect: the program itself answers HTTP, without a
	// router in between
	HttpBufferSize string `paste:"http-buffer-size,ignored"`
	// HttpConnectTimeout has no effect: the program itself answers HTTP, without a
	// router in between
	HttpConnectTimeout string `paste:"http-connect-timeout,ignored"`
	// HttpModifier1 has no effect: the program itself answers HTTP, without a
	// router in between
	HttpModifier1 string `paste:"http-modifier1,ignored"`
	// HttpSocketModifier1 has no effect: the program itself answers HTTP, without
	// a router in between
	HttpSocketModifier1 string `paste:"http-socket-modifier1,ignored"`
	// Import has no effect: it is for Python
	Import string `paste:"import,ignored"`
	// SharedImport has no effect: it is for Python
	SharedImport string `paste:"shared-import,ignored"`
	// Pyimport has no effect: it is for Python
	Pyimport string `paste:"pyimport,ignored"`
	// PyExecutable has no effect: it is for Python
	PyExecutable string `paste:"py-executable,ignored"`
	// PyProgramname has no effect: it is for Python
	PyProgramname string `paste:"py-programname,ignored"`
	// Pyargv has no effect: it is for Python
	Pyargv string `paste:"pyargv,ignored"`
	// PymoduleAlias has no effect: it is for Python
	PymoduleAlias string `paste:"pymodule-alias,ignored"`
	// Optimize has no effect: it is for Python
	Optimize string `paste:"optimize,ignored"`
	// NoSite has no effect: it is for Python
	NoSite string `paste:"no-site,ignored"`
	// PythonVersion has no effect: it is for Python
	PythonVersion string `paste:"python-version,ignored"`
	// NoDefaultApp has no effect: it is for Python
	NoDefaultApp string `paste:"no-default-app,ignored"`
	// WsgiAcceptBuffer has no effect: it is for Python
	WsgiAcceptBuffer string `paste:"wsgi-accept-buffer,ignored"`
	// WsgiAcceptBuffers has no effect: it is for Python
	WsgiAcceptBuffers string `paste:"wsgi-accept-buffers,ignored"`
	// WsgiStrict has no effect: it is for Python
	WsgiStrict string `paste:"wsgi-strict,ignored"`
	// WsgiDisableFileWrapper has no effect: it is for Python
	WsgiDisableFileWrapper string `paste:"wsgi-disable-file-wrapper,ignored"`
	// PluginDir has no effect: it is for Python
	PluginDir string `paste:"plugin-dir,ignored"`
	// PluginsDir has no effect: it is for Python
	PluginsDir string `paste:"plugins-dir,ignored"`
	// Autoload has no effect: it is for Python
	Autoload string `paste:"autoload,ignored"`
	// MaxVars has no effect: it is for Python
	MaxVars string `paste:"max-vars,ignored"`
	// SkipAtexit has no effect: the process ends when its clean-ups have run
	SkipAtexit string `paste:"skip-atexit,ignored"`
	// SkipAtexitTeardown has no effect: the process ends when its clean-ups have
	// run
	SkipAtexitTeardown string `paste:"skip-atexit-teardown,ignored"`
	// ExitOnReload has no effect: SIGHUP starts the program anew
	ExitOnReload string `paste:"exit-on-reload,ignored"`
	// HarakiriVerbose has no effect: the log always tells where the app is
	HarakiriVerbose string `paste:"harakiri-verbose,ignored"`
	// Paste has no effect: the program is the app
	Paste string `paste:"paste,ignored"`
	// IniPaste has no effect: the program is the app
	IniPaste string `paste:"ini-paste,ignored"`
	// IniPasteLogged has no effect: the program is the app
	IniPasteLogged string `paste:"ini-paste-logged,ignored"`
	// PasteLogger has no effect: the program is the app
	PasteLogger string `paste:"paste-logger,ignored"`
	// NeedApp has no effect: the program is the app
	NeedApp string `paste:"need-app,ignored"`
	// Module has no effect: the program is the app
	Module string `paste:"module,ignored"`
	// Wsgi has no effect: the program is the app
	Wsgi string `paste:"wsgi,ignored"`
	// WsgiFile has no effect: the program is the app
	WsgiFile string `paste:"wsgi-file,ignored"`
	// Callable has no effect: the program is the app
	Callable string `paste:"callable,ignored"`
	// Pyrun has no effect: the program is the app
	Pyrun string `paste:"pyrun,ignored"`
	// Mount has no effect: the program is the app
	Mount string `paste:"mount,ignored"`
	// ManageScriptName has no effect: the program is the app
	ManageScriptName string `paste:"manage-script-name,ignored"`
	// Plugin has no effect: it is for Python
	Plugin string `paste:"plugin,ignored"`
	// NeedPlugin has no effect: it is for Python
	NeedPlugin string `paste:"need-plugin,ignored"`
	// NeedPlugins has no effect: it is for Python
	NeedPlugins string `paste:"need-plugins,ignored"`
	// PyTracebacker has no effect: it is for Python
	PyTracebacker string `paste:"py-tracebacker,ignored"`
	// Plugins has no effect: it is for Python
	Plugins string `paste:"plugins,ignored"`
	// Pythonpath has no effect: it is for Python
	Pythonpath string `paste:"pythonpath,ignored"`
	// Pp has no effect: it is for Python
	Pp string `paste:"pp,ignored"`
	// Home has no effect: it is for Python
	Home string `paste:"home,ignored"`
	// Virtualenv has no effect: it is for Python
	Virtualenv string `paste:"virtualenv,ignored"`
	// Venv has no effect: it is for Python
	Venv string `paste:"venv,ignored"`
	// Pyhome has no effect: it is for Python
	Pyhome string `paste:"pyhome,ignored"`
	// PyAutoreload has no effect: it is for Python
	PyAutoreload string `paste:"py-autoreload,ignored"`
	// PythonAutoreload has no effect: it is for Python
	PythonAutoreload string `paste:"python-autoreload,ignored"`
	// PyCallOsafterfork has no effect: it is for Python
	PyCallOsafterfork string `paste:"py-call-osafterfork,ignored"`
	// CatchExceptions has no effect: it is for Python
	CatchExceptions string `paste:"catch-exceptions,ignored"`
	// WsgiEnvBehaviour has no effect: it is for Python
	WsgiEnvBehaviour string `paste:"wsgi-env-behaviour,ignored"`
	// Daemonize has no effect: let the system run the program
	Daemonize string `paste:"daemonize,ignored"`
	// Daemonize2 has no effect: let the system run the program
	Daemonize2 string `paste:"daemonize2,ignored"`
	// Vacuum has no effect: sockets are removed when the program ends
	Vacuum string `paste:"vacuum,ignored"`
	// Strict has no effect: options that are not known are always errors
	Strict string `paste:"strict,ignored"`
	// PostBuffering has no effect: connections are looked after so, or need no
	// such thing
	PostBuffering string `paste:"post-buffering,ignored"`
	// PostBufferingBufsize has no effect: connections are looked after so, or
	// need no such thing
	PostBufferingBufsize string `paste:"post-buffering-bufsize,ignored"`
	// SoKeepalive has no effect: connections are looked after so, or need no
	// such thing
	SoKeepalive string `paste:"so-keepalive,ignored"`
	// TcpNodelay has no effect: connections are looked after so, or need no
	// such thing
	TcpNodelay string `paste:"tcp-nodelay,ignored"`
	// MemoryReport has no effect: metrics tell it
	MemoryReport string `paste:"memory-report,ignored"`
	// IgnoreSigpipe has no effect: connections are looked after so, or need no
	// such thing
	IgnoreSigpipe string `paste:"ignore-sigpipe,ignored"`
	// IgnoreWriteErrors has no effect: connections are looked after so, or need
	// no such thing
	IgnoreWriteErrors string `paste:"ignore-write-errors,ignored"`
	// DisableWriteException has no effect: connections are looked after so, or
	// need no such thing
	DisableWriteException string `paste:"disable-write-exception,ignored"`
	// WriteErrorsTolerance has no effect: connections are looked after so, or
	// need no such thing
	WriteErrorsTolerance string `paste:"write-errors-tolerance,ignored"`
	// CloseOnExec has no effect: connections are looked after so, or need no
	// such thing
	CloseOnExec string `paste:"close-on-exec,ignored"`
	// TouchReload are files whose change makes the program reload.
	TouchReload []string `paste:"touch-reload"`
	// TouchLogreopen are files whose change makes the program open its log files
	// again.
	TouchLogreopen []string `paste:"touch-logreopen"`
	// MasterFIFO is a named pipe by which letters say what to do, r to reload.
	MasterFIFO string `paste:"master-fifo"`
	// Stats is an address at which whoever connects gets statistics in JSON.
	// egg:pastegen#metrics is an app that tells more.
	Stats Address `paste:"stats"`
	// StatsServer is the address of stats, if there is no stats.
	StatsServer Address `paste:"stats-server"`
	// LogFormat is what a line of the access log has: %(addr), %(method) and
	// the like. Without logto and req-logger, lines go to the standard error then.
	LogFormat accesslog.Format `paste:"log-format,zero=combined (uWSGI's own)"`
	// Logto is the file to which a line is written for each request. Other
	// lines go to the standard error.
	Logto accesslog.Place `paste:"logto,zero=none (the standard error)"`
	// LogLevel is from which level lines are logged: debug, info, warning, error,
	// critical. With [loggers] it is that of uwsgi's own lines. uWSGI itself has
	// no such option.
	LogLevel logs.Level `paste:"log_level,zero=info"`
	// Logto2 is the file of logto, if there is no logto.
	Logto2 accesslog.Place `paste:"logto2"`
	// ReqLogger are where lines for requests go: file:PATH, stdio, or syslog with
	// a name for the program behind a colon. They may have names of their own:
	// app file:PATH.
	ReqLogger Loggers `paste:"req-logger"`
	// LoggerReq are more places of req-logger.
	LoggerReq Loggers `paste:"logger-req"`
	// Logger has no effect: the program's log goes to the standard error, and
	// req-logger says where requests are logged
	Logger string `paste:"logger,ignored"`
	// LogMaster has no effect: a program is one process, which answers requests at
	// the same time
	LogMaster string `paste:"log-master,ignored"`
	// LogReopen has no effect: a program that takes another's place opens log files
	// itself, and SIGUSR1 opens them again
	LogReopen string `paste:"log-reopen,ignored"`
	// LogDate has no effect: the program's log has the time in each line, and
	// log-format says what those for requests have
	LogDate string `paste:"log-date,ignored"`
	// DisableLogging keeps requests from being logged.
	DisableLogging setting.Switch `paste:"disable-logging,zero=false"`
	// LogXForwardedFor has no effect: log-format has %(var.HTTP_X_FORWARDED_FOR)
	LogXForwardedFor string `paste:"log-x-forwarded-for,ignored"`
	// Pidfile is a file that has the number of the process.
	Pidfile string `paste:"pidfile"`
	// SafePidfile is the same.
	SafePidfile string `paste:"safe-pidfile"`
}
