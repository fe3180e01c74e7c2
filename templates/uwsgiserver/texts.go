package uwsgiserver

import (
	"crypto/tls"
	"encoding"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/setting"
)

// Address is where to listen, as uWSGI writes it: :8080, 127.0.0.1:8080,
// *:8080, /run/app.sock, @name for an abstract socket, fd://3.
type Address string

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Address) UnmarshalText(text []byte) error {
	written := strings.TrimSpace(string(text))
	if written != "" && !strings.Contains(written, ":") || strings.HasPrefix(written, "/") || strings.HasPrefix(written, "@") || strings.HasPrefix(written, ".") {
		written = listen.UnixScheme + written
	}
	addr, err := listen.Parse(written, "")
	if err != nil {
		return &setting.Error{Is: strconv.Quote(string(text)) + " is no address", Hint: "an address is :8080, 127.0.0.1:8080, /run/app.sock or fd://3"}
	}
	*a = Address(addr.String())
	return nil
}

// Secured is an address for https, with the names of the files of a certificate
// and its key behind it, and perhaps ciphers and the file of the authorities
// for clients: :443,cert.pem,key.pem,HIGH,!ca.pem.
type Secured string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secured) UnmarshalText(text []byte) error {
	words := strings.Split(strings.TrimSpace(string(text)), ",")
	if len(words) < 3 || len(words) > 5 || words[1] == "" {
		return &setting.Error{Is: strconv.Quote(string(text)) + " does not say where https is and by which certificate", Hint: "https = :443,cert.pem,key.pem"}
	}
	var addr Address
	if err := addr.UnmarshalText([]byte(words[0])); err != nil {
		return err
	}
	if len(words) > 3 {
		if _, err := certs.Ciphers(words[3]); err != nil {
			return &setting.Error{Is: err.Error()}
		}
	}
	words[0] = string(addr)
	*s = Secured(strings.Join(words, ","))
	return nil
}

// clientsOf says what the authorities for clients mean: with "!" before them,
// clients must have a certificate.
func clientsOf(authorities string) tls.ClientAuthType {
	switch {
	case authorities == "":
		return tls.NoClientCert
	case authorities[0] == '!':
		return tls.RequireAndVerifyClientCert
	}
	return tls.VerifyClientCertIfGiven
}

// SocketMode are the permissions of sockets in octal; alone, the option means
// all of reading and writing. "" is none written.
type SocketMode string

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *SocketMode) UnmarshalText(text []byte) error {
	if string(text) == "true" {
		*m = "0666"
		return nil
	}
	return (*setting.Mode)(m).UnmarshalText(text)
}

func (m SocketMode) mode() fs.FileMode { return setting.Mode(m).Or(0) }

// Mount is a path of the site and the folder or file that is served there:
// /static=/srv/static.
type Mount struct{ Path, Folder string }

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Mount) UnmarshalText(text []byte) error {
	at, folder, found := strings.Cut(strings.TrimSpace(string(text)), "=")
	if !found || !strings.HasPrefix(at, "/") || folder == "" {
		return &setting.Error{Is: strconv.Quote(string(text)) + " is no path with a folder", Hint: "static-map = /static=/srv/static"}
	}
	*m = Mount{at, folder}
	return nil
}

// Logger is a place for the lines of requests, as package accesslog knows it.
type Logger string

// UnmarshalText implements encoding.TextUnmarshaler. It reads what uWSGI's plugins
// for files, syslog and its own log do: file:PATH, syslog:NAME and stdio,
// with a name of their own before it or without.
func (l *Logger) UnmarshalText(text []byte) error {
	written := strings.TrimSpace(string(text))
	if name, rest, found := strings.Cut(written, " "); found && !strings.Contains(name, ":") {
		written = strings.TrimSpace(rest)
	}
	kind, argument, _ := strings.Cut(written, ":")
	switch {
	case kind == "file" && argument != "":
		*l = Logger(argument)
		return accesslog.Check(argument)
	case kind == "stdio":
		*l = "stderr"
	case kind == "syslog":
		ident, facility, _ := strings.Cut(argument, ",")
		*l = Logger(accesslog.Syslog("unix:///dev/log", facility, ident))
		return accesslog.Check(string(*l))
	default:
		return &setting.Error{Is: strconv.Quote(string(text)) + " is no place for lines", Hint: "there are file:PATH, stdio, syslog and syslog:NAME,FACILITY"}
	}
	return nil
}

// Mounts, Variables and Loggers are what options say that are there several times:
// each on a line of its own, and it may have spaces.
type (
	Mounts    []Mount
	Variables []setting.Variable
	Loggers   []Logger
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Mounts) UnmarshalText(text []byte) (err error) {
	*m, err = lines[Mount](text)
	return err
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *Variables) UnmarshalText(text []byte) (err error) {
	*v, err = lines[setting.Variable](text)
	return err
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Loggers) UnmarshalText(text []byte) (err error) {
	*l, err = lines[Logger](text)
	return err
}

// lines reads each line that has something.
func lines[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](text []byte) (all []T, err error) {
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		var one T
		if err := P(&one).UnmarshalText([]byte(line)); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
