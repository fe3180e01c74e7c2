package ratelimit

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/peers"
)

// Key is what tells clients apart: address, user, header:NAME or cookie:NAME.
// The zero value is the address.
type Key struct {
	kind kind
	name string // of the header or cookie
}

type kind int

const (
	byAddress kind = iota
	byUser
	byHeader
	byCookie
)

// UnmarshalText reads a key.
func (k *Key) UnmarshalText(text []byte) error {
	word, name, named := strings.Cut(strings.TrimSpace(string(text)), ":")
	*k = Key{name: strings.TrimSpace(name)}
	switch {
	case word == "address" && !named:
		k.kind = byAddress
	case word == "user" && !named:
		k.kind = byUser
	case word == "header" && field.IsToken(k.name):
		k.kind = byHeader
	case word == "cookie" && cookie.CheckName("", k.name) == nil:
		k.kind = byCookie
	default:
		return fmt.Errorf("%q is not a key: it is address, user, header:NAME or cookie:NAME", text)
	}
	return nil
}

// of returns what stands for the client of a request, different for each kind.
// A request that does not have it is one of its address.
func (k Key) of(r *http.Request, trusted peers.Set) string {
	value := ""
	switch k.kind {
	case byUser:
		value = auth.User(r)
	case byHeader:
		value = r.Header.Get(k.name)
	case byCookie:
		if values := cookie.Values(r, k.name); len(values) > 0 {
			value = values[0]
		}
	}
	if value != "" {
		return "=" + value
	}
	return network(client(r, trusted))
}

// client returns the address a request is from: as a proxy says that is
// believed, or the connection.
func client(r *http.Request, trusted peers.Set) netip.Addr {
	addr := peers.Addr(r.RemoteAddr)
	if forwarded := r.Header["X-Forwarded-For"]; forwarded != nil && trusted.Contain(addr) {
		if said, _ := trusted.Client(forwarded); said.IsValid() {
			return said
		}
	}
	return addr
}

// network returns what one client has of addresses: an IPv6 network of 64 bits,
// as they are given out, or one address.
func network(addr netip.Addr) string {
	if addr.Is6() && !addr.Is4In6() {
		if prefix, err := addr.WithZone("").Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}
