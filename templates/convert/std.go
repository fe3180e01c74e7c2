package convert

import (
	"encoding"
	"encoding/hex"
	"errors"
	"io/fs"
	"log/slog"
	"math"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/listen"
)

// AsDuration reads Go's notation. A bare number counts in the unit: seconds, as
// Python's users write it, unless the key's name says otherwise.
func AsDuration[T ~int64](unit time.Duration) func(string) (T, error) {
	return func(text string) (T, error) {
		d, err := Duration(text, unit)
		return T(d), err
	}
}

// Duration is AsDuration for the type time.Duration. Beyond Go's notation a
// number of days, of 24 hours each, or of weeks may stand in front: 7d, 1d12h,
// 2w.
func Duration(text string, unit time.Duration) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if d, ok := parseDuration(text); ok {
		return d, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if nanos := math.Round(n * float64(unit)); err == nil && math.Abs(nanos) < 1<<63 {
		return time.Duration(nanos), nil
	}
	if zeros := zeroed(text); zeros != text {
		if _, err := Duration(zeros, unit); err == nil { // so it is only too long
			return 0, &Misfit{"is out of range", "it must lie between -2562047h and 2562047h"}
		}
	}
	return 0, &Misfit{"is not a duration", "write a number with a unit, such as 30s, 1m30s, 250ms or 7d, or a number of " + unitName(unit)}
}

// parseDuration reads Go's notation, with weeks and days in front.
func parseDuration(text string) (d time.Duration, ok bool) {
	days, rest, ok := cutDays(unsigned(text))
	if !ok || rest == unsigned(text) {
		d, err := time.ParseDuration(text)
		return d, err == nil
	}
	if rest != "" {
		short, err := time.ParseDuration(rest)
		if err != nil || unsigned(rest) != rest || rest == "0" || short > math.MaxInt64-days {
			return 0, false
		}
		days += short
	}
	if strings.HasPrefix(text, "-") {
		return -days, true
	}
	return days, true
}

// cutDays cuts a number of weeks and one of days off a text. A day has 24
// hours, whatever a clock shows.
func cutDays(text string) (days time.Duration, rest string, ok bool) {
	for _, unit := range []struct {
		letter string
		hours  time.Duration
	}{{"w", 7 * 24}, {"d", 24}} {
		number, behind, found := strings.Cut(text, unit.letter)
		if !found {
			continue
		}
		hours, err := time.ParseDuration(number + "h")
		if err != nil || strings.Trim(number, "0123456789.") != "" || hours > (math.MaxInt64-days)/unit.hours {
			return 0, text, false
		}
		days, text = days+hours*unit.hours, behind
	}
	return days, text, true
}

// zeroed returns the text with 0 for each digit.
func zeroed(text string) string {
	return strings.Map(func(r rune) rune {
		if '1' <= r && r <= '9' {
			return '0'
		}
		return r
	}, text)
}

func unitName(unit time.Duration) string {
	switch unit {
	case time.Second:
		return "seconds"
	case time.Millisecond:
		return "milliseconds"
	case time.Microsecond:
		return "microseconds"
	case time.Minute:
		return "minutes"
	case time.Hour:
		return "hours"
	case 24 * time.Hour:
		return "days"
	}
	return "times " + unit.String()
}

// AsTime reads a point in time as RFC 3339 has it, or a day, which begins at
// midnight UTC.
func AsTime(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &Misfit{"is not a time", "write it as in RFC 3339: 2030-12-31T23:59:59Z, or 2030-12-31 for the start of a day"}
}

// AsURL reads an absolute URL, or a path.
func AsURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.String() == "" {
		return nil, &Misfit{"is not a URL", "write it as in https://example.com/path"}
	}
	return u, nil
}

// AsAddr reads an IP address.
func AsAddr(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(strings.TrimSpace(text))
	if err != nil {
		return a, &Misfit{"is not an IP address", "write it as in 192.0.2.1 or 2001:db8::1"}
	}
	return a, nil
}

// AsAddrPort reads an IP address with a port.
func AsAddrPort(text string) (netip.AddrPort, error) {
	a, err := netip.ParseAddrPort(strings.TrimSpace(text))
	if err != nil {
		return a, &Misfit{"is not an IP address with a port", "write it as in 192.0.2.1:80 or [2001:db8::1]:80"}
	}
	return a, nil
}

// AsTCPAddr reads an IP address with a port, as AsAddrPort does.
func AsTCPAddr(text string) (*net.TCPAddr, error) {
	a, err := AsAddrPort(text)
	if err != nil {
		return nil, err
	}
	return net.TCPAddrFromAddrPort(a), nil
}

// AsUDPAddr reads an IP address with a port, as AsAddrPort does.
func AsUDPAddr(text string) (*net.UDPAddr, error) {
	a, err := AsAddrPort(text)
	if err != nil {
		return nil, err
	}
	return net.UDPAddrFromAddrPort(a), nil
}

// AsPrefix reads a network; an address alone is the network of just that one.
func AsPrefix(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return p, &Misfit{"is not a network", "write it as in 192.0.2.0/24 or 2001:db8::/32"}
	}
	return p, nil
}

// AsIPNet reads a network as AsPrefix does.
func AsIPNet(text string) (*net.IPNet, error) {
	p, err := AsPrefix(text)
	if err != nil {
		return nil, err
	}
	bits := p.Addr().BitLen()
	return &net.IPNet{IP: p.Masked().Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), bits)}, nil
}

// AsIPMask reads the mask of a network: 255.255.255.0, ffffff00, or the number
// of its bits as /24, of an IPv4 address.
func AsIPMask(text string) (net.IPMask, error) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return a.AsSlice(), nil
	}
	if bits, ok := strings.CutPrefix(text, "/"); ok {
		if n, err := strconv.ParseUint(bits, 10, 8); err == nil && n <= 32 {
			return net.CIDRMask(int(n), 32), nil
		}
	}
	if mask, err := hex.DecodeString(text); err == nil && (len(mask) == net.IPv4len || len(mask) == net.IPv6len) {
		return mask, nil
	}
	return nil, &Misfit{"is not the mask of a network", "write it as in 255.255.255.0, ffffff00 or /24"}
}

// AsHardwareAddr reads the address of a network's device, with ":", "-" or "."
// between its parts.
func AsHardwareAddr(text string) (net.HardwareAddr, error) {
	a, err := net.ParseMAC(strings.TrimSpace(text))
	if err != nil {
		return nil, &Misfit{"is not a hardware address", "write it as in 00:00:5e:00:53:01"}
	}
	return a, nil
}

// AsAddress reads a mail address, perhaps with a name: Ann <ann@example.com>.
func AsAddress(text string) (*mail.Address, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(text))
	if err != nil {
		return nil, &Misfit{"is not a mail address", "write it as in ann@example.com, or Ann <ann@example.com>"}
	}
	return a, nil
}

// AsLocation reads the name of a time zone as the IANA has it; UTC, and Local
// for that of the machine.
func AsLocation(text string) (*time.Location, error) {
	text = strings.TrimSpace(text)
	zone, err := time.LoadLocation(text)
	if err != nil || text == "" { // which would be UTC
		return nil, &Misfit{"is not a time zone", "write its name as in Europe/Berlin, or UTC, or Local for that of the machine"}
	}
	return zone, nil
}

// AsFileMode reads a file's mode as chmod does, in the digits 0 to 7: 600, also
// as 0600 or 0o600. The fourth from the right is of the set-user-ID,
// set-group-ID and sticky bits.
func AsFileMode[T ~uint32](text string) (T, error) {
	digits := strings.TrimSpace(text)
	if len(digits) > 2 && strings.EqualFold(digits[:2], "0o") {
		digits = digits[2:]
	}
	n, err := strconv.ParseUint(digits, 8, 12)
	if err != nil || digits[0] == '+' {
		return 0, &Misfit{"is not an octal number as chmod takes it", "write it with the digits 0 to 7, as in 600 or 0600"}
	}
	mode := fs.FileMode(n) & fs.ModePerm
	for bit, flag := range map[uint64]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if n&bit != 0 {
			mode |= flag
		}
	}
	return T(mode), nil
}

// AsRegexp reads a regular expression in the notation of package regexp; white
// space around it is part of it.
func AsRegexp(text string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, &Misfit{"is not a regular expression", "the notation is that of Go's package regexp (RE2)"}
	}
	return re, nil
}

// AsLevel knows debug, info, warn and error, with Python's names for them, and
// offsets such as info+2.
func AsLevel(text string) (slog.Level, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	switch text {
	case "WARNING":
		text = "WARN"
	case "CRITICAL", "FATAL":
		text = "ERROR"
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		return 0, &Misfit{"is not a log level", "write debug, info, warn or error, perhaps with an offset as in info+2"}
	}
	return level, nil
}

// AsTextual converts to a type with a textual form of its own.
func AsTextual[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](text string) (T, error) {
	var value T
	if err := P(&value).UnmarshalText([]byte(text)); err != nil { // which may quote the text
		return value, &Misfit{"is not in the form that its type reads", advice(err, text)}
	}
	return value, nil
}

// advice is what a type of a built-in part says would be right, unless that repeats
// the text.
func advice(err error, text string) string {
	var adviser interface{ Advice() string }
	if errors.As(err, &adviser) {
		if hint := adviser.Advice(); hint != "" && !strings.Contains(hint, strings.TrimSpace(text)) {
			return hint
		}
	}
	return "see the method UnmarshalText of that type"
}

// AsListen reads the addresses that a server listens on, as package listen
// does. port goes with those that have none. Double brackets are of a host in
// brackets that stands for one without.
func AsListen(port string) func(string) ([]string, error) {
	return func(text string) ([]string, error) {
		addresses, err := listen.ParseAll(strings.NewReplacer("[[", "[", "]]", "]").Replace(text), port)
		if err != nil {
			var misread *listen.Misread
			errors.As(err, &misread)
			return nil, &Misfit{misread.Is, misread.Hint}
		}
		texts := make([]string, len(addresses))
		for i, a := range addresses {
			texts[i] = a.String()
		}
		return texts, nil
	}
}
