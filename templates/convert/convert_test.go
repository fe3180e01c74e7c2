package convert

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// TestConvert: where the generator knows the size of a number at run time only,
// and programs by its type, they agree.
func TestConvert(t *testing.T) {
	type small int8
	type ratio float32
	type pause time.Duration
	type flag bool
	converters := map[string][]func(string) (string, error){
		"bool":    {show(AsBool[bool]), show(AsBool[flag])},
		"int8":    {show(func(s string) (int64, error) { return Int(s, 8) }), show(AsInt[small])},
		"int64":   {show(func(s string) (int64, error) { return Int(s, 64) }), show(AsInt[int64])},
		"uint16":  {show(func(s string) (uint64, error) { return Uint(s, 16) }), show(AsUint[uint16])},
		"uint64":  {show(func(s string) (uint64, error) { return Uint(s, 64) }), show(AsUint[uint64])},
		"float64": {show(func(s string) (float64, error) { return Float(s, 64) }), show(AsFloat[float64])},
		"float32": {show(func(s string) (float32, error) { f, err := Float(s, 32); return float32(f), err }), show(AsFloat[ratio])},
		"seconds": {show(seconds), show(func(s string) (time.Duration, error) {
			d, err := AsDuration[pause](time.Second)(s)
			return time.Duration(d), err
		})},
		"millis":      {show(func(s string) (time.Duration, error) { return Duration(s, time.Millisecond) }), show(AsDuration[time.Duration](time.Millisecond))},
		"time":        {show(AsTime)},
		"url":         {show(AsURL)},
		"addr":        {show(AsAddr)},
		"addrport":    {show(AsAddrPort)},
		"prefix":      {show(AsPrefix)},
		"regexp":      {show(AsRegexp)},
		"days":        {show(func(s string) (time.Duration, error) { return Duration(s, 24*time.Hour) })},
		"ipnet":       {show(AsIPNet)},
		"tcp":         {show(AsTCPAddr)},
		"udp":         {show(AsUDPAddr)},
		"mask":        {show(AsIPMask)},
		"mac":         {show(AsHardwareAddr)},
		"mail":        {show(AsAddress)},
		"zone":        {show(AsLocation)},
		"file mode":   {show(AsFileMode[fs.FileMode])},
		"level":       {show(AsLevel)},
		"level's own": {show(textual), show(AsTextual[slog.Level])},
		"listen":      {quotedList(AsListen("80"))},
		"list":        {quotedList(AsList(AsText[string]))},
		"commas":      {quotedList(AsCommas(AsText[string]))},
		"set":         {show(AsSet(AsList(AsInt[int])))},
	}
	for _, tt := range []struct{ kind, text, want string }{
		{"tcp", " 192.0.2.1:80 ", "192.0.2.1:80"}, {"tcp", "[::1]:0", "[::1]:0"}, {"tcp", "localhost:80", "! is not an IP address with a port"},
		{"udp", "[fe80::1%eth0]:53", "[fe80::1%eth0]:53"}, {"udp", "192.0.2.1", "! is not an IP address with a port"},
		{"set", "2 1", "map[1:{} 2:{}]"}, {"set", "", "map[]"}, {"set", "1 02 2", "! has the same value twice: leave out item 3"},
		{"set", "x", "! is not a list of such values: item 1 is not an integer"}, {"set", "1 x", "! is not a list of such values: item 2 is not an integer"},
		{"bool", " YES ", "true"}, {"bool", "f", "false"}, {"bool", "maybe", "! is not a truth value"},
		{"int8", "-128", "-128"}, {"int8", "+1_00", "100"}, {"int8", "128", "! is out of range: it must lie between -128 and 127"},
		{"int8", "0x1", "1"}, {"int8", "-0X7f", "-127"}, {"int8", "0o17", "15"}, {"int8", "0b101", "5"}, {"int8", "0x80", "! is out of range"}, {"int8", "0x", "! is not an integer"},
		{"int8", "0xg", "! is not an integer"}, {"int8", "0x_f", "15"}, {"int8", "0x1__0", "! is not an integer"}, {"int8", "010", "10"}, {"int8", "x1", "! is not an integer"},
		{"int8", "1MB", "! is out of range"}, {"seconds", "10000000000", "! is out of range"}, {"seconds", "-9223372037", "! is out of range"}, {"int64", "10MB", "10000000"}, {"int64", "10MiB", "10485760"}, {"int64", "10 mb", "10000000"}, {"int64", "1.5kB", "1500"},
		{"int64", "1_000KiB", "1024000"}, {"int64", "5B", "5"}, {"int64", "2tb", "2000000000000"}, {"int64", "1PiB", "1125899906842624"}, {"int64", "-1kB", "-1000"},
		{"int64", "+3GB", "3000000000"}, {"int64", "4GiB", "4294967296"}, {"int64", "1.5B", "! is no whole number of bytes"}, {"int64", "10k", "! is not an integer"}, {"int64", "10m", "! is not an integer"},
		{"int64", "MB", "! is not an integer"}, {"int64", "1.MB", "! is not an integer"}, {"int64", ".5MB", "! is not an integer"}, {"int64", "1.-5MB", "! is not an integer"}, {"int64", "10iB", "! is not an integer"},
		{"int64", "10000PB", "! is out of range"}, {"int64", "0xB", "11"}, {"int64", "0x1KB", "! is not an integer"}, {"int64", "1kmB", "! is not an integer"}, {"int64", "1e3MB", "! is not an integer"},
		{"uint16", "64KiB", "! is out of range"}, {"uint16", "0xffff", "65535"}, {"uint16", "63KiB", "64512"}, {"uint64", "0xffff_ffff_ffff_ffff", "18446744073709551615"},
		{"int8", "1__0", "! is not an integer"}, {"int8", "+", "! is not an integer"},
		{"int8", "", "! is not an integer"}, {"int8", "--1", "! is not an integer"}, {"int8", "1e3", "! is not an integer"},
		{"int64", "-9223372036854775808", "-9223372036854775808"},
		{"int64", "9223372036854775808", "! is out of range: it must lie between -9223372036854775808 and 9223372036854775807"},
		{"uint16", "65535", "65535"}, {"uint16", "-0", "0"}, {"uint16", "+07", "7"},
		{"uint16", "-1", "! is out of range: it must lie between 0 and 65535"},
		{"uint64", "18446744073709551615", "18446744073709551615"},
		{"uint64", "18446744073709551616", "! is out of range: it must lie between 0 and 18446744073709551615"},
		{"float64", " 2.5 ", "2.5"}, {"float64", "1e400", "! is out of range: it must lie between -1.79e308 and 1.79e308"}, {"float64", "-inf", "! is not a number"}, {"float64", "nan", "! is not a number"},
		{"float64", "0x1p4", "! is not a number"}, {"float32", "1e39", "! is out of range: it must lie between -3.4e38 and 3.4e38"}, {"float32", "0.1", "0.1"},
		{"seconds", "30", "30s"}, {"seconds", "1m30s", "1m30s"}, {"seconds", "0.5", "500ms"}, {"seconds", "soon", "! is not a duration: write a number with a unit, such as 30s, 1m30s, 250ms or 7d, or a number of seconds"},
		{"seconds", "1e300", "! is out of range: it must lie between -2562047h and 2562047h"}, {"seconds", "9999999h", "! is out of range"},
		{"seconds", "inf", "! is not a duration"}, {"seconds", "9x", "! is not a duration"}, {"millis", "250", "250ms"}, {"millis", "3s", "3s"},
		{"seconds", "1d", "24h0m0s"}, {"seconds", "-2d", "-48h0m0s"}, {"seconds", "1.5d", "36h0m0s"}, {"seconds", "1w", "168h0m0s"}, {"seconds", "1w2d3h4ms", "219h0m0.004s"}, {"seconds", "0d", "0s"},
		{"seconds", "200000d", "! is out of range"}, {"seconds", "106751d23h47m", "2562047h47m0s"}, {"seconds", "106751d24h", "! is out of range"}, {"seconds", "15250w2d", "! is out of range"}, {"seconds", "1h1d", "! is not a duration"},
		{"seconds", "d", "! is not a duration"}, {"seconds", "1d-1h", "! is not a duration"}, {"seconds", "1d2", "! is not a duration"}, {"seconds", "1d1w", "! is not a duration"}, {"seconds", "1.2.3d", "! is not a duration"},
		{"days", "2", "48h0m0s"}, {"days", "0.5", "12h0m0s"}, {"days", "3h", "3h0m0s"}, {"days", "x", "! is not a duration: write a number with a unit, such as 30s, 1m30s, 250ms or 7d, or a number of days"},
		{"ipnet", "10.1.2.3/8", "10.0.0.0/8"}, {"ipnet", "10.1.2.3", "10.1.2.3/32"}, {"ipnet", "2001:db8::/32", "2001:db8::/32"}, {"ipnet", "10.0.0.0/33", "! is not a network"},
		{"mask", "255.255.254.0", "fffffe00"}, {"mask", "ffffff00", "ffffff00"}, {"mask", "/20", "fffff000"}, {"mask", "/33", "! is not the mask of a network"}, {"mask", "ffff", "! is not the mask of a network"},
		{"mask", "ffff:ffff::", "ffffffff000000000000000000000000"}, {"mask", "", "! is not the mask of a network"},
		{"mac", "00:00:5E:00:53:01", "00:00:5e:00:53:01"}, {"mac", "0000.5e00.5301", "00:00:5e:00:53:01"}, {"mac", "00-00-5e-00-53-01", "00:00:5e:00:53:01"}, {"mac", "00:00:5e", "! is not a hardware address"},
		{"mail", "ann@example.com", "<ann@example.com>"}, {"mail", "Ann B <ann@example.com>", `"Ann B" <ann@example.com>`}, {"mail", "ann", "! is not a mail address"}, {"mail", "", "! is not a mail address"},
		{"zone", "UTC", "UTC"}, {"zone", "Local", "Local"}, {"zone", "", "! is not a time zone"}, {"zone", "Nowhere/Town", "! is not a time zone"}, {"zone", "../etc/passwd", "! is not a time zone"},
		{"file mode", "0600", "-rw-------"}, {"file mode", "600", "-rw-------"}, {"file mode", "0o640", "-rw-r-----"}, {"file mode", "4755", "urwxr-xr-x"}, {"file mode", "2750", "grwxr-x---"}, {"file mode", "1777", "trwxrwxrwx"},
		{"file mode", "800", "! is not an octal number as chmod takes it"}, {"file mode", "", "! is not an octal number as chmod takes it"}, {"file mode", "-600", "! is not an octal number as chmod takes it"}, {"file mode", "+600", "! is not an octal number as chmod takes it"}, {"file mode", "10000", "! is not an octal number as chmod takes it"},
		{"time", "2030-12-31T23:59:59+01:00", "2030-12-31 23:59:59 +0100 +0100"}, {"time", "2030-12-31", "2030-12-31 00:00:00 +0000 UTC"}, {"time", "now", "! is not a time"},
		{"url", "https://example.com/a?b=c", "https://example.com/a?b=c"}, {"url", "http://a b/", "! is not a URL"}, {"url", "", "! is not a URL"},
		{"addr", "::1", "::1"}, {"addr", "localhost", "! is not an IP address"}, {"addrport", "[::1]:80", "[::1]:80"}, {"addrport", "1.2.3.4", "! is not an IP address with a port"},
		{"prefix", "10.0.0.0/8", "10.0.0.0/8"}, {"prefix", "10.1.2.3", "10.1.2.3/32"}, {"prefix", "10/8", "! is not a network"},
		{"regexp", "^a+$", "^a+$"}, {"regexp", "(", "! is not a regular expression"},
		{"level", "warning", "WARN"}, {"level", "info+2", "INFO+2"}, {"level", "loud", "! is not a log level"},
		{"level's own", "warn", "WARN"}, {"level's own", "loud", "! is not in the form that its type reads"},
		{"listen", "127.0.0.1:8080", `["127.0.0.1:8080"]`}, {"listen", "*:1, [::1]:2 [::]", `[":1" "[::1]:2" "[::]:80"]`}, {"listen", "[[::1]]:3", `["[::1]:3"]`}, {"listen", "[x]y:3", "! has a bad host"},
		{"listen", "unix:/run/x", `["unix:/run/x"]`}, {"listen", "localhost", `["localhost:80"]`}, {"listen", " ", "! is no address"},
		{"listen", "x:http", "! has a port that is not a number from 0 to 65535"}, {"listen", "[a/b]:1", "! has a bad host"}, {"listen", "x:70000", "! has a port that is not a number from 0 to 65535"},
		{"list", " a  b\n\x1cc ", `["a" "b" "c"]`}, {"list", "", "[]"}, {"commas", "a b, ,c", `["a b" "c"]`},
	} {
		for i, convert := range converters[tt.kind] {
			got, err := convert(tt.text)
			if err != nil {
				got = "! " + err.Error()
			}
			if got != tt.want && !(strings.HasPrefix(tt.want, "! ") && strings.HasPrefix(got, tt.want+": ")) {
				t.Errorf("%s of %q, converter %d: %s, want %s", tt.kind, tt.text, i, got, tt.want)
			}
		}
	}
}

// show makes values of all types comparable.
func show[T any](convert func(string) (T, error)) func(string) (string, error) {
	return func(text string) (string, error) {
		value, err := convert(text)
		return fmt.Sprint(value), err
	}
}

func seconds(text string) (time.Duration, error) { return Duration(text, time.Second) }

func textual(text string) (slog.Level, error) {
	var level slog.Level
	if level.UnmarshalText([]byte(text)) != nil {
		return 0, &Misfit{"is not in the form that its type reads", "x"}
	}
	return level, nil
}

func quotedList(split func(string) ([]string, error)) func(string) (string, error) {
	return func(text string) (string, error) {
		list, err := split(text)
		return fmt.Sprintf("%q", list), err
	}
}

// TestErrorsHoldNoText: the text may be a secret.
func TestErrorsHoldNoText(t *testing.T) {
	const secret = "hunter2(%["
	for _, convert := range []func(string) (string, error){
		show(AsBool[bool]), show(AsInt[int]), show(AsUint[uint]), show(AsFloat[float64]), show(AsDuration[time.Duration](time.Second)),
		show(AsIPNet), show(AsTCPAddr), show(AsUDPAddr), show(AsIPMask), show(AsHardwareAddr), show(AsAddress), show(AsLocation), show(AsFileMode[uint32]),
		show(AsTime), show(AsURL), show(AsAddr), show(AsAddrPort), show(AsPrefix), show(AsRegexp), show(AsLevel),
		show(AsTextual[netip.Addr]), show(AsList(AsInt[int])), show(AsCommas(AsTime)),
	} {
		_, err := convert(secret)
		if err == nil || strings.Contains(err.Error(), "hunter") {
			t.Errorf("error %v", err)
		}
		var m *Misfit
		if !errors.As(err, &m) || m.Is == "" || m.Hint == "" {
			t.Errorf("%v is explained as %+v", err, m)
		}
	}
}

// misread is an error of a part's type.
type misread struct{ hint string }

func (m *misread) Error() string  { return "hunter2 is bad" }
func (m *misread) Advice() string { return m.hint }

// TestAdvice: what would be right is told, unless it repeats the text.
func TestAdvice(t *testing.T) {
	const none = "see the method UnmarshalText of that type"
	for err, want := range map[error]string{
		fmt.Errorf("so: %w", &misread{"write :8080"}): "write :8080",
		&misread{"write unix:hunter2"}:                none,
		&misread{}:                                    none,
		errors.New("hunter2"):                         none,
	} {
		if got := advice(err, " hunter2 "); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestBits(t *testing.T) {
	if bitsOf[int8]() != 8 || bitsOf[uint32]() != 32 || bitsOf[int64]() != 64 || bitsOf[uint]() != 32<<(math.MaxUint>>63) {
		t.Error(bitsOf[int8](), bitsOf[uint32](), bitsOf[int64](), bitsOf[uint]())
	}
}
