// Package uwsgiserver serves apps as the section [uwsgi] of a file says, by the
// options of uWSGI.
//
// # Differences
//
// A program is one process that answers requests at the same time, so that
// options for processes and threads have no effect, nor have those that load an
// app: the program is one. Besides:
//
//   - http is answered by the program itself, where uWSGI has a router in a process of its own
//   - harakiri ends a request with status 503, or its stream, and not the process
//   - a file of static-map or check-static that is a link to somewhere outside the folder is not served
//   - http-enable-proxy-protocol believes only proxies on this machine, where uWSGI believes everybody; the flag -proxy-protocol
//     names others
//   - options that this list does not have are errors, where uWSGI takes any; but a key that %(key) names elsewhere may have any name
//   - without any address it serves on 127.0.0.1:8080, or where the flag -listen says, as uWSGI's command line does
//   - conditions, loops, other files and @(...) of uWSGI's files are errors
//   - X-Forwarded-Proto is believed from the proxies of the flag -trusted-proxy only, where uWSGI believes everybody
//   - requests are logged if logto, req-logger or log-format is there, where uWSGI logs them in any case
//
//paste:group servers
package uwsgiserver

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/fcgi"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/scgi"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/uwsgi"
)

// New returns a server as uWSGI's options say.
//
//paste:server_runner uwsgi
func New(o Options) (serve.Server, error) {
	s := serve.Server{
		Log:     logs.Options{Name: "uwsgi", Level: string(o.LogLevel)},
		Addrs:   addrs(o.HTTPSocket, o.HTTP),
		Listen:  o.listen(),
		Limits:  o.limits(),
		Process: identity.Process{User: o.UID, Group: o.GID},
		Dir:     o.Chdir,
		Access:  o.access(),
		Life:    serve.Life{PIDFile: cmp.Or(o.Pidfile, o.SafePidfile), Touch: o.TouchReload, TouchLogs: o.TouchLogreopen, FIFO: o.MasterFIFO, Stats: string(cmp.Or(o.Stats, o.StatsServer))},
	}
	for _, v := range o.Env {
		s.Env = append(s.Env, string(v))
	}
	if o.Umask != "" {
		mask := int(o.Umask.Or(0))
		s.Umask = &mask
	}
	for _, addr := range o.HTTPToHTTPS {
		s.Redirect = append(s.Redirect, string(addr))
	}
	if o.ProxyProtocol.Or(false) {
		s.ProxyProtocol = peers.Machine()
	}
	if err := o.secure(&s); err != nil {
		return s, err
	}
	s.Around = o.around(s.TLS.Clients)
	gateways := o.gateways()
	switch {
	case len(gateways)+len(s.Addrs) == 0:
		s.Addrs = []string{"127.0.0.1:8080"}
	case len(gateways) == 0:
	case len(s.Addrs) == 0:
		s.Serve = all(gateways)
		s.Addrs = gatewayAddrs(gateways)
	default:
		s.Beside = all(gateways)
	}
	return s, nil
}

// around is what stands before the app; nil for nothing.
func (o Options) around(clients tls.ClientAuthType) func(http.Handler) http.Handler {
	files := o.files()
	if !files.any() && clients == tls.NoClientCert {
		return nil
	}
	return func(app http.Handler) http.Handler {
		if clients != tls.NoClientCert {
			app = named(app)
		}
		if files.any() {
			app = files.around(app)
		}
		return app
	}
}

// access says which requests are logged.
func (o Options) access() accesslog.Options {
	if o.DisableLogging.Or(false) {
		return accesslog.Options{}
	}
	logs := accesslog.Options{Format: o.LogFormat}
	if to := cmp.Or(o.Logto, o.Logto2); to != "" {
		logs.To = append(logs.To, string(to))
	}
	for _, to := range slices.Concat(o.ReqLogger, o.LoggerReq) {
		logs.To = append(logs.To, string(to))
	}
	if logs.To == nil && !logs.Format.IsZero() {
		logs.To = []string{"stderr"}
	}
	return logs
}

// Validate tells what is wrong with the options before a program is made of them.
func (o Options) Validate() error {
	var errs []error
	if len(o.HTTPS) > 1 {
		errs = append(errs, &setting.Error{Key: "https", Is: "https is there more than once", Hint: "one certificate is for all addresses; put them into a file"})
	}
	if len(o.HTTPToHTTPS) > 0 && len(o.HTTPS) == 0 {
		errs = append(errs, &setting.Error{Key: "http-to-https", Is: "there is no https", Hint: "https = :443,cert.pem,key.pem"})
	}
	if !o.DieOnTerm.Or(true) {
		errs = append(errs, &setting.Error{Key: "die-on-term", Is: "SIGTERM always ends the program", Hint: "SIGHUP reloads it"})
	}
	return errors.Join(append(errs, o.idle()...)...)
}

// idle returns the errors of options that others leave without an effect.
func (o Options) idle() []error {
	var errs []error
	for _, k := range []struct {
		key, other  string
		given, wins bool
	}{
		{"http-timeout", "socket-timeout", o.HTTPTimeout != "", o.SocketTimeout != ""},
		{"reload-mercy", "worker-reload-mercy", o.ReloadMercy != "", o.WorkerReloadMercy != ""},
		{"stats-server", "stats", o.StatsServer != "", o.Stats != ""},
		{"logto2", "logto", o.Logto2 != "", o.Logto != ""},
		{"safe-pidfile", "pidfile", o.SafePidfile != "", o.Pidfile != ""},
		{"log-format", "disable-logging", !o.LogFormat.IsZero(), o.DisableLogging.Or(false)},
		{"logto", "disable-logging", o.Logto != "", o.DisableLogging.Or(false)},
		{"logto2", "disable-logging", o.Logto2 != "", o.DisableLogging.Or(false)},
		{"req-logger", "disable-logging", o.ReqLogger != nil, o.DisableLogging.Or(false)},
		{"logger-req", "disable-logging", o.LoggerReq != nil, o.DisableLogging.Or(false)},
	} {
		if k.given && k.wins {
			errs = append(errs, setting.Idle(k.key, k.other, "there is "+k.other))
		}
	}
	return errs
}

// addrs are addresses as serve wants them.
func addrs(lists ...[]Address) []string {
	var all []string
	for _, list := range lists {
		for _, a := range list {
			all = append(all, string(a))
		}
	}
	return all
}

func (o Options) listen() listen.Options {
	owner, group, _ := strings.Cut(o.ChownSocket, ":")
	return listen.Options{
		Socket:    listen.Socket{Mode: o.ChmodSocket.mode(), Owner: owner, Group: group},
		Backlog:   int(o.Listen.Or(0)),
		ReusePort: o.ReusePort.Or(false),
	}
}

// speaking is how to listen where another protocol than HTTP is spoken.
func (o Options) speaking(protocol string) listen.Options {
	l := o.listen()
	l.Speaks = protocol
	return l
}

func (o Options) limits() serve.Limits {
	l := serve.Limits{
		Header:   int(o.BufferSize.Limit(1, 4096)),
		Body:     o.LimitPost.Or(0),
		Request:  o.Harakiri.Or(0),
		Shutdown: o.WorkerReloadMercy.Or(o.ReloadMercy.Or(0)),
	}
	if patience := o.SocketTimeout.Or(o.HTTPTimeout.Or(0)); patience > 0 {
		l.HeaderTime, l.BodyStall, l.Take = patience, patience, patience
	}
	switch keep := o.HTTPKeepalive; {
	case keep == "":
	case keep == "true" || keep == "1":
	default:
		l.Idle = setting.Seconds(keep).Limit(serve.None, 0)
	}
	return l
}

// secure makes https of what the option says: an address, the files of a
// certificate and its key, ciphers, and the file of the authorities for
// clients. Addresses of http stay plain.
func (o Options) secure(s *serve.Server) error {
	if len(o.HTTPS) == 0 {
		return nil
	}
	words := strings.Split(string(o.HTTPS[0]), ",")
	for len(words) < 5 {
		words = append(words, "")
	}
	ciphers, err := certs.Ciphers(words[3])
	if err != nil {
		return err
	}
	s.Plain, s.Addrs = s.Addrs, []string{words[0]}
	s.TLS = certs.Options{Cert: words[1], Key: words[2], Ciphers: ciphers, ClientCAs: strings.TrimPrefix(words[4], "!")}
	s.TLS.Clients = clientsOf(words[4])
	return nil
}

// gateways are the servers for other protocols than HTTP.
func (o Options) gateways() []gateway.Server {
	var all []gateway.Server
	for _, a := range o.FastCGISocket {
		all = append(all, gateway.Server{Addr: string(a), Listen: o.speaking(fcgi.Name), Protocol: fcgi.Protocol})
	}
	for _, a := range o.SCGISocket {
		all = append(all, gateway.Server{Addr: string(a), Listen: o.speaking(scgi.Name), Protocol: scgi.Protocol})
	}
	for _, a := range slices.Concat(o.Socket, o.UWSGISocket) {
		all = append(all, gateway.Server{Addr: string(a), Listen: o.speaking(uwsgi.Name), Protocol: uwsgi.Protocol})
	}
	return all
}

func gatewayAddrs(gateways []gateway.Server) []string {
	var all []string
	for _, g := range gateways {
		all = append(all, g.Addr)
	}
	return all
}

// all serves an app in several ways until ctx ends, or one of them fails.
func all(gateways []gateway.Server) func(context.Context, http.Handler) error {
	return func(ctx context.Context, app http.Handler) error {
		ctx, end := context.WithCancel(ctx)
		defer end()
		ended := make(chan error, len(gateways))
		for _, g := range gateways {
			go func() {
				err := g.Serve(ctx, app)
				if err != nil {
					err = fmt.Errorf("%s: %w", g.Addr, err)
				}
				end()
				ended <- err
			}()
		}
		var errs []error
		for range gateways {
			errs = append(errs, <-ended)
		}
		return errors.Join(errs...)
	}
}
