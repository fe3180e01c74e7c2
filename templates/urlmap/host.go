package urlmap

import (
	"net/http"
	"strings"
)

// Host is the host that a request names: its Host in lower case, divided at the first colon.
type Host struct {
	Name string
	Port string // from Host, else that of the scheme: 80, or 443 for https
}

// HostOf returns the host that r names. Without a Host (HTTP/1.0) the name is empty, which no domain equals.
func HostOf(r *http.Request) Host {
	name, port, found := strings.Cut(strings.ToLower(r.Host), ":")
	switch {
	case found:
	case isTLS(r):
		port = "443"
	default:
		port = "80"
	}
	return Host{name, port}
}

// isTLS reports whether the client came by https: as a filter that knows a proxy has said in URL.Scheme, or by the
// connection. A scheme that comes with a host is what the client has written in its request, and says nothing.
func isTLS(r *http.Request) bool {
	if r.URL.Scheme != "" && r.URL.Host == "" {
		return r.URL.Scheme == "https"
	}
	return r.TLS != nil
}

// Is reports whether domain is this host, or this host with ":" and its port. The domain is compared as it is written,
// so one with an upper-case letter is never met (paste/urlmap.py, URLMap.__call__).
func (h Host) Is(domain string) bool {
	rest, found := strings.CutPrefix(domain, h.Name)
	return found && (rest == "" || rest[0] == ':' && rest[1:] == h.Port)
}
