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

	"github.com/pastegen/pastegen/templates/identity"
)

// Options say how to listen. The zero value is for an address that is alone.
type Options struct {
	Socket

	// Family is 4 or 6 for addresses of that protocol only: a name, or no host,
	// means both. 0 is no limit.
	Family int

	// ReusePort lets other processes listen on the same port; the system shares
	// connections out. Only Linux has that.
	ReusePort bool

	// Backlog is how many connections may wait until they are accepted; 0 is
	// what the system allows. Only on Linux.
	Backlog int

	// Speaks is the protocol that is spoken there, for who shows addresses: "" is
	// HTTP.
	Speaks string

	// Beside are the other addresses that the program listens on. "[::]:80" is
	// for IPv4 too, unless an address of IPv4 with the same port is among them.
	Beside []Address
}

// Socket says whose a unix socket is that is made.
type Socket struct {
	// Mode are its permissions; 0 leaves them to the umask of the process.
	Mode fs.FileMode

	// Owner and Group are names or numbers; "" is the process's own.
	Owner, Group string
}

// Opener is what listens on an address: Open, or who has got sockets from a
// program before.
type Opener = func(Address, Options) ([]net.Listener, error)

// Open listens on an address: that of a host name on all that the name means,
// so that localhost is 127.0.0.1 and ::1 where it is both. "0.0.0.0" is IPv4
// alone.
//
// A socket file that nobody answers, as a killed program leaves it, is
// replaced; any other file at that path stays, and is an error.
func Open(a Address, o Options) ([]net.Listener, error) {
	return opener{net.DefaultResolver.LookupNetIP, o}.open(a)
}

// opener is Open with a way to look up names.
type opener struct {
	lookup  func(ctx context.Context, network, host string) ([]netip.Addr, error)
	options Options
}

func (o opener) open(a Address) ([]net.Listener, error) {
	switch {
	case a.Path != "":
		return one(o.openSocket(a.Path))
	case a.FD != "":
		return inherited(a.FD)
	}
	ip, err := netip.ParseAddr(a.Host)
	switch {
	case a.Host == "":
		return one(o.bind(map[int]string{0: "tcp", 4: "tcp4", 6: "tcp6"}[o.options.Family], a))
	case err != nil:
		return o.openName(a)
	case ip.Is4():
		return one(o.bind("tcp4", a))
	case ip.IsUnspecified() && o.options.Family == 0 && !o.sharesPort(a):
		return one(o.bind("tcp", a))
	}
	return one(o.bind("tcp6", a))
}

// bind listens by TCP.
func (o opener) bind(network string, a Address) (net.Listener, error) {
	var config net.ListenConfig
	if o.options.ReusePort {
		config.Control = reusePort
	}
	l, err := config.Listen(context.Background(), network, a.String())
	if err == nil {
		err = o.setBacklog(l)
	}
	return l, err
}

// setBacklog says how many connections may wait.
func (o opener) setBacklog(l net.Listener) error {
	if o.options.Backlog == 0 {
		return nil
	}
	if err := setBacklog(l, o.options.Backlog); err != nil {
		l.Close()
		return err
	}
	return nil
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

// openName listens on all addresses of a name. One that the machine has not,
// IPv6 where that is turned off, is left out if there is another. With port 0
// all get the same.
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
		if seen[ip] || o.options.Family == 4 && ip.Is6() || o.options.Family == 6 && ip.Is4() {
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
func (o opener) openSocket(path string) (net.Listener, error) {
	l, err := net.Listen("unix", path)
	if err != nil && isStale(path) && os.Remove(path) == nil {
		l, err = net.Listen("unix", path)
	}
	if err == nil && !strings.HasPrefix(path, "@") {
		if err = o.options.Socket.apply(path); err != nil {
			l.Close()
		}
	}
	if err == nil {
		err = o.setBacklog(l)
	}
	return l, err
}

// apply gives the file of a socket its owner and permissions.
func (s Socket) apply(path string) error {
	if s.Owner != "" || s.Group != "" {
		uid, gid, err := identity.Lookup(s.Owner, s.Group)
		if err != nil {
			return err
		}
		if err := os.Chown(path, uid, gid); err != nil {
			return err
		}
	}
	if s.Mode == 0 {
		return nil
	}
	return os.Chmod(path, s.Mode)
}

// isStale reports whether path is a socket that nobody answers, left by a
// process that was killed. Only a refused connection shows that: a busy server,
// or one of another user, gives other errors.
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
