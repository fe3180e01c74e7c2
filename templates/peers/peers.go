// Package peers tells which senders of a request are believed, when they say in
// headers on whose behalf they send it. Proxies add to such headers, and so can
// everybody else.
package peers

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
)

// Local are the peers that filters believe unless a file says others: those of
// the machine itself.
const Local = "127.0.0.0/8 ::1"

// Set is a set of peers. The zero value is nobody.
type Set struct {
	All      bool // everybody
	Networks []netip.Prefix
}

// Machine is the set of Local.
func Machine() Set {
	return Set{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
}

// None reports whether it is nobody.
func (s Set) None() bool { return !s.All && len(s.Networks) == 0 }

// UnmarshalText reads words between white space or commas, each of them an
// address, a network, or a star for everybody.
func (s *Set) UnmarshalText(text []byte) error {
	*s = Set{}
	for _, word := range strings.FieldsFunc(string(text), func(c rune) bool { return strings.ContainsRune(", \t\r\n", c) }) {
		if word == "*" {
			s.All = true
			continue
		}
		network, err := parseNetwork(word)
		if err != nil {
			return fmt.Errorf("%q is not an address (10.0.0.1), a network (10.0.0.0/8) or a star", word)
		}
		s.Networks = append(s.Networks, network)
	}
	return nil
}

func parseNetwork(word string) (netip.Prefix, error) {
	if strings.Contains(word, "/") {
		network, err := netip.ParsePrefix(word)
		return network.Masked(), err
	}
	addr, err := netip.ParseAddr(word)
	if err != nil {
		return netip.Prefix{}, err
	}
	addr = addr.Unmap()
	return addr.Prefix(addr.BitLen())
}

// Contain reports whether addr is one of the peers. Who comes by a unix socket
// has no address, the zero one, and is of this machine.
func (s Set) Contain(addr netip.Addr) bool {
	if s.All {
		return true
	}
	if !addr.IsValid() {
		addr = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	addr = addr.Unmap().WithZone("")
	for _, network := range s.Networks {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

// Client reads X-Forwarded-For as a peer of the set has sent it: from its end,
// to which each proxy has added whom it was asked by, until it finds one who is
// no peer, or nobody more. That is the client, and hops is how many peers have
// added to such headers, at least 1: Item wants it. An item that is no address
// ends the search, as nobody knows who has written what stands before it; the
// client is not valid if that is the last one. If everybody is believed, the
// client is the first item.
func (s Set) Client(forwardedFor []string) (client netip.Addr, hops int) {
	items := split(forwardedFor)
	for i := len(items) - 1; i >= 0; i-- {
		addr := Addr(items[i])
		if !addr.IsValid() {
			break
		}
		client = addr
		hops++
		if !s.Contain(addr) {
			break
		}
	}
	if s.All {
		hops = math.MaxInt
	}
	return client, max(hops, 1)
}

// Item returns the item of a header like X-Forwarded-Host that the peer
// farthest from here has added: the one hops from the end, or the first. It is
// "" if the header is not there.
func Item(lines []string, hops int) string {
	items := split(lines)
	if len(items) == 0 {
		return ""
	}
	return items[max(0, len(items)-hops)]
}

// split returns the items of a header that is a list.
func split(lines []string) (items []string) {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}

// Addr reads an address with or without a port: 1.2.3.4, 1.2.3.4:5, ::1, [::1],
// [::1]:5. What is none, as the RemoteAddr of a unix socket, is not valid.
func Addr(text string) netip.Addr {
	if addrPort, err := netip.ParseAddrPort(text); err == nil {
		return addrPort.Addr().Unmap()
	}
	if inner, ok := strings.CutPrefix(text, "["); ok {
		if text, ok = strings.CutSuffix(inner, "]"); !ok {
			return netip.Addr{}
		}
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}
