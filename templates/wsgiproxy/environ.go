package wsgiproxy

import (
	"log/slog"
	"net/http"

	"github.com/pastegen/pastegen/templates/forwarded"
	"github.com/pastegen/pastegen/templates/peers"
)

// FilterOptions are the keys of the filter's section.
type FilterOptions struct {
	// TrustIPs are the proxies whose headers are believed, addresses and
	// networks between white space. A star is everybody.
	TrustIPs peers.Set `paste:"trust_ips,global,default=127.0.0.0/8 ::1"`

	// SecretFile would check that requests are signed. They are not: trust_ips
	// says who is believed.
	SecretFile string `paste:"secret_file,ignored"`

	// Prefix is where the proxy has mounted the app, whatever it says.
	Prefix string `paste:"prefix"`
}

// NewFilter returns a filter that makes requests look as they did before the
// app sent them on, by the headers X-Forwarded-Server, X-Forwarded-Scheme,
// X-Forwarded-For, X-Forwarded-Script-Name and X-Traversal-Path.
//
//paste:filter_factory wsgiproxy
//paste:stands_for egg:WSGIProxy#main wsgiproxy.wsgiapp:make_middleware
func NewFilter(o FilterOptions, log *slog.Logger) func(http.Handler) http.Handler {
	return forwarded.WSGIProxy(o.TrustIPs, o.Prefix, log)
}
