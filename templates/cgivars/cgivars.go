// Package cgivars says what a request is in the variables of CGI (RFC 3875),
// for programs that are asked by them and for people.
package cgivars

import (
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/target"
	"github.com/pastegen/pastegen/templates/values"
)

// Of returns the variables of a request. SCRIPT_NAME is where the app is
// mounted, PATH_INFO the rest of the path, decoded. SERVER_NAME is the address
// that the client has reached, unless a filter has said better. REMOTE_USER and
// whatever else filters have put into the context under names in capitals, as
// texts, is there too. Headers are left out that could be taken for others:
// Proxy, which programs take for their own HTTP_PROXY, and names with
// underscores. What a gateway has put there of the request itself does not count:
// filters and URL maps may have changed that.
func Of(r *http.Request) map[string]string {
	v := map[string]string{
		"GATEWAY_INTERFACE": "CGI/1.1",
		"REQUEST_METHOD":    r.Method,
		"REQUEST_URI":       r.RequestURI,
		"REQUEST_SCHEME":    "http",
		"SCRIPT_NAME":       mount.Prefix(r),
		"PATH_INFO":         r.URL.Path,
		"QUERY_STRING":      r.URL.RawQuery,
		"SERVER_PROTOCOL":   r.Proto,
		"HTTP_HOST":         r.Host,
		"CONTENT_TYPE":      r.Header.Get("Content-Type"),
	}
	if target.IsHTTPS(r) {
		v["REQUEST_SCHEME"], v["HTTPS"] = "https", "on"
	}
	v["REMOTE_ADDR"], v["REMOTE_PORT"] = hostPort(r.RemoteAddr)
	v["SERVER_NAME"], v["SERVER_PORT"] = place(r)
	if r.ContentLength > 0 || r.ContentLength == 0 && r.Header["Content-Length"] != nil {
		v["CONTENT_LENGTH"] = strconv.FormatInt(r.ContentLength, 10)
	}
	putHeaders(v, r.Header)
	for key, value := range values.All(r.Context()) {
		if text, ok := value.(string); ok && strings.ToUpper(key) == key && !isRequest(key) {
			v[key] = text
		}
	}
	return v
}

// isRequest reports whether a variable is of what the request itself has.
func isRequest(key string) bool {
	switch key {
	case "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH":
		return true
	}
	return strings.HasPrefix(key, "HTTP_")
}

func putHeaders(v map[string]string, h http.Header) {
	for name, lines := range h {
		switch {
		case name == "Proxy", name == "Content-Type", name == "Content-Length", strings.Contains(name, "_"):
			continue
		}
		separator := ", " // RFC 9110, 5.3
		if name == "Cookie" {
			separator = "; " // RFC 6265, 5.4
		}
		v["HTTP_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))] = strings.Join(lines, separator)
	}
}

// place is where the request came in. Only a unix socket has nothing better to
// say than the Host that the client has chosen.
func place(r *http.Request) (name, port string) {
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		return addr.IP.String(), strconv.Itoa(addr.Port)
	}
	name, port = hostPort(r.Host)
	if name == "" {
		name = r.Host
	}
	switch {
	case port != "":
	case target.IsHTTPS(r):
		port = "443"
	default:
		port = "80"
	}
	return name, port
}

// hostPort splits an address. Both parts are "" for one that has no port: that
// of a unix socket.
func hostPort(addr string) (host, port string) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", ""
	}
	return host, port
}
