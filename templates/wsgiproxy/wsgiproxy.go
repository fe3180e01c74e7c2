// Package wsgiproxy joins two servers as WSGIProxy does: the app sends requests
// on to another server and tells it what they were, the filter there makes them
// look so again.
//
// # Differences
//
// Requests are not signed, whatever secret_file says; the filter believes peers
// that trust_ips lists, and without it those of the machine itself. Keys of
// environ are not sent along. The filter of WSGIProxy itself has never worked
// with the app: it looks for X-Script-Name, which the app calls
// X-Forwarded-Script-Name.
//
//paste:group proxy
package wsgiproxy

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"strings"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/proxy"
)

// Options are the keys of the app's section.
type Options struct {
	// Href is the URL that requests are sent to.
	Href string `paste:"href,required"`

	// SecretFile would sign requests. They are not signed: let the other server
	// listen where only this one reaches it.
	SecretFile string `paste:"secret_file,ignored"`
}

// New returns an app that sends requests on to the server at href, and tells it
// what they were in the headers of WSGIProxy: X-Forwarded-Server,
// X-Forwarded-Scheme, X-Forwarded-For, X-Forwarded-Script-Name,
// X-Traversal-Path and X-Traversal-Query-String.
//
//paste:app_factory wsgiproxy
//paste:stands_for egg:WSGIProxy#main egg:WSGIProxy#proxy wsgiproxy.wsgiapp:make_app
func New(o Options, log *slog.Logger) (http.Handler, error) {
	href, err := proxy.ParseAddress(o.Href)
	if err != nil {
		return nil, fmt.Errorf("href: %w", err)
	}
	base := strings.TrimRight(href.Path, "/")
	forward := &httputil.ReverseProxy{
		Transport:    proxy.Transport(0),
		ErrorHandler: proxy.ErrorHandler(log),
		ErrorLog:     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		Rewrite: func(r *httputil.ProxyRequest) {
			out := r.Out.URL
			out.Scheme, out.Host, r.Out.Host = href.Scheme, href.Host, href.Host
			out.RawPath = strings.TrimRight(href.EscapedPath(), "/") + r.In.URL.EscapedPath()
			out.Path = base + r.In.URL.Path
			out.RawQuery = joinQueries(r.In.URL.RawQuery, href.RawQuery)
			tell(r, base, href.RawQuery)
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if proxy.Leaves(r.URL.Path) {
			http.Error(w, "400 bad path", http.StatusBadRequest)
			return
		}
		forward.ServeHTTP(w, r)
	}), nil
}

// Validate returns an error for a URL that is none of a server.
func (o Options) Validate() error {
	_, err := proxy.ParseAddress(o.Href)
	return err
}

// tell sets the headers that say what the request was, in place of what the
// client says in them.
func tell(r *httputil.ProxyRequest, base, query string) {
	h := r.Out.Header
	for name := range h {
		if strings.HasPrefix(name, "X-Wsgiproxy-") {
			delete(h, name)
		}
	}
	r.SetXForwarded()
	scheme := h.Get("X-Forwarded-Proto")
	if given := r.In.URL.Scheme; given != "" && r.In.URL.Host == "" {
		scheme = given
	}
	for name, value := range map[string]string{
		"X-Forwarded-Server":       r.In.Host,
		"X-Forwarded-Scheme":       scheme,
		"X-Forwarded-Script-Name":  mount.Prefix(r.In),
		"X-Traversal-Path":         base,
		"X-Traversal-Query-String": query,
		"X-Wsgiproxy-Version":      "",
		"X-Forwarded-Host":         "",
		"X-Forwarded-Proto":        "",
	} {
		h.Del(name)
		if value != "" {
			h.Set(name, value)
		}
	}
}

func joinQueries(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + "&" + second
}
