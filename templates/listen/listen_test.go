package listen

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/pastegen/pastegen/internal/addrs"
)

// socketPath returns a path that is short enough for a socket.
func socketPath(t *testing.T) string {
	dir, err := os.MkdirTemp("", "listen")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

func TestListenOnUnixSocket(t *testing.T) {
	path := socketPath(t)
	at := Address{Path: path}
	first, err := Open(at, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if second, err := Open(at, Options{}); err == nil {
		CloseAll(second)
		t.Error("a socket that is in use was taken over")
	}
	first[0].(*net.UnixListener).SetUnlinkOnClose(false)
	CloseAll(first)
	if _, err := os.Lstat(path); err != nil {
		t.Fatal("there is no stale socket:", err)
	}
	third, err := Open(at, Options{})
	if err != nil {
		t.Fatal("a stale socket is in the way:", err)
	}
	CloseAll(third)
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Error("the socket is left behind:", err)
	}
}

func TestListenRemovesNothingButSockets(t *testing.T) {
	path := socketPath(t)
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := Open(Address{Path: path}, Options{}); err == nil {
		CloseAll(all)
		t.Error("listens on a file")
	}
	if text, err := os.ReadFile(path); string(text) != "precious" {
		t.Errorf("the file is %q, %v", text, err)
	}
}

func TestModeOfASocket(t *testing.T) {
	for _, mode := range []fs.FileMode{0o600, 0o660, 0o777, 0o666} {
		path := socketPath(t)
		all, err := Open(Address{Path: path}, Options{Socket: Socket{Mode: mode}})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(path)
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%v (%v), want %v", info.Mode(), err, mode)
		}
		CloseAll(all)
	}
}

// TestSocketThatCannotBeGivenAway: nobody listens on one that has not the owner that
// it should have.
func TestSocketThatCannotBeGivenAway(t *testing.T) {
	for _, s := range []Socket{{Owner: "no such user"}, {Group: "no such group"}} {
		path := socketPath(t)
		all, err := Open(Address{Path: path}, Options{Socket: s})
		if err == nil || len(all) > 0 {
			t.Errorf("%v: %v listen (%v)", s, all, err)
		}
		if c, err := net.Dial("unix", path); err == nil {
			c.Close()
			t.Errorf("%v: somebody answers", s)
		}
	}
}

// listening opens an address and returns where it listens.
func listening(t *testing.T, a Address, o opener) []string {
	t.Helper()
	all, err := o.open(a)
	if err != nil {
		t.Fatal(a, err)
	}
	t.Cleanup(func() { CloseAll(all) })
	var addrs []string
	for _, l := range all {
		addrs = append(addrs, l.Addr().String())
	}
	return addrs
}

// reaches reports whether a server at a host and port answers.
func reaches(host, port string) bool {
	conn, err := net.Dial("tcp", net.JoinHostPort(host, port))
	if err == nil {
		conn.Close()
	}
	return err == nil
}

func freePort(t *testing.T) string {
	t.Helper()
	_, port, err := net.SplitHostPort(addrs.Free(t))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func hasIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err == nil {
		l.Close()
	}
	return err == nil
}

// TestAllOfBothFamilies has the addresses that stand for all hosts, alone and
// beside each other.
func TestAllOfBothFamilies(t *testing.T) {
	if !hasIPv6() {
		t.Skip("there is no IPv6 here")
	}
	for _, tt := range []struct {
		hosts  []string
		v4, v6 bool
	}{
		{[]string{""}, true, true}, {[]string{"::"}, true, true}, {[]string{"0.0.0.0"}, true, false}, {[]string{"0.0.0.0", "::"}, true, true},
		{[]string{"::", "0.0.0.0"}, true, true}, {[]string{"127.0.0.1", "::"}, true, true}, {[]string{"::1"}, false, true}, {[]string{"::", "localhost"}, true, true},
	} {
		port := freePort(t)
		var all []Address
		for _, host := range tt.hosts {
			all = append(all, Address{Host: host, Port: port})
		}
		lookup := func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
		var opened []net.Listener
		for _, a := range all {
			l, err := opener{lookup, Options{Beside: all}}.open(a)
			if err != nil {
				t.Errorf("%q: %v", tt.hosts, err)
			}
			opened = append(opened, l...)
		}
		if v4, v6 := reaches("127.0.0.1", port), reaches("::1", port); v4 != tt.v4 || v6 != tt.v6 {
			t.Errorf("%q: IPv4 %v, IPv6 %v", tt.hosts, v4, v6)
		}
		CloseAll(opened)
	}
}

// TestNames has names of several addresses.
func TestNames(t *testing.T) {
	for name, tt := range map[string]struct {
		ips  []string
		want int // listeners; 0 for an error
	}{
		"one":              {[]string{"127.0.0.1"}, 1},
		"two":              {[]string{"127.0.0.1", "127.0.0.2"}, 2},
		"twice the same":   {[]string{"127.0.0.1", "127.0.0.1", "::ffff:127.0.0.1"}, 1},
		"not this machine": {[]string{"192.0.2.1"}, 0},
		"one that is not":  {[]string{"192.0.2.1", "127.0.0.1", "2001:db8::1"}, 1},
		"none":             {nil, 0},
	} {
		lookup := func(_ context.Context, _, host string) ([]netip.Addr, error) {
			var ips []netip.Addr
			for _, ip := range tt.ips {
				ips = append(ips, netip.MustParseAddr(ip))
			}
			return ips, nil
		}
		all, err := opener{lookup: lookup}.open(Address{Host: "name", Port: "0"})
		if len(all) != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%s: %d listeners (%v), want %d", name, len(all), err, tt.want)
		}
		ports := map[string]bool{}
		for _, l := range all {
			_, port, _ := net.SplitHostPort(l.Addr().String())
			ports[port] = true
		}
		if len(all) > 0 && len(ports) != 1 {
			t.Errorf("%s: the ports are %v", name, ports)
		}
		CloseAll(all)
	}
	failing := func(context.Context, string, string) ([]netip.Addr, error) { return nil, errors.New("no such host") }
	if _, err := (opener{lookup: failing}).open(Address{Host: "name", Port: "0"}); err == nil {
		t.Error("it listens")
	}
}

// TestFamiliesOfAName has a name of both families.
func TestFamiliesOfAName(t *testing.T) {
	lookup := func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")}, nil
	}
	for family, want := range map[int]string{4: "127.0.0.1", 6: "::1"} {
		if family == 6 && !hasIPv6() {
			continue
		}
		addrs := listening(t, Address{Host: "name", Port: "0"}, opener{lookup: lookup, options: Options{Family: family}})
		if host, _, _ := net.SplitHostPort(addrs[0]); len(addrs) != 1 || host != want {
			t.Errorf("%d: %v", family, addrs)
		}
	}
}

// TestLocalhost is where the machine says that it is both.
func TestLocalhost(t *testing.T) {
	ips, err := net.DefaultResolver.LookupNetIP(context.Background(), "ip", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	addrs := listening(t, Address{Host: "localhost", Port: "0"}, opener{net.DefaultResolver.LookupNetIP, Options{}})
	_, port, _ := net.SplitHostPort(addrs[0])
	for _, ip := range ips {
		if !reaches(ip.String(), port) && (ip.Is4() || hasIPv6()) {
			t.Errorf("%v is not served, only %v", ip, addrs)
		}
	}
}

// TestPortInUse has a name of which one address is taken: it is not served by
// half.
func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	lookup := func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")}, nil
	}
	if all, err := (opener{lookup: lookup}).open(Address{Host: "name", Port: port}); err == nil {
		CloseAll(all)
		t.Error("it listens")
	}
	if reaches("127.0.0.1", port) {
		t.Error("one is left open")
	}
}
