package bind

import (
	"go/types"
	"net"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/templates/convert"
)

// builtinServer is a server egg that pastegen's own server stands for.
type builtinServer struct {
	dist, entry string // as users write them
	target      string // what the entry point is in Python
	host, port  string // the defaults
	list        string // the key that lists addresses; empty for none
	hostFirst   bool   // host wins over list, and without port is a list itself
	socket      string // the key for the path of a Unix socket; empty for none
	placed      bool   // it must be said where it listens
	gateway     bound.Gateway
	noEffect    []string
}

// builtinServers lists the server eggs, with the keys that they know and that
// do nothing in Go: those of Paste 3.5.2, waitress 2.1.2 to 3.0 and gunicorn
// 20.1 to 23.
func builtinServers() []builtinServer {
	return []builtinServer{
		{
			dist: "Paste", entry: "http", target: "paste.httpserver:server_runner",
			host: "127.0.0.1", port: "8080", noEffect: strings.Fields(pasteKeys),
		},
		{
			dist: "waitress", entry: "main", target: "waitress:serve_paste",
			host: "0.0.0.0", port: "8080", list: "listen", socket: "unix_socket", noEffect: strings.Fields(waitressKeys),
		},
		{
			dist: "gunicorn", entry: "main", target: "gunicorn.app.pasterun:serve",
			host: "127.0.0.1", port: "8000", list: "bind", hostFirst: true, noEffect: strings.Fields(gunicornKeys),
		},
		{
			dist: "wsgiref", entry: "simple_server", target: "wsgiref.simple_server:make_server",
			host: "127.0.0.1", port: "8000",
		},
		{dist: "wsgiref", entry: "cgi", target: "wsgiref.handlers:CGIHandler", gateway: bound.CGI},
		{dist: "PasteScript", entry: "cgi", target: "paste.script.cgi_server:paste_run_cgi", gateway: bound.CGI},
		flup("fcgi_thread", bound.FastCGI),
		flup("fcgi_fork", bound.FastCGI),
		flup("scgi_thread", bound.SCGI),
		flup("scgi_fork", bound.SCGI),
	}
}

// flup returns a server of paste.script.flup_server. What tells its threads
// and processes apart has no meaning in Go. All take the key "socket", which
// flup's SCGI has not.
func flup(name string, gateway bound.Gateway) builtinServer {
	s := builtinServer{
		dist: "PasteScript", entry: "flup_" + name, target: "paste.script.flup_server:run_" + name,
		gateway: gateway, socket: "socket",
	}
	if gateway == bound.SCGI {
		s.host, s.port, s.noEffect = "localhost", "4000", []string{"scriptName", "allowedServers"}
	} else {
		s.placed, s.noEffect = true, []string{"umask", "multiplexed"}
	}
	return s
}

const pasteKeys = `ssl_pem ssl_context handler server_version protocol_version start_loop daemon_threads
	socket_timeout use_threadpool threadpool_workers threadpool_max_requests threadpool_hung_thread_limit
	threadpool_kill_thread_limit threadpool_dying_limit threadpool_spawn_if_under
	threadpool_max_zombie_threads_before_die threadpool_hung_check_period threadpool_logger
	threadpool_error_email request_queue_size threadpool_options`

const waitressKeys = `ipv4 ipv6 unix_socket_perms sockets threads trusted_proxy trusted_proxy_count
	trusted_proxy_headers log_untrusted_proxy_headers clear_untrusted_proxy_headers url_scheme url_prefix backlog
	recv_bytes send_bytes outbuf_overflow outbuf_high_watermark inbuf_overflow connection_limit cleanup_interval
	channel_timeout log_socket_errors max_request_header_size max_request_body_size expose_tracebacks ident
	asyncore_loop_timeout asyncore_use_poll channel_request_lookahead server_name`

const gunicornKeys = `config workers worker_class worker_connections threads timeout graceful_timeout keepalive
	backlog max_requests max_requests_jitter preload_app reload reload_engine reload_extra_files reuse_port
	accesslog access_log_format errorlog loglevel logger_class logconfig logconfig_dict capture_output
	disable_redirect_access_to_syslog syslog syslog_addr syslog_prefix syslog_facility enable_stdio_inheritance
	certfile keyfile ca_certs cert_reqs ciphers ssl_version do_handshake_on_connect suppress_ragged_eofs
	limit_request_line limit_request_fields limit_request_field_size forwarded_allow_ips proxy_protocol
	proxy_allow_ips secure_scheme_headers strip_header_spaces pidfile user group umask initgroups daemon proc_name
	default_proc_name chdir pythonpath paste raw_env raw_paste_global_conf spew check_config print_config sendfile
	tmp_upload_dir worker_tmp_dir statsd_host statsd_prefix dogstatsd_tags http_protocols http2_cleartext
	http2_max_concurrent_streams header_map forwarder_headers root_path control_socket
	permit_obsolete_folding permit_unconventional_http_method permit_unconventional_http_version
	casefold_http_method tolerate_dangerous_framing`

// serverOf returns the built-in server that a factory means, as an egg or by its
// Python name; nil for none.
func serverOf(f *parse.Factory) *builtinServer {
	for _, s := range builtinServers() {
		if f.Kind == parse.EggFactory && eggs.Normal(f.Dist) == eggs.Normal(s.dist) && f.Entry == s.entry ||
			f.Kind != parse.EggFactory && f.Module+":"+f.Attr == s.target {
			return &s
		}
	}
	return nil
}

// listener reads the addresses of one built-in server section.
type listener struct {
	b      *binder
	j      *job
	server *builtinServer
	local  []parse.Setting
	failed bool
	late   *bound.Late
}

// bindServer makes the Listen of a built-in server section.
func (b *binder) bindServer(j *job, s *builtinServer) {
	n, ok := j.node.(*parse.Server)
	if !ok {
		b.report(j, diag.Diagnostic{
			Code:    problem.Role,
			Message: words.Quote(j.factory.Span.Shown()) + " makes a server, not " + roleName(j.role),
			Span:    j.factory.Span,
		})
		return
	}
	l := &listener{b: b, j: j, server: s, local: n.Local}
	l.checkKeys()
	listen := &bound.Listen{Gateway: s.gateway}
	if s.gateway != bound.CGI {
		listen.Addrs = l.addrs()
		listen.Late = l.late
	}
	if !l.failed {
		b.program.Listens[n] = listen
	}
}

func (l *listener) report(d diag.Diagnostic) {
	l.failed = l.failed || d.Severity != diag.Warning
	l.b.report(l.j, d)
}

func (l *listener) get(key string) (parse.Setting, bool) {
	i := slices.IndexFunc(l.local, func(s parse.Setting) bool { return key != "" && s.Key == key })
	if i < 0 {
		return parse.Setting{}, false
	}
	return l.local[i], true
}

// checkKeys reports keys that the server does not know, and once those that
// have no effect in Go.
func (l *listener) checkKeys() {
	used := l.server.addressKeys()
	var idle []parse.Setting
	for _, s := range l.local {
		switch {
		case slices.Contains(used, s.Key):
		case slices.Contains(l.server.noEffect, s.Key):
			idle = append(idle, s)
		default:
			l.unknownKey(s, append(used, l.server.noEffect...))
		}
	}
	if len(idle) > 0 {
		l.noEffect(idle)
	}
}

// addressKeys returns the keys that say where to listen.
func (s *builtinServer) addressKeys() []string {
	if s.gateway == bound.CGI {
		return nil
	}
	keys := []string{"host", "port"}
	for _, key := range []string{s.list, s.socket} {
		if key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func (l *listener) unknownKey(s parse.Setting, known []string) {
	hint := diag.DidYouMean(s.Key, known)
	if len(known) == 0 {
		hint = "it takes no keys"
	} else if hint == "" {
		hint = "the addresses are " + words.List(known[:len(known)-len(l.server.noEffect)], "and")
	}
	l.report(diag.Diagnostic{
		Code:    problem.UnknownKey,
		Message: "server " + words.Quote(l.j.factory.Span.Shown()) + " knows no key " + words.Quote(s.Key),
		Span:    s.KeySpan,
		Hint:    hint,
	})
}

func (l *listener) noEffect(idle []parse.Setting) {
	var names []string
	for _, s := range idle {
		names = append(names, s.Key)
	}
	verb := " has no effect in Go"
	if len(names) > 1 {
		verb = " have no effect in Go"
	}
	l.report(diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.NoEffect,
		Message:  words.List(names, "and") + verb,
		Span:     idle[0].KeySpan,
	})
}

// addrs returns where the section says to listen.
func (l *listener) addrs() []string {
	host, hasHost := l.get("host")
	_, hasPort := l.get("port")
	if s, ok := l.get(l.server.list); ok && !(l.server.hostFirst && hasHost) {
		l.excludes(s, "host", "port", l.server.socket)
		return l.listed(s)
	}
	if s, ok := l.get(l.server.socket); ok {
		l.excludes(s, "host", "port")
		return []string{l.socket("unix:"+string(s.Value), s)}
	}
	if l.server.hostFirst && hasHost && !hasPort {
		return l.listed(host)
	}
	if l.server.placed && !(hasHost && hasPort) {
		l.bad(parse.Setting{}, "server "+words.Quote(l.j.factory.Span.Shown())+" needs host and port, or "+l.server.socket)
		return nil
	}
	return []string{l.hostPort()}
}

// hostPort returns the address that host and port make. The host may hold the
// port, as Paste's server has it.
func (l *listener) hostPort() string {
	h, p := l.server.host, l.server.port
	var at parse.Setting
	if s, ok := l.get("host"); ok {
		h, at = strings.TrimSpace(string(s.Value)), s
	}
	if s, ok := l.get("port"); ok {
		p, at = strings.TrimSpace(string(s.Value)), s
	}
	if host, port, ok := splitHostPort(h); ok {
		h, p = host, port
	}
	if l.isLate(parse.Text("["+h+"]:"+p), at) {
		return ""
	}
	return l.join(h, p, at)
}

// excludes reports the other keys that say where to listen.
func (l *listener) excludes(s parse.Setting, keys ...string) {
	for _, key := range keys {
		other, ok := l.get(key)
		if !ok || l.server.hostFirst {
			continue
		}
		l.report(diag.Diagnostic{
			Code:    problem.Address,
			Message: words.Quote(s.Key) + " excludes " + words.Quote(key),
			Span:    other.KeySpan,
			Related: []diag.Related{{Span: s.KeySpan, Note: "already says where to listen"}},
		})
	}
}

// splitHostPort splits "host:port" and "[::1]:port"; ok is false for a host
// alone, also for a bare IPv6 address.
func splitHostPort(s string) (host, port string, ok bool) {
	host, port, err := net.SplitHostPort(s)
	return host, port, err == nil
}

// listed reads a list of addresses: white space between them for waitress,
// commas too for gunicorn.
func (l *listener) listed(s parse.Setting) []string {
	var out []string
	if l.isLate(s.Value, s) {
		return nil
	}
	for _, w := range s.Words() {
		for _, text := range strings.Split(string(w.Text), ",") {
			if text != "" {
				out = append(out, l.address(text, s))
			}
		}
	}
	if len(out) == 0 {
		l.bad(s, "no address in "+words.Quote(s.Key))
	}
	return out
}

func (l *listener) address(text string, s parse.Setting) string {
	if strings.HasPrefix(text, "unix:") && l.server.list == "bind" {
		return l.socket(text, s)
	}
	h, p, ok := splitHostPort(text)
	if !ok {
		h, p = text, l.server.port
	}
	return l.join(h, p, s)
}

// socket checks the address of a Unix socket.
func (l *listener) socket(addr string, s parse.Setting) string {
	switch text := parse.Text(addr); {
	case l.isLate(text, s):
	case !text.IsConst():
		l.bad(s, "the path of a Unix socket cannot depend on %(here)s")
	}
	return addr
}

// isLate reports whether an address depends on variables, and notes what is to
// be done at the start then. Defaults of the variables are checked now.
func (l *listener) isLate(addr parse.Text, s parse.Setting) bool {
	if len(addr.Variables()) == 0 {
		return false
	}
	s.Value = addr
	if l.server.gateway != bound.NoGateway {
		l.bad(s, "where a gateway listens must be known when the program is generated")
		return true
	}
	if byDefault, ok := l.b.byDefault(s); ok {
		if _, err := convert.AsListen(l.server.port)(string(byDefault.Value)); err != nil {
			bad := mismatch(err)
			l.bad(byDefault, words.Quote(byDefault.Shown())+" "+bad.is)
		}
	}
	l.late = &bound.Late{
		Type:    types.NewSlice(types.Typ[types.String]),
		Setting: s,
		By:      bound.Converter{Func: "AsListen", Port: l.server.port},
	}
	return true
}

// join checks an address and writes it as net.Listen takes it: no host for
// every one ("*", and "" as Python's servers have it).
func (l *listener) join(host, port string, s parse.Setting) string {
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		l.bad(s, "port "+words.Quote(parse.Text(port).String())+" is not a number from 0 to 65535")
	} else {
		port = strconv.FormatUint(n, 10)
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.Contains(host, "/") || strings.ContainsFunc(host, unicode.IsSpace) || !parse.Text(host).IsConst() {
		l.bad(s, "bad host "+words.Quote(parse.Text(host).String()))
	}
	if host == "*" {
		host = ""
	}
	return net.JoinHostPort(host, port)
}

func (l *listener) bad(s parse.Setting, message string) {
	span := s.Span
	if !span.IsValid() {
		span = l.j.factory.Span
	}
	l.report(diag.Diagnostic{Code: problem.Address, Message: message, Span: span, Hint: "an address is host:port, [ipv6]:port or *:port"})
}
