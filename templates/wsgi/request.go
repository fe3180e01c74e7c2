package wsgi

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/values"
)

// requestOf returns the request that environ describes. What it has no words
// for is as in the request that the server got, which environ has under
// "net/http.request" and which stays as it is; without that one it is as in
// none.
func requestOf(environ map[string]any) *http.Request {
	original, known := environ["net/http.request"].(*http.Request)
	if !known {
		original = &http.Request{URL: &url.URL{}, Proto: textOf(environ, "SERVER_PROTOCOL")}
		original.ProtoMajor, original.ProtoMinor, _ = http.ParseHTTPVersion(original.Proto)
	}
	ctx := withValues(original.Context(), environ)
	r := original.WithContext(context.WithValue(ctx, struct{ WSGI string }{"environ"}, environ))
	r.Method = cmp.Or(textOf(environ, "REQUEST_METHOD"), http.MethodGet)
	r.URL = urlOf(environ, original.URL)
	if r.URL.RawQuery != original.URL.RawQuery {
		r.Form = nil // what was parsed is no longer so
	}
	r.Pattern = patternOf(textOf(environ, "SCRIPT_NAME"), original.Pattern)
	if !known {
		r.RequestURI = (&url.URL{Path: r.Pattern + r.URL.Path, RawQuery: r.URL.RawQuery}).RequestURI()
	}
	r.Host = cmp.Or(textOf(environ, "HTTP_HOST"), original.Host)
	r.Header = headerOf(environ, original.Header)
	r.Body, r.ContentLength = bodyOf(environ, original)
	setClient(environ, r)
	return r
}

// withValues makes what middleware has put into environ, or taken out of it,
// values of a context.
func withValues(ctx context.Context, environ map[string]any) context.Context {
	known := maps.Collect(values.Each(ctx))
	for key, value := range environ {
		before, is := known[key]
		ours := isRequest(key) || isCall(key) || key == "SERVER_NAME" || key == "SERVER_PORT"
		if is && !same(before, value) || !is && !ours {
			ctx = values.With(ctx, key, value)
		}
	}
	for key, value := range known {
		if _, is := environ[key]; !is && value != nil {
			ctx = values.With(ctx, key, nil)
		}
	}
	return ctx
}

// textOf returns a string of environ, "" when there is none.
func textOf(environ map[string]any, key string) string {
	text, _ := environ[key].(string)
	return text
}

// patternOf is the Pattern for SCRIPT_NAME. One that is no prefix, but the
// pattern of a http.ServeMux, stays where there is no SCRIPT_NAME.
func patternOf(script, pattern string) string {
	if script == "" && mount.PrefixIn(pattern) == "" {
		return pattern
	}
	return script
}

// urlOf is the original URL with the path and query of environ. How the path
// was escaped is known while it is the same.
func urlOf(environ map[string]any, original *url.URL) *url.URL {
	u := *original
	if path := textOf(environ, "PATH_INFO"); path != u.Path {
		u.Path, u.RawPath = path, ""
	}
	u.RawQuery = textOf(environ, "QUERY_STRING")
	return &u
}

// headerOf is the request header of environ. Values that a name had several of
// stay apart while they are the same.
func headerOf(environ map[string]any, original http.Header) http.Header {
	header := make(http.Header, len(original))
	for key, value := range environ {
		name, found := strings.CutPrefix(key, "HTTP_")
		text, ok := value.(string)
		if !found || !ok || name == "HOST" || name == "TRANSFER_ENCODING" {
			continue
		}
		name = http.CanonicalHeaderKey(strings.ReplaceAll(name, "_", "-"))
		header[name] = valuesOf(name, text, original[name])
	}
	for name, key := range map[string]string{"Content-Type": "CONTENT_TYPE", "Content-Length": "CONTENT_LENGTH"} {
		if text := textOf(environ, key); text != "" {
			header[name] = []string{text}
		}
	}
	return header
}

func valuesOf(name, text string, original []string) []string {
	if len(original) > 1 && field.Join(name, original...) == text {
		return original
	}
	return []string{text}
}

// bodyOf is the body of wsgi.input, with the length of CONTENT_LENGTH; -1 says
// that it is not known.
func bodyOf(environ map[string]any, original *http.Request) (io.ReadCloser, int64) {
	input, ok := environ["wsgi.input"].(io.Reader)
	length, err := strconv.ParseInt(textOf(environ, "CONTENT_LENGTH"), 10, 64)
	switch {
	case !ok || input == nil:
		return http.NoBody, 0
	case err == nil && length > 0:
		return inputBody{io.LimitReader(input, length), original.Body}, length
	case err == nil || !hasEnd(environ, original):
		return http.NoBody, 0
	default:
		return inputBody{input, original.Body}, -1
	}
}

// hasEnd reports whether wsgi.input has an end of its own, without a
// CONTENT_LENGTH, and perhaps something before it. That of a server whose
// request has no body is at its end.
func hasEnd(environ map[string]any, original *http.Request) bool {
	if input, buffered := environ["wsgi.input"].(*bufio.Reader); buffered && original.ContentLength == 0 {
		if _, err := input.Peek(1); err == io.EOF {
			return false
		}
	}
	ends, _ := environ["wsgi.input_terminated"].(bool)
	return ends
}

// inputBody closes the body of the server, which may be nil.
type inputBody struct {
	io.Reader
	closer io.Closer
}

func (b inputBody) Close() error {
	if b.closer == nil {
		return nil
	}
	return b.closer.Close()
}

// setClient sets what environ says about where the request comes from.
func setClient(environ map[string]any, r *http.Request) {
	if host := textOf(environ, "REMOTE_ADDR"); host != "" {
		r.RemoteAddr = net.JoinHostPort(host, cmp.Or(textOf(environ, "REMOTE_PORT"), "0"))
	}
	switch textOf(environ, "wsgi.url_scheme") {
	case "http":
		r.TLS = nil
	case "https":
		if r.TLS == nil {
			r.TLS = &tls.ConnectionState{HandshakeComplete: true} // as net/http/cgi has it
		}
	}
	r.URL.Scheme = "" // TLS says it
}
