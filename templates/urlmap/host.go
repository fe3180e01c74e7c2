package urlmap

import (
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/target"
)

// Host is the host that a request names: its Host in lower case, divided at the
// first colon.
type Host struct {
	Name string
	Port string // from Host, else that of the scheme: 80, or 443 for https
}

// HostOf returns the host that r names. Without a Host (HTTP/1.0) the name is
// empty, which no domain equals.
func HostOf(r *http.Request) Host {
	name, port, found := strings.Cut(strings.ToLower(r.Host), ":")
	switch {
	case found:
	case target.IsHTTPS(r):
		port = "443"
	default:
		port = "80"
	}
	return Host{name, port}
}

// Is reports whether domain is this host, or this host with ":" and its port.
// The domain is compared as it is written, so one with an upper-case letter is
// never met (paste/urlmap.py, URLMap.__call__).
func (h Host) Is(domain string) bool {
	rest, found := strings.CutPrefix(domain, h.Name)
	return found && (rest == "" || rest[0] == ':' && rest[1:] == h.Port)
}
