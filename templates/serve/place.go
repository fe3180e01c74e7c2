package serve

import (
	"net"
	"net/url"
	"strings"

	"github.com/pastegen/pastegen/templates/listen"
)

// placeAttrs says where a listener is: the address, with the real port, and for people the URL.
func placeAttrs(addr net.Addr) []any {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return []any{"addr", listen.UnixScheme + addr.String()}
	}
	host := tcp.String()
	if tcp.IP.IsUnspecified() {
		host = strings.TrimPrefix(host, "[::]")
		host = "localhost" + strings.TrimPrefix(host, "0.0.0.0")
	}
	place := url.URL{Scheme: "http", Host: host, Path: "/"}
	return []any{"addr", tcp.String(), "url", place.String()}
}
