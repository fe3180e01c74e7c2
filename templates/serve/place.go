package serve

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/listen"
)

// placeAttrs says where a listener is: the address, with the real port, and for
// people the URL.
func placeAttrs(addr net.Addr, isTLS bool) []any {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return []any{"addr", listen.UnixScheme + addr.String()}
	}
	host := tcp.String()
	if tcp.IP.IsUnspecified() {
		host = strings.TrimPrefix(host, "[::]")
		host = "localhost" + strings.TrimPrefix(host, "0.0.0.0")
	}
	scheme := "http"
	if isTLS {
		scheme = "https"
	}
	place := url.URL{Scheme: scheme, Host: host, Path: "/"}
	return []any{"addr", tcp.String(), "url", place.String()}
}

// redirecting sends clients that came by plain HTTP to where the same is by https.
type redirecting struct{ to *appServer }

// ServeHTTP implements http.Handler.
func (h *redirecting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	place, ok := h.secured(r)
	if !ok {
		http.Error(w, "This is not said to be of any host.", http.StatusBadRequest)
		return
	}
	w.Header().Set("Connection", "close")
	http.Redirect(w, r, place, http.StatusPermanentRedirect)
}

// secured is where a request is answered by https: at the same host, at the
// port of the app's first address.
func (h *redirecting) secured(r *http.Request) (place string, ok bool) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if host == "" || r.URL.Path == "" || r.URL.Path[0] != '/' {
		return "", false
	}
	port := ""
	for _, l := range h.to.listeners {
		if tcp, ok := l.Addr().(*net.TCPAddr); ok && l.server == h.to.server {
			port = strconv.Itoa(tcp.Port)
			break
		}
	}
	if port != "" && port != "443" {
		host = net.JoinHostPort(host, port)
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	to := url.URL{Scheme: "https", Host: host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	return to.String(), true
}
