package gateway

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cgi"
	"net/url"
	"strings"
)

// newRequest makes a request of the variables of CGI: Pattern is SCRIPT_NAME, and the path PATH_INFO, which the
// web server has decoded. The variables that are not of the request's header are in the context for WSGI applications. A
// web server that gives no PATH_INFO, as nginx by default, has its DOCUMENT_URI or the path of its REQUEST_URI instead.
func newRequest(ctx context.Context, variables map[string]string, body io.Reader) (*http.Request, error) {
	r, err := cgi.RequestFromMap(variables)
	if err != nil {
		return nil, fmt.Errorf("bad request: %w", err)
	}
	whole := r.URL
	r.URL = &url.URL{Path: variables["PATH_INFO"], RawQuery: variables["QUERY_STRING"]}
	r.Pattern = strings.TrimSuffix(variables["SCRIPT_NAME"], "/")
	if _, given := variables["PATH_INFO"]; !given {
		r.URL.Path, r.URL.RawPath, r.Pattern = whole.Path, whole.RawPath, ""
	}
	r.RequestURI = whole.RequestURI()
	r.Body = http.NoBody
	if r.ContentLength > 0 {
		r.Body = io.NopCloser(io.LimitReader(body, r.ContentLength))
	} else if variables["CONTENT_LENGTH"] == "" && hasUnsizedBody(variables) {
		r.Body, r.ContentLength = io.NopCloser(bufio.NewReader(body)), -1
	}
	return r.WithContext(context.WithValue(ctx, struct{ WSGI string }{"environ"}, environOf(variables))), nil
}

// hasUnsizedBody reports whether a body comes without a length.
func hasUnsizedBody(variables map[string]string) bool {
	return strings.EqualFold(variables["HTTP_TRANSFER_ENCODING"], "chunked")
}

// environOf returns what a WSGI environ has of the variables.
func environOf(variables map[string]string) map[string]any {
	environ := map[string]any{}
	for key, value := range variables {
		if !strings.HasPrefix(key, "HTTP_") {
			environ[key] = value
		}
	}
	return environ
}
