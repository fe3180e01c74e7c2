package grantip

import (
	"context"
	"fmt"
	"math/bits"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// span is all addresses from the first to the last one. Both are of the same IP
// version.
type span struct {
	first, last netip.Addr
}

func (s span) contains(a netip.Addr) bool {
	return a.BitLen() == s.first.BitLen() && s.first.Compare(a) <= 0 && a.Compare(s.last) <= 0
}

// size is how many addresses there are besides the first, as a number of 128
// bits, the highest byte first.
func (s span) size() [16]byte {
	first, last := s.first.As16(), s.last.As16()
	var size [16]byte
	borrow := 0
	for i := 15; i >= 0; i-- {
		d := int(last[i]) - int(first[i]) - borrow
		borrow = 0
		if d < 0 {
			d, borrow = d+256, 1
		}
		size[i] = byte(d)
	}
	return size
}

// parseRange reads a key: everything that Paste's IP4Range takes, and IPv6.
func parseRange(ctx context.Context, text string) (span, error) {
	if first, last, isRange := strings.Cut(text, "<->"); isRange {
		return between(ctx, first, last)
	}
	if addr, mask, isNetwork := strings.Cut(text, "/"); isNetwork {
		return network(ctx, addr, mask)
	}
	return addresses(ctx, text)
}

func between(ctx context.Context, first, last string) (span, error) {
	a, err := addresses(ctx, first)
	if err != nil {
		return span{}, err
	}
	if isDotted(first) && isDotted(last) { // 10.0.0.1<->9
		have, missing := strings.Split(first, "."), strings.Count(first, ".")-strings.Count(last, ".")
		if missing > 0 {
			last = strings.Join(have[:missing], ".") + "." + last
		}
	}
	b, err := addresses(ctx, last)
	if err != nil {
		return span{}, err
	}
	if a.first.BitLen() != b.last.BitLen() || b.last.Less(a.first) {
		return span{}, fmt.Errorf("%s does not come before %s", first, last)
	}
	return span{a.first, b.last}, nil
}

func network(ctx context.Context, addr, mask string) (span, error) {
	a, err := addresses(ctx, addr)
	if err != nil {
		return span{}, err
	}
	n, err := maskBits(mask)
	if err != nil {
		return span{}, err
	}
	prefix, err := a.first.Prefix(n)
	if err != nil {
		return span{}, fmt.Errorf("%s/%s is no network: %w", addr, mask, err)
	}
	return span{prefix.Addr(), lastOf(prefix)}, nil
}

// maskBits reads the length of a network's prefix: 8, or 255.0.0.0.
func maskBits(mask string) (int, error) {
	if n, err := strconv.Atoi(mask); err == nil {
		return n, nil
	}
	if a, err := netip.ParseAddr(mask); err == nil && a.Is4() {
		b := a.As4()
		m := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
		if n := bits.LeadingZeros32(^m); m<<n == 0 {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%q is no mask of a network", mask)
}

func lastOf(p netip.Prefix) netip.Addr {
	raw := p.Addr().AsSlice()
	for i := p.Bits(); i < len(raw)*8; i++ {
		raw[i/8] |= 0x80 >> (i % 8)
	}
	last, _ := netip.AddrFromSlice(raw)
	return last
}

// addresses are those of an address, of the beginning of one, as 192.168, or of
// a host's name.
func addresses(ctx context.Context, text string) (span, error) {
	if isDotted(text) {
		return dotted(text)
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return span{a.Unmap().WithZone(""), a.Unmap().WithZone("")}, nil
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", text)
	if err != nil || len(found) == 0 {
		return span{}, fmt.Errorf("%q is no address, and no host of that name is found: %w", text, err)
	}
	return span{found[0].Unmap(), found[0].Unmap()}, nil
}

// isDotted reports whether a text is an address of IPv4 or the beginning of one.
func isDotted(text string) bool {
	return text != "" && strings.Trim(text, "0123456789.") == ""
}

func dotted(text string) (span, error) {
	parts := strings.Split(text, ".")
	var first, last [4]byte
	for i := range last {
		last[i] = 255
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || i > 3 {
			return span{}, fmt.Errorf("%q is no address", text)
		}
		first[i], last[i] = byte(n), byte(n)
	}
	return span{netip.AddrFrom4(first), netip.AddrFrom4(last)}, nil
}
