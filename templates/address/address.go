// Package address reads where servers listen, as keys of their sections say it.
package address

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/setting"
)

// Host is where to listen, as a key "host" has it: a name or an address, with
// or without brackets and perhaps a port behind it, or "*" for every one. "" is
// none given.
type Host string

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Host) UnmarshalText(text []byte) error {
	*h = Host(strings.TrimSpace(string(text)))
	if host, port, err := net.SplitHostPort(string(*h)); err == nil {
		_, err := join(host, port)
		return err
	}
	return checkHost(string(*h))
}

// Port is a number from 0, which chooses a free one, to 65535. "" is none given.
type Port string

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Port) UnmarshalText(text []byte) error {
	port, err := number(strings.TrimSpace(string(text)))
	*p = Port(port)
	return err
}

// Place is an address to listen on: host:port, [ipv6]:port, *:port, unix:/path,
// or a host alone, which gets the server's own port.
type Place string

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Place) UnmarshalText(text []byte) error {
	*a = Place(strings.TrimSpace(string(text)))
	_, err := a.On("0")
	return err
}

// On returns the address as net.Listen takes it, with a port for a host alone.
func (a Place) On(port string) (string, error) {
	if !strings.HasPrefix(string(a), listen.UnixScheme) && !strings.HasPrefix(string(a), "/") && !strings.Contains(string(a), "://") {
		host, given, err := net.SplitHostPort(string(a))
		if err != nil {
			host, given = string(a), port
		}
		if _, err := number(given); err != nil {
			return "", err
		}
		if strings.Contains(host, "/") || strings.ContainsFunc(host, unicode.IsSpace) {
			return "", wrong("bad host " + strconv.Quote(host))
		}
	}
	place, err := listen.Parse(string(a), port)
	var misread *listen.Misread
	if errors.As(err, &misread) {
		return "", &setting.Error{Is: strconv.Quote(misread.Text) + " " + misread.Is, Hint: misread.Hint}
	}
	return place.String(), nil
}

// HostPort returns the address that the keys host and port make, with what
// stands for those that are not given. A host with a port counts for both, and
// another port beside it is an error.
func HostPort(host Host, port Port, otherHost, otherPort string) (string, error) {
	h, p := string(host), string(port)
	if h == "" {
		h = otherHost
	}
	if p == "" {
		p = otherPort
	}
	if inHost, inPort, err := net.SplitHostPort(h); err == nil {
		if port != "" && string(port) != inPort {
			return "", &setting.Error{Key: "port", Other: "host", Is: "host has another port", Hint: "leave out one of them", Note: "it is here"}
		}
		h, p = inHost, inPort
	}
	return join(h, p)
}

// All returns the addresses of a key as net.Listen takes them, each with a
// port. None is an error.
func All(key string, addresses []Place, port string) ([]string, error) {
	if len(addresses) == 0 {
		err := wrong("no address in " + strconv.Quote(key))
		err.Key = key
		return nil, err
	}
	all := make([]string, len(addresses))
	for i, a := range addresses {
		var err error
		if all[i], err = a.On(port); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func join(host, port string) (string, error) {
	port, err := number(port)
	if err != nil {
		return "", err
	}
	if err := checkHost(host); err != nil {
		return "", err
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if host == "*" {
		host = ""
	}
	addr := net.JoinHostPort(host, port)
	return addr, nil
}

// checkHost returns an error for a host that cannot be one; "" is none given.
func checkHost(host string) error {
	bare := host
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") {
		bare = strings.TrimSuffix(inner, "]")
	}
	if host == "" || host == "*" {
		return nil
	}
	if _, err := listen.Parse(net.JoinHostPort(bare, "0"), ""); err != nil {
		return wrong("bad host " + strconv.Quote(host))
	}
	return nil
}

// number returns the number of a port without zeros in front.
func number(port string) (string, error) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return port, wrong("port " + strconv.Quote(port) + " is not a number from 0 to 65535")
	}
	return strconv.FormatUint(n, 10), nil
}

func wrong(is string) *setting.Error {
	return &setting.Error{Is: is, Hint: "an address is host:port, [ipv6]:port or *:port"}
}
