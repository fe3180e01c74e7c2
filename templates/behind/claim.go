package behind

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/values"
)

// contextOf is the context of a request.
type contextOf = context.Context

// claim is what proxies say of a request.
type claim struct {
	client string // an address, perhaps with a port
	host   string // perhaps with a port
	scheme string
	port   string // of the site
	prefix string
}

// apply makes the request so. What is no address and no host changes nothing.
func (c claim) apply(v *view) {
	if addr := peers.Addr(c.client); addr.IsValid() {
		_, port, err := net.SplitHostPort(c.client)
		if err != nil {
			port = "0"
		}
		v.from = v.request.RemoteAddr
		v.request.RemoteAddr = net.JoinHostPort(addr.String(), port)
	}
	port := c.port
	if c.scheme != "" {
		v.setScheme(c.scheme)
		if port == "" {
			port = portOf(c.scheme)
		}
	}
	if field.IsPlainHost(c.host) {
		port = v.setHost(c.host, port)
	}
	if isDigits(port) {
		v.ctx = values.With(v.ctx, "SERVER_PORT", port)
	}
	if prefix := strings.TrimRight(c.prefix, "/"); strings.HasPrefix(prefix, "/") && !strings.HasPrefix(prefix, "//") && !strings.ContainsAny(prefix, `\{?#`) {
		v.mount(prefix)
	}
}

// setHost says which host the client has asked for, and at which port unless
// the host has one. It returns the port.
func (v *view) setHost(host, port string) string {
	if name, own, err := net.SplitHostPort(host); err == nil {
		v.ctx = values.With(v.ctx, "SERVER_NAME", name)
		v.request.Host = host
		return own
	}
	v.ctx = values.With(v.ctx, "SERVER_NAME", strings.Trim(host, "[]"))
	v.request.Host = host
	if isDigits(port) && port != portOf(v.scheme()) {
		v.request.Host = host + ":" + port
	}
	return port
}

// scheme is what the client came by.
func (v *view) scheme() string {
	switch {
	case v.url.Scheme != "":
		return v.url.Scheme
	case v.request.TLS != nil:
		return "https"
	}
	return "http"
}

func portOf(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// separate reads the headers X-Forwarded-...
func (b *behind) separate(h http.Header, believed []string) (c claim, bad *malformed) {
	hops := b.Count
	client, trusted := b.Trusted.Client(h["X-Forwarded-For"])
	if hops == 0 {
		hops = trusted
	}
	if slices.Contains(believed, "X-Forwarded-For") {
		c.client = unquote(peers.Item(h["X-Forwarded-For"], hops))
		if b.Count == 0 && client.IsValid() {
			c.client = client.String()
		}
	}
	if slices.Contains(believed, "X-Forwarded-Host") {
		c.host = unquote(peers.Item(h["X-Forwarded-Host"], hops))
	}
	for _, one := range []struct {
		name string
		to   *string
	}{{"X-Forwarded-Proto", &c.scheme}, {"X-Forwarded-Port", &c.port}} {
		if !slices.Contains(believed, one.name) || h[one.name] == nil {
			continue
		}
		value := strings.Join(h[one.name], ",")
		if b.Count == 0 {
			value = peers.Item(h[one.name], hops)
		}
		if strings.Contains(value, ",") {
			return c, &malformed{one.name, "it has several values"}
		}
		*one.to = strings.ToLower(unquote(strings.TrimSpace(value)))
	}
	if c.scheme != "" && c.scheme != "http" && c.scheme != "https" {
		return c, &malformed{"X-Forwarded-Proto", "it is neither http nor https"}
	}
	return c, nil
}

// forwarded reads a header Forwarded (RFC 7239). Of the proxies that count, the
// one that is farthest from here and says something is believed in it.
func (b *behind) forwarded(lines []string) (c claim, bad *malformed) {
	elements, bad := parse(lines)
	if bad != nil {
		return c, bad
	}
	hops := b.Count
	if hops == 0 {
		var from []string
		for _, e := range elements {
			from = append(from, e.client)
		}
		_, hops = b.Trusted.Client(from)
	}
	for _, e := range slices.Backward(elements[max(0, len(elements)-hops):]) {
		c.client = first(e.client, c.client)
		c.host = first(e.host, c.host)
		c.scheme = first(e.scheme, c.scheme)
	}
	if c.scheme != "" && c.scheme != "http" && c.scheme != "https" {
		return c, &malformed{"Forwarded", "its proto is neither http nor https"}
	}
	return c, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// parse reads what each proxy has said.
func parse(lines []string) (elements []claim, bad *malformed) {
	for element := range split(strings.Join(lines, ","), ',') {
		var c claim
		for pair := range split(strings.TrimSpace(element), ';') {
			if pair == "" {
				continue
			}
			name, value, found := strings.Cut(pair, "=")
			if !found || strings.TrimSpace(name) != name || strings.TrimSpace(value) != value {
				return nil, &malformed{"Forwarded", "it is not made of pairs NAME=VALUE"}
			}
			value = strings.ToLower(unquote(value))
			switch strings.ToLower(name) {
			case "for":
				c.client = value
			case "host":
				c.host = value
			case "proto":
				c.scheme = value
			}
		}
		elements = append(elements, c)
	}
	return elements, nil
}

// split yields the parts of a text between separators that do not stand in quotes.
func split(text string, separator byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		begin, quoted := 0, false
		for i := 0; i < len(text); i++ {
			switch c := text[i]; {
			case c == '\\' && quoted:
				i++
			case c == '"':
				quoted = !quoted
			case c == separator && !quoted:
				if !yield(text[begin:i]) {
					return
				}
				begin = i + 1
			}
		}
		yield(text[begin:])
	}
}

// unquote takes the quotes of a quoted string away.
func unquote(text string) string {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return text
	}
	var out strings.Builder
	inner := text[1 : len(text)-1]
	for i := 0; i < len(inner); i++ {
		if inner[i] == '\\' && i+1 < len(inner) {
			i++
		}
		out.WriteByte(inner[i])
	}
	return out.String()
}

func isDigits(text string) bool {
	return text != "" && len(text) <= 5 && strings.Trim(text, "0123456789") == ""
}
