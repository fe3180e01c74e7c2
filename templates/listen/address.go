// Package listen knows the addresses that servers listen on, and opens them.
package listen

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
)

// UnixScheme starts an address that is the path of a unix socket:
// "unix:/run/app.sock".
const UnixScheme = "unix:"

// maxPath is how long the path of a unix socket can be on Linux.
const maxPath = 107

// FDScheme starts an address that is a socket which the process has got: "fd://3".
const FDScheme = "fd://"

// Address is a place to listen on. It is written "host:port", "[ipv6]:port",
// ":port" or "*:port" for all hosts, "unix:/path", or "fd://3", "fd://name",
// "fd://" for sockets that the process has got. Its methods MarshalText and
// UnmarshalText write and read that, so that a setting can be one.
type Address struct {
	Host string // a name or an IP address; "" for all of the machine
	Port string // a number from 0 to 65535, 0 for any that is free
	Path string // of a unix socket; "" for TCP. "@name" has no file
	FD   string // the number of a socket that the process has got, systemd's name of some, or "*" for all; "" for none
}

// Misread is the error of a text that is no address.
type Misread struct {
	Text string
	Is   string // what is wrong with it, after its name: "has no port"
	Hint string // what would do
}

// Error has all of it.
func (m *Misread) Error() string {
	return fmt.Sprintf("%q %s: %s", m.Text, m.Is, m.Hint)
}

// Parse reads an address. port is for one that has none: "8080", or "" if it
// must have one. Texts that some server would take for something, though nobody
// can mean that, are errors: "8000", "::1:80", `["127.0.0.1:80"]`. The error is
// a *Misread.
func Parse(text, port string) (Address, error) {
	if path, ok := strings.CutPrefix(text, UnixScheme); ok {
		return parsePath(text, path)
	}
	if fd, ok := strings.CutPrefix(text, FDScheme); ok {
		return parseFD(text, fd)
	}
	place := strings.TrimPrefix(text, "tcp://") // as gunicorn has it
	if is, hint := nonsense(place); is != "" {
		return Address{}, &Misread{text, is, hint}
	}
	host, given, err := net.SplitHostPort(place)
	if err != nil {
		host, given = strings.TrimSuffix(strings.TrimPrefix(place, "["), "]"), port
	}
	number, err := strconv.ParseUint(given, 10, 16)
	switch {
	case given == "" && port == "" && !strings.HasSuffix(place, ":"):
		return Address{}, &Misread{text, "has no port", forms}
	case err != nil:
		return Address{}, &Misread{text, "has a port that is not a number from 0 to 65535", forms}
	case host != "*" && !isHost(host, place[0] == '['):
		return Address{}, &Misread{text, "has a bad host", "a host is a name, an IP address, * or nothing"}
	}
	return Address{Host: strings.TrimPrefix(host, "*"), Port: strconv.FormatUint(number, 10)}, nil
}

// forms are what an address can look like.
const forms = "an address is host:port, [ipv6]:port, *:port, unix:/path or fd://3"

// nonsense says what is wrong with texts that people write in the place of an
// address; "" for none of them.
func nonsense(place string) (is, hint string) {
	switch {
	case place == "":
		return "is no address", forms
	case strings.Contains(place, "://"):
		return "is a URL", "an address has no scheme and no path: host:port"
	case strings.ContainsAny(place, `"'`) || strings.HasPrefix(place, "[[") || strings.HasPrefix(place, "("):
		return "is written as a list of Python is", "several addresses stand between white space, without quotes and brackets"
	case isDigits(place):
		return "is only a number", "a port of all hosts is written with a colon before it, :8080"
	case place[0] == '/':
		return "is a path", "the address of a socket is unix:" + place
	case place[0] == '[' || strings.Count(place, ":") < 2:
		return "", ""
	case strings.ContainsAny(place, ",;"):
		return "is several addresses", "several addresses stand between white space"
	case looksIPv6(place):
		return "is an IPv6 address without brackets", "write [::1]:8080, so that it is told from its port"
	}
	return "has several colons", forms
}

// looksIPv6 reports whether a text is of what addresses of IPv6 are, perhaps with a
// port behind it.
func looksIPv6(text string) bool {
	address, _, _ := strings.Cut(text, "%")
	return strings.Trim(address, "0123456789abcdefABCDEF:.") == "" && (strings.Contains(address, "::") || strings.Count(address, ":") > 6)
}

// parsePath reads what stands behind "unix:". "unix:///run/x" is "/run/x", as
// in gunicorn.
func parsePath(text, path string) (Address, error) {
	path = strings.TrimPrefix(path, "//")
	switch {
	case path == "" || path == "@":
		return Address{}, &Misread{text, "names no socket", "the address of a socket is unix:/path"}
	case len(path) > maxPath:
		return Address{}, &Misread{text, fmt.Sprintf("has a path of %d bytes", len(path)), fmt.Sprintf("a socket's path has %d at most", maxPath)}
	case strings.ContainsRune(path, 0):
		return Address{}, &Misread{text, "has a zero byte in it", "the address of a socket is unix:/path"}
	}
	return Address{Path: path}, nil
}

// parseFD reads what stands behind "fd://".
func parseFD(text, fd string) (Address, error) {
	switch {
	case fd == "" || fd == "*":
		return Address{FD: "*"}, nil
	case strings.ContainsFunc(fd, func(r rune) bool { return r <= ' ' || r == 0x7f || r == ':' || r == '/' }):
		return Address{}, &Misread{text, "names no socket", "a socket is fd://3, or fd://NAME for those that systemd names so"}
	}
	return Address{FD: fd}, nil
}

// isHost reports whether a host can be one: an IPv6 address if it stood in
// brackets, else an IPv4 address or a name.
func isHost(host string, inBrackets bool) bool {
	addr, err := netip.ParseAddr(host)
	switch {
	case inBrackets:
		return err == nil && addr.Is6()
	case err == nil:
		return addr.Is4()
	case isDigits(strings.ReplaceAll(host, ".", "")):
		return false // which C would take for a number of 32 bits
	}
	return !strings.ContainsFunc(host, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' && r != '_'
	})
}

// isDigits reports whether text is digits only, and not empty.
func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// String writes the address as Parse reads it.
func (a Address) String() string {
	switch {
	case a.Path != "":
		return UnixScheme + a.Path
	case a.FD == "*":
		return FDScheme
	case a.FD != "":
		return FDScheme + a.FD
	}
	return net.JoinHostPort(a.Host, a.Port)
}

// MarshalText implements encoding.TextMarshaler.
func (a Address) MarshalText() ([]byte, error) {
	return []byte(a.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Address) UnmarshalText(text []byte) (err error) {
	*a, err = Parse(strings.TrimSpace(string(text)), "")
	return err
}

// Addresses are several, which are written with white space or commas between
// them.
type Addresses []Address

// ParseAll reads addresses; port is as in Parse. There must be one.
func ParseAll(text, port string) (Addresses, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	if len(words) == 0 {
		return nil, &Misread{text, "is no address", forms}
	}
	all := make(Addresses, len(words))
	for i, word := range words {
		var err error
		if all[i], err = Parse(word, port); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Addresses) UnmarshalText(text []byte) (err error) {
	*a, err = ParseAll(string(text), "")
	return err
}
