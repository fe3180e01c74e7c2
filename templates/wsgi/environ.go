package wsgi

import (
	"net"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/target"
	"github.com/pastegen/pastegen/templates/values"
)

// ownKeys is how many keys an environ has besides those for headers.
const ownKeys = 28

// environ builds the dictionary that the app is called with. It is a fresh map,
// which the app may change and keep.
func (h *handler) environ(a *answer) map[string]any {
	r := a.r
	outer, _ := r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
	_, a.nested = outer["wsgi.input"] // which gateways do not set
	environ := make(map[string]any, ownKeys+len(r.Header)+len(outer))
	environ["wsgi.errors"] = a.errors
	environ["wsgi.multithread"] = true
	environ["wsgi.multiprocess"] = false
	environ["wsgi.run_once"] = false
	keepOuter(environ, outer)
	environ["wsgi.version"] = [2]int{1, 0}
	environ["wsgi.input"] = h.input(a)
	environ["wsgi.input_terminated"] = true
	environ["wsgi.file_wrapper"] = a.wrapFile
	environ["net/http.request"] = r
	environ["net/http.controller"] = &a.forApp
	texts := textSetter{environ: environ}
	h.putPlace(&texts, r, outer)
	putRequest(&texts, r)
	putTarget(&texts, r, outer)
	putHeaders(&texts, r)
	texts.flush()
	if values.Has(r.Context()) {
		putValues(environ, outer, r)
	}
	return environ
}

// keepOuter takes over what gateways and WSGI middleware outside have put into
// environ, except for what the request says: handlers in between may have
// changed the request.
func keepOuter(environ, outer map[string]any) {
	for key, value := range outer {
		switch {
		case strings.HasPrefix(key, "HTTP_"), key == "HTTPS", key == "CONTENT_TYPE", key == "CONTENT_LENGTH", key == "REMOTE_PORT":
		default:
			environ[key] = value
		}
	}
}

// putValues puts the values of the context, and takes out what they hide. What
// a layer outside has told of the request itself has been told anew.
func putValues(environ, outer map[string]any, r *http.Request) {
	for key, value := range values.Each(r.Context()) {
		switch _, known := outer[key]; {
		case known && (isRequest(key) || isCall(key)):
		case value == nil:
			delete(environ, key)
		default:
			environ[key] = value
		}
	}
	if scheme, told := environ["wsgi.url_scheme"]; told && (scheme == "https") != (environ["HTTPS"] != nil) {
		setHTTPS(environ, scheme == "https")
	}
}

func setHTTPS(environ map[string]any, on bool) {
	if on {
		environ["HTTPS"] = "on"
	} else {
		delete(environ, "HTTPS")
	}
}

// isRequest reports whether a key tells of the request: a handler of net/http
// finds it there.
func isRequest(key string) bool {
	switch key {
	case "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_PROTOCOL", "CONTENT_TYPE", "CONTENT_LENGTH",
		"REMOTE_ADDR", "REMOTE_PORT", "REQUEST_URI", "RAW_URI", "HTTPS", "GATEWAY_INTERFACE", "wsgi.url_scheme":
		return true
	}
	return strings.HasPrefix(key, "HTTP_")
}

// isCall reports whether a key has what is made for each call of an app.
func isCall(key string) bool {
	return key != "wsgi.url_scheme" && strings.HasPrefix(key, "wsgi.") || strings.HasPrefix(key, "net/http.")
}

// putRequest puts what CGI says about the request, its headers excepted. What
// does not apply is left out.
func putRequest(texts *textSetter, r *http.Request) {
	texts.environ["GATEWAY_INTERFACE"] = "CGI/1.1"
	texts.put("REQUEST_METHOD", r.Method)
	texts.put("SCRIPT_NAME", mount.Prefix(r))
	texts.put("PATH_INFO", r.URL.Path)
	texts.put("QUERY_STRING", r.URL.RawQuery)
	texts.put("SERVER_PROTOCOL", r.Proto)
	host, port := splitAddr(r.RemoteAddr)
	texts.put("REMOTE_ADDR", host)
	if port != "" && port != "0" { // which is for one that nobody knows
		texts.put("REMOTE_PORT", port)
	}
	if target.IsHTTPS(r) {
		texts.environ["wsgi.url_scheme"] = "https"
		texts.environ["HTTPS"] = "on"
	} else {
		texts.environ["wsgi.url_scheme"] = "http"
	}
}

// putTarget puts the path and the query as the client has sent them, from which
// apps tell %2F from a slash: uWSGI, waitress and Apache call it REQUEST_URI,
// gunicorn RAW_URI. A gateway knows better what its client has sent.
func putTarget(texts *textSetter, r *http.Request, outer map[string]any) {
	for _, key := range [...]string{"REQUEST_URI", "RAW_URI"} {
		if _, known := outer[key]; !known && r.RequestURI != "" {
			texts.put(key, r.RequestURI)
		}
	}
}

// putHeaders puts the headers. Values of one name are joined as HTTP allows.
// Names with an underscore are left out: they could pass for the same name with
// a hyphen, which a proxy may vouch for. So is Proxy, which programs that an
// app starts with these variables would take for their configuration.
//
// HTTP_TRANSFER_ENCODING tells of a body whose length nobody knows yet, whatever
// the protocol: applications refuse a body that has neither.
func putHeaders(texts *textSetter, r *http.Request) {
	if r.Host != "" {
		texts.put("HTTP_HOST", r.Host)
	}
	for name, values := range r.Header {
		if key := headerKey(name); key != "" && len(values) > 0 {
			texts.put(key, field.Join(name, values...))
		}
	}
	if r.ContentLength > 0 {
		texts.put("CONTENT_LENGTH", strconv.FormatInt(r.ContentLength, 10))
	} else if r.ContentLength == 0 && r.Header["Content-Length"] != nil {
		texts.put("CONTENT_LENGTH", "0")
	} else if r.ContentLength < 0 {
		texts.put("HTTP_TRANSFER_ENCODING", "chunked")
	}
}

// splitAddr splits an address. Both parts are "" for one that has no port: that
// of a unix socket.
func splitAddr(addr string) (host, port string) {
	i := strings.LastIndexByte(addr, ':')
	if i < 0 {
		return "", ""
	}
	return strings.Trim(addr[:i], "[]"), addr[i+1:]
}

// endpoint is where a request came in. There are few, so that the last one
// nearly always fits the next request.
type endpoint struct {
	addr       net.TCPAddr
	name, port string
}

// putPlace puts SERVER_NAME and SERVER_PORT, which the PEP wants in each
// environ, unless a gateway has said them: the address the client reached, and
// not the Host header, which the client chooses. Only a unix socket has nothing
// else.
func (h *handler) putPlace(texts *textSetter, r *http.Request, outer map[string]any) {
	name, port := h.serverPlace(r)
	if _, known := outer["SERVER_NAME"]; !known {
		texts.put("SERVER_NAME", name)
	}
	if _, known := outer["SERVER_PORT"]; !known {
		texts.put("SERVER_PORT", port)
	}
}

func (h *handler) serverPlace(r *http.Request) (name, port string) {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return hostPlace(r)
	}
	place := h.place.Load()
	if place == nil || place.addr.Port != addr.Port || !place.addr.IP.Equal(addr.IP) {
		place = &endpoint{*addr, addr.IP.String(), strconv.Itoa(addr.Port)}
		h.place.Store(place)
	}
	return place.name, place.port
}

func hostPlace(r *http.Request) (name, port string) {
	name, port = splitAddr(r.Host)
	if port == "" {
		name, port = r.Host, "80"
		if target.IsHTTPS(r) {
			port = "443"
		}
	}
	if name == "" {
		name = "localhost"
	}
	return name, port
}

// textSetter puts strings into an environ. A string that becomes an any is an
// allocation of its own; an element of an array that already is one is not, and
// that is what reflect hands out. It is most of what an environ would cost.
type textSetter struct {
	environ map[string]any
	n       int // how many wait in keys and values
	keys    [32]string
	values  [32]string
}

func (t *textSetter) put(key, value string) {
	if t.n == len(t.values) {
		t.flush()
	}
	t.keys[t.n], t.values[t.n] = key, value
	t.n++
}

// flush puts what waits.
func (t *textSetter) flush() {
	values := reflect.ValueOf(t.values)
	for i, key := range t.keys[:t.n] {
		t.environ[key] = values.Index(i).Interface()
	}
	t.n = 0
}
