// Package urlhost tells which host a request asks for, as Paste's urlmap compares it with "domain" keys.
package urlhost

import (
	"net/http"
	"strings"
)

// requestHost is the host that a request names: its Host in lower case, divided at the first colon.
type requestHost struct {
	name string
	port string // from Host, else that of the scheme: 80, or 443 under TLS
}

// hostOf returns the host that r names. Without a Host (HTTP/1.0) the name is empty, which no domain equals.
func hostOf(r *http.Request) requestHost {
	name, port, found := strings.Cut(strings.ToLower(r.Host), ":")
	switch {
	case found:
	case r.TLS != nil:
		port = "443"
	default:
		port = "80"
	}
	return requestHost{name, port}
}

// is reports whether domain is this host, or this host with ":" and its port. The domain is compared as it is written,
// so one with an upper-case letter is never met (paste/urlmap.py, URLMap.__call__).
func (h requestHost) is(domain string) bool {
	rest, found := strings.CutPrefix(domain, h.name)
	return found && (rest == "" || rest[0] == ':' && rest[1:] == h.port)
}
