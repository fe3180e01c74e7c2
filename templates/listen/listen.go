package listen

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
)

// Options say how to listen. The zero value is for an address that is alone.
type Options struct {
	// Mode are the permissions of a unix socket; 0 leaves them to the umask of the process.
	Mode fs.FileMode

	// Beside are the other addresses that the program listens on. "[::]:80" is for IPv4 too, unless an address of IPv4 with the
	// same port is among them.
	Beside []Address
}

// Open listens on an address: that of a host name on all that the name means, so that localhost is 127.0.0.1 and ::1 where it
// is both. "0.0.0.0" is IPv4 alone.
//
// A socket file that nobody answers, as a killed program leaves it, is replaced; any other file at that path stays, and is an
// error.
func Open(a Address, o Options) ([]net.Listener, error) {
	return opener{net.DefaultResolver.LookupNetIP, o}.open(a)
}

// opener is Open with a way to look up names.
type opener struct {
	lookup  func(ctx context.Context, network, host string) ([]netip.Addr, error)
	options Options
}

func (o opener) open(a Address) ([]net.Listener, error) {
	if a.Path != "" {
		return one(openSocket(a.Path, o.options.Mode))
	}
	ip, err := netip.ParseAddr(a.Host)
	switch {
	case a.Host == "":
		return one(net.Listen("tcp", a.String()))
	case err != nil:
		return o.openName(a)
	case ip.Is4():
		return one(net.Listen("tcp4", a.String()))
	case ip.IsUnspecified() && !o.sharesPort(a):
		return one(net.Listen("tcp", a.String()))
	}
	return one(net.Listen("tcp6", a.String()))
}

func one(l net.Listener, err error) ([]net.Listener, error) {
	if err != nil {
		return nil, err
	}
	return []net.Listener{l}, nil
}

// sharesPort reports whether an address of IPv4 beside has the port of a.
func (o opener) sharesPort(a Address) bool {
	for _, other := range o.options.Beside {
		ip, err := netip.ParseAddr(other.Host)
		isName := err != nil && other.Host != ""
		if other.Path == "" && other.Port == a.Port && a.Port != "0" && (isName || ip.Is4()) {
			return true
		}
	}
	return false
}

// openName listens on all addresses of a name. One that the machine has not, IPv6 where that is turned off, is left out if
// there is another. With port 0 all get the same.
func (o opener) openName(a Address) ([]net.Listener, error) {
	ips, err := o.lookup(context.Background(), "ip", a.Host)
	if err != nil {
		return nil, err
	}
	var all []net.Listener
	var missing error
	seen := map[netip.Addr]bool{}
	for _, ip := range ips {
		ip = ip.Unmap()
		if seen[ip] {
			continue
		}
		seen[ip] = true
		l, err := opener{options: o.options}.open(Address{Host: ip.String(), Port: a.Port})
		switch {
		case err == nil:
			all = append(all, l...)
			_, a.Port, _ = net.SplitHostPort(l[0].Addr().String())
		case errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT):
			missing = err
		default:
			CloseAll(all)
			return nil, err
		}
	}
	if len(all) == 0 && missing == nil {
		missing = &net.AddrError{Err: "no addresses", Addr: a.Host}
	}
	if len(all) == 0 {
		return nil, missing
	}
	return all, nil
}

// CloseAll closes listeners.
func CloseAll(all []net.Listener) {
	for _, l := range all {
		l.Close()
	}
}

// openSocket listens on a unix socket.
func openSocket(path string, mode fs.FileMode) (net.Listener, error) {
	l, err := net.Listen("unix", path)
	if err != nil && isStale(path) && os.Remove(path) == nil {
		l, err = net.Listen("unix", path)
	}
	if err != nil || mode == 0 || strings.HasPrefix(path, "@") {
		return l, err
	}
	if err := os.Chmod(path, mode); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// isStale reports whether path is a socket that nobody answers, left by a process that was killed. Only a refused
// connection shows that: a busy server, or one of another user, gives other errors.
func isStale(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
