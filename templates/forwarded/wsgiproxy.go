package forwarded

import (
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/peers"
)

// WSGIProxy returns a filter that makes requests look as they did before the
// app of WSGIProxy sent them on, if the peer is one of trusted. A prefix that
// is not empty is where the app is mounted, whatever the headers say.
func WSGIProxy(trusted peers.Set, prefix string, log *slog.Logger) func(http.Handler) http.Handler {
	t := newTranslator(trusted, log, "X-Forwarded-Server", "X-Forwarded-Scheme", "X-Forwarded-For", "X-Forwarded-Script-Name", "X-Traversal-Path")
	translate := t.filter(func(v *view, h http.Header) {
		client, hops := trusted.Client(h["X-Forwarded-For"])
		if client.IsValid() {
			v.RemoteAddr = net.JoinHostPort(client.String(), "0")
		}
		v.setHost(peers.Item(h["X-Forwarded-Server"], hops))
		v.setScheme(peers.Item(h["X-Forwarded-Scheme"], hops))
		v.cutPath(peers.Item(h["X-Traversal-Path"], hops))
		v.setPrefix(peers.Item(h["X-Forwarded-Script-Name"], hops))
	})
	if prefix = "/" + strings.Trim(prefix, "/"); prefix == "/" {
		return translate
	}
	return func(next http.Handler) http.Handler {
		return translate(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c := *r
			c.Pattern = prefix
			next.ServeHTTP(w, &c)
		}))
	}
}

// cutPath cuts what the proxy has put before the path off it again, if it is
// there.
func (v *view) cutPath(path string) {
	path = strings.TrimRight(path, "/")
	rest, ok := strings.CutPrefix(v.url.Path, path)
	if !ok || rest != "" && rest[0] != '/' {
		return
	}
	raw, ok := strings.CutPrefix(v.url.RawPath, path)
	if !ok || raw == "" || raw[0] != '/' {
		raw = "" // it is written in a way of its own: the path alone says the rest
	}
	v.url.Path, v.url.RawPath = rest, raw
}
