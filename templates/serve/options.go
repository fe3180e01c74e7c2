package serve

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/peers"
)

// option is a setting of servers that a flag and a variable of the environment
// give, in the place of what the file says.
type option struct {
	name    string // of the flag; the variable is PASTE_ and the same in capitals
	usage   string // with the word for its value in backquotes
	without string // what there is without it: ours, unless the file says something
	set     func(s *Server, text string) error
}

// variable is the name of the option's variable.
func (o option) variable() string {
	return "PASTE_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// options are all of them, in the order in which -h lists them.
func options() []option {
	return slices.Concat(socketOptions(), tlsOptions(), limitOptions(), proxyOptions(), processOptions(), lifeOptions())
}

func socketOptions() []option {
	return []option{
		{"socket-mode", "the permissions of unix sockets, `octal`", "by the umask", func(s *Server, text string) error {
			n, err := octal(text)
			s.Listen.Mode = fs.FileMode(n)
			return err
		}},
		{"socket-owner", "the `user` of unix sockets", "the process's", text(func(s *Server) *string { return &s.Listen.Owner })},
		{"socket-group", "the `group` of unix sockets", "the process's", text(func(s *Server) *string { return &s.Listen.Group })},
		{"backlog", "how many connections may wait to be accepted, a `number`", "the system's", number(func(s *Server) *int { return &s.Listen.Backlog })},
		{"reuse-port", "let other processes listen on the same port", "false", truth(func(s *Server) *bool { return &s.Listen.ReusePort })},
	}
}

func tlsOptions() []option {
	return []option{
		{"tls-cert", "the PEM `file` with the certificate, for https; * makes one for development, @ are those that a filter of the app gives", "plain HTTP", text(func(s *Server) *string { return &s.TLS.Cert })},
		{"tls-key", "the PEM `file` with the certificate's key", "that of -tls-cert", text(func(s *Server) *string { return &s.TLS.Key })},
		{"tls-client-ca", "the PEM `file` with the authorities that vouch for clients, who must have a certificate then", "nobody is asked", func(s *Server, text string) error {
			s.TLS.ClientCAs, s.TLS.Clients = text, tls.RequireAndVerifyClientCert
			return nil
		}},
		{"tls-min", "the lowest `version` of TLS: 1.2 or 1.3", "1.2", func(s *Server, text string) error {
			version, ok := map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[text]
			if !ok {
				return errors.New("a version of TLS is 1.2 or 1.3")
			}
			s.TLS.Min = version
			return nil
		}},
		{"tls-ciphers", "the `ciphers` of TLS 1.2, as OpenSSL writes them", "Go's", func(s *Server, text string) (err error) {
			s.TLS.Ciphers, err = certs.Ciphers(text)
			return err
		}},
		{"redirect-http", "an `address` where plain HTTP is answered with the place of the same by https", "none", func(s *Server, text string) error {
			s.Redirect = strings.Fields(text)
			for _, addr := range s.Redirect {
				if err := checkAddr("-redirect-http", addr); err != nil {
					return err
				}
			}
			return nil
		}},
		{"h2c", "let clients speak HTTP/2 without TLS", "false", truth(func(s *Server) *bool { return &s.H2C })},
	}
}

func limitOptions() []option {
	return []option{
		{"max-header", "how much the header of a request may have, a `size`", "256KB", size(func(l *Limits, n int64) { l.Header = int(n) })},
		{"max-body", "how much the body of a request may have, a `size`", "no limit", size(func(l *Limits, n int64) { l.Body = n })},
		{"max-connections", "how many clients may be connected at a time, a `number`", "three quarters of the files that the process may open", number(func(s *Server) *int { return &s.Limits.Connections })},
		{"header-timeout", "`time` for the header of a request", readHeaderTimeout.String(), duration(func(l *Limits) *time.Duration { return &l.HeaderTime })},
		{"body-timeout", "`time` for the next bytes of a body", "30s", duration(func(l *Limits) *time.Duration { return &l.BodyStall })},
		{"min-body-rate", "how many bytes of a body must come in a second, a `number`", "500", number(func(s *Server) *int { return &s.Limits.BodyRate })},
		{"idle-timeout", "`time` that a connection waits for its next request", idleTimeout.String(), duration(func(l *Limits) *time.Duration { return &l.Idle })},
		{"request-timeout", "`time` for an answer: then it is status 503 or cut off, and the log says where the app is", "no limit", duration(func(l *Limits) *time.Duration { return &l.Request })},
		{"write-timeout", "`time` that a client may take nothing of an answer", takeTime.String(), duration(func(l *Limits) *time.Duration { return &l.Take })},
		{"shutdown-timeout", "`time` for the requests in flight to end after a signal", shutdownTimeout.String(), duration(func(l *Limits) *time.Duration { return &l.Shutdown })},
	}
}

func proxyOptions() []option {
	return []option{
		{"trusted-proxy", "the `proxies` whose headers Forwarded and X-Forwarded-... are believed: addresses and networks, * for everybody", "nobody", func(s *Server, text string) error {
			s.Proxies.Headers, s.Proxies.Clear = behind.Known(), true
			return s.Proxies.Trusted.UnmarshalText([]byte(text))
		}},
		{"trusted-proxy-count", "how many of them stand one behind the other, a `number`", "as many as are trusted", number(func(s *Server) *int { return &s.Proxies.Count })},
		{"proxy-protocol", "the `proxies` that say by PROXY protocol who their client is", "nobody", func(s *Server, text string) error {
			var all peers.Set
			err := all.UnmarshalText([]byte(text))
			s.ProxyProtocol = all
			return err
		}},
		{"url-scheme", "the `scheme` that clients came by, if no proxy says it", "the connection's", func(s *Server, text string) error {
			if text != "http" && text != "https" {
				return errors.New("a scheme is http or https")
			}
			s.Proxies.Scheme = text
			return nil
		}},
		{"url-prefix", "the `path` where the site has the app", "/", func(s *Server, text string) error {
			s.Proxies.Prefix = strings.TrimRight("/"+strings.Trim(text, "/"), "/")
			return nil
		}},
	}
}

func processOptions() []option {
	return []option{
		{"user", "the `user` that the process becomes when it listens", "none", text(func(s *Server) *string { return &s.Process.User })},
		{"group", "the `group` that the process becomes when it listens", "none", text(func(s *Server) *string { return &s.Process.Group })},
		{"umask", "the permissions that files of the process never have, `octal`", "the system's", func(s *Server, text string) error {
			n, err := octal(text)
			mask := int(n)
			s.Umask = &mask
			return err
		}},
	}
}

// text is an option that is a text.
func text(of func(*Server) *string) func(*Server, string) error {
	return func(s *Server, text string) error {
		*of(s) = text
		return nil
	}
}

// truth is an option that is true or false.
func truth(of func(*Server) *bool) func(*Server, string) error {
	return func(s *Server, text string) error {
		value, err := strconv.ParseBool(text)
		*of(s) = value
		if err != nil {
			return errors.New("write true or false")
		}
		return nil
	}
}

// number is an option that is a number, of which 0 is no limit.
func number(of func(*Server) *int) func(*Server, string) error {
	return func(s *Server, text string) error {
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return errors.New("it is not a number")
		}
		*of(s) = int(n)
		if n == 0 {
			*of(s) = None
		}
		return nil
	}
}

// duration is an option that is a time, of which 0 is no limit.
func duration(of func(*Limits) *time.Duration) func(*Server, string) error {
	return func(s *Server, text string) error {
		d, err := time.ParseDuration(text)
		if err != nil {
			d, err = time.ParseDuration(text + "s")
		}
		if err != nil || d < 0 {
			return errors.New("a time is a number of seconds, or 500ms, or 2m")
		}
		*of(&s.Limits) = d
		if d == 0 {
			*of(&s.Limits) = None
		}
		return nil
	}
}

// size is an option that is a number of bytes, of which 0 is no limit.
func size(set func(*Limits, int64)) func(*Server, string) error {
	return func(s *Server, text string) error {
		factor := int64(1)
		digits := strings.TrimSuffix(strings.ToUpper(text), "B")
		if i := strings.IndexByte("KMG", (digits + " ")[max(0, len(digits)-1)]); i >= 0 {
			factor, digits = int64(1)<<(10*(i+1)), digits[:len(digits)-1]
		}
		n, err := strconv.ParseInt(digits, 10, 32)
		if err != nil || n < 0 {
			return errors.New("a size is a number of bytes, or 64KB, or 10MB")
		}
		if n == 0 {
			set(&s.Limits, None)
		} else {
			set(&s.Limits, n*factor)
		}
		return nil
	}
}

func octal(text string) (uint64, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "0o"), 8, 12)
	if err != nil {
		return 0, errors.New("write it in octal digits, 660")
	}
	return n, nil
}

// given are the options that the command line or the environment gives.
type given struct {
	option
	text string
}

// define lets a flag set read the options into all.
func define(set *flag.FlagSet, all *[]given) {
	for _, o := range options() {
		usage := fmt.Sprintf("%s (without it: %s; $%s)", o.usage, o.without, o.variable())
		take := func(text string) error {
			*all = append(*all, given{o, text})
			return o.set(new(Server), text)
		}
		if o.without == "false" {
			set.BoolFunc(o.name, usage, take)
		} else {
			set.Func(o.name, usage, take)
		}
	}
}

// fromEnvironment returns what the environment gives, before what the command
// line does.
func fromEnvironment(flags []given) ([]given, error) {
	var all []given
	for _, o := range options() {
		text, found := os.LookupEnv(o.variable())
		if !found || text == "" {
			continue
		}
		if err := o.set(new(Server), text); err != nil {
			return nil, fmt.Errorf("$%s: %q: %w", o.variable(), text, err)
		}
		all = append(all, given{o, text})
	}
	return append(all, flags...), nil
}

// apply puts what was given over what the file says.
func apply(all []given, s *Server) {
	for _, g := range all {
		_ = g.set(s, g.text) // it was tried before
	}
}
