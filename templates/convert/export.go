package convert

import (
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"regexp"
	"time"
)

// This file is for the generator and is not copied into programs.

// Explain returns why a text did not convert, and what would.
func Explain(err error) (is, hint string) {
	var m *misfit
	if !errors.As(err, &m) {
		return err.Error(), ""
	}
	return m.is, m.hint
}

// Bool converts to a bool.
func Bool(text string) (bool, error) { return asBool[bool](text) }

// Int converts to an integer of so many bits.
func Int(text string, bits int) (int64, error) { return parseInt(text, bits) }

// Uint converts to an integer of so many bits without a sign.
func Uint(text string, bits int) (uint64, error) { return parseUint(text, bits) }

// Float converts to a number of so many bits.
func Float(text string, bits int) (float64, error) { return parseFloat(text, bits) }

// Duration converts to a duration; a bare number counts in the unit.
func Duration(text string, unit time.Duration) (time.Duration, error) {
	return parseDuration(text, unit)
}

// Time converts to a point in time.
func Time(text string) (time.Time, error) { return asTime(text) }

// URL converts to a URL.
func URL(text string) (*url.URL, error) { return asURL(text) }

// Addr converts to an IP address.
func Addr(text string) (netip.Addr, error) { return asAddr(text) }

// AddrPort converts to an IP address with a port.
func AddrPort(text string) (netip.AddrPort, error) { return asAddrPort(text) }

// Prefix converts to a network.
func Prefix(text string) (netip.Prefix, error) { return asPrefix(text) }

// Regexp converts to a regular expression.
func Regexp(text string) (*regexp.Regexp, error) { return asRegexp(text) }

// Level converts to a log level.
func Level(text string) (slog.Level, error) { return asLevel(text) }

// Listen reads the addresses that a server listens on; the port goes with a host alone.
func Listen(text, port string) ([]string, error) { return asListen(port)(text) }

// List splits a text at white space.
func List(text string) []string { return must(asList(asText[string])(text)) }

// Commas splits a text at commas.
func Commas(text string) []string { return must(asCommas(asText[string])(text)) }

// must returns a list of texts, which always converts.
func must(list []string, err error) []string {
	if err != nil {
		panic(err)
	}
	return list
}
