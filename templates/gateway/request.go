package gateway

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/target"
	"github.com/pastegen/pastegen/templates/values"
)

// NewRequest makes a request of the variables of CGI (RFC 3875, 4): Pattern is
// SCRIPT_NAME, and the path PATH_INFO, which the web server has decoded. The
// other variables are values of the context, and in the environ of WSGI
// applications. An error says which variable is wrong.
//
// body is read as far as CONTENT_LENGTH says; if that is "" and
// HTTP_TRANSFER_ENCODING is chunked, to its end. Call Release of the request's
// Body, which is an *intake.Body then, when the request has been answered. The
// body takes room.
func NewRequest(ctx context.Context, variables map[string]string, body io.Reader, room *intake.Room) (*http.Request, error) {
	r := &http.Request{Method: variables["REQUEST_METHOD"], Host: variables["HTTP_HOST"], Close: true}
	switch {
	case r.Method == "":
		return nil, errors.New("there is no REQUEST_METHOD")
	case !field.IsToken(r.Method):
		return nil, fmt.Errorf("bad REQUEST_METHOD %q", r.Method)
	case !field.IsHost(r.Host):
		return nil, fmt.Errorf("bad HTTP_HOST %q", r.Host)
	}
	var ok bool
	if r.Proto, r.ProtoMajor, r.ProtoMinor, ok = protocolOf(variables["SERVER_PROTOCOL"]); !ok {
		return nil, fmt.Errorf("invalid SERVER_PROTOCOL %q", variables["SERVER_PROTOCOL"])
	}
	if err := setHeader(r, variables); err != nil {
		return nil, err
	}
	if err := setTarget(r, variables); err != nil {
		return nil, err
	}
	if err := setBody(r, variables, body, room); err != nil {
		return nil, err
	}
	setClient(r, variables)
	environ := environOf(variables)
	ctx = context.WithValue(values.WithMap(ctx, environ), struct{ WSGI string }{"environ"}, environ)
	return r.WithContext(ctx), nil
}

// protocolOf reads a SERVER_PROTOCOL: "HTTP/1.1", and "HTTP/2" as some write
// it. What is included by a page has "INCLUDED", and one that has none may be
// anything.
func protocolOf(text string) (proto string, major, minor int, ok bool) {
	switch text {
	case "", "INCLUDED":
		text = "HTTP/1.0"
	case "HTTP/2", "HTTP/3":
		text += ".0"
	}
	major, minor, ok = http.ParseHTTPVersion(text)
	return text, major, minor, ok
}

// setHeader makes the header of the variables that have it. CONTENT_TYPE and
// CONTENT_LENGTH are the only ones of their names; web servers send them a
// second time as HTTP_CONTENT_TYPE and HTTP_CONTENT_LENGTH, which must not
// count (RFC 3875, 4.1.18).
func setHeader(r *http.Request, variables map[string]string) error {
	r.Header = http.Header{}
	for key, value := range variables {
		name, isHeader := strings.CutPrefix(key, "HTTP_")
		switch {
		case !isHeader:
			continue
		case !field.IsToken(name):
			return fmt.Errorf("bad variable %q", key)
		case strings.ContainsAny(value, "\r\n\x00"):
			return fmt.Errorf("a line end in the value of %s", key)
		}
		switch name {
		case "HOST", "CONTENT_TYPE", "CONTENT_LENGTH", "TRANSFER_ENCODING":
		default:
			r.Header.Set(strings.ReplaceAll(name, "_", "-"), value)
		}
	}
	if contentType := cmp.Or(variables["CONTENT_TYPE"], variables["HTTP_CONTENT_TYPE"]); contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if length := variables["CONTENT_LENGTH"]; length != "" {
		r.Header.Set("Content-Length", length)
	}
	return nil
}

// setTarget sets URL, Pattern and RequestURI.
func setTarget(r *http.Request, variables map[string]string) error {
	r.URL = &url.URL{Path: variables["PATH_INFO"], RawQuery: variables["QUERY_STRING"]}
	r.Pattern = strings.TrimSuffix(variables["SCRIPT_NAME"], "/")
	whole := &url.URL{Path: r.Pattern + r.URL.Path, RawQuery: r.URL.RawQuery}
	if text := variables["REQUEST_URI"]; text != "" {
		asked, err := askedFor(r, text)
		if err != nil {
			return err
		}
		whole = asked
	}
	r.RequestURI = whole.RequestURI()
	if _, split := variables["PATH_INFO"]; !split {
		splitPath(r, variables, whole)
	}
	return nil
}

// askedFor reads a REQUEST_URI.
func askedFor(r *http.Request, text string) (*url.URL, error) {
	u, err := url.ParseRequestURI(text)
	if err != nil {
		return nil, fmt.Errorf("failed to parse REQUEST_URI into a URL: %q", text)
	}
	asked := &http.Request{Method: r.Method, URL: u, RequestURI: text}
	if err := target.Origin(asked); err != nil {
		return nil, fmt.Errorf("REQUEST_URI: %w", err)
	}
	return asked.URL, nil
}

// splitPath finds the path for a web server that sends no PATH_INFO. It is what
// SCRIPT_NAME leaves of the path that the client has asked for, or that the
// server has made of it, its DOCUMENT_URI. With FastCGI, a SCRIPT_NAME that is
// all of the DOCUMENT_URI is nginx's as it comes configured, which does not
// know where the app is: at the root then.
func splitPath(r *http.Request, variables map[string]string, whole *url.URL) {
	document := variables["DOCUMENT_URI"]
	if document != "" && document != whole.Path {
		whole = &url.URL{Path: document}
	}
	if document != "" && document == variables["SCRIPT_NAME"] && variables["SCGI"] == "" {
		r.Pattern = ""
	}
	rest, below := strings.CutPrefix(whole.Path, r.Pattern)
	if !below || rest != "" && rest[0] != '/' {
		return // the server has rewritten the path, and SCRIPT_NAME is all that it says
	}
	r.URL.Path = rest
	prefix := (&url.URL{Path: r.Pattern}).EscapedPath()
	if raw, same := strings.CutPrefix(whole.RawPath, prefix); same {
		r.URL.RawPath = raw
	}
}

// setBody sets Body and ContentLength.
func setBody(r *http.Request, variables map[string]string, body io.Reader, room *intake.Room) error {
	r.Body = http.NoBody
	source := intake.Source{Reader: body}
	if length := variables["CONTENT_LENGTH"]; length != "" {
		n, err := strconv.ParseUint(length, 10, 63)
		if err != nil {
			return fmt.Errorf("bad CONTENT_LENGTH %q", length)
		}
		r.ContentLength = int64(n)
		source.Reader = &exactly{body, r.ContentLength}
	} else if strings.EqualFold(variables["HTTP_TRANSFER_ENCODING"], "chunked") {
		r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
	}
	if r.ContentLength == 0 {
		return nil
	}
	if limited, ok := body.(interface{ SetReadDeadline(time.Time) error }); ok {
		source.SetReadDeadline = limited.SetReadDeadline
	}
	if closer, ok := body.(io.Closer); ok {
		source.Interrupt = func() { closer.Close() }
	}
	r.Body = intake.New(source, room)
	return nil
}

// exactly reads so many bytes. When there are less, that is no io.EOF.
type exactly struct {
	io.Reader
	left int64
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n, err := e.Reader.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	switch {
	case e.left == 0:
		err = io.EOF
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// setClient sets what the variables say of the connection that the web server has.
func setClient(r *http.Request, variables map[string]string) {
	port, _ := strconv.ParseUint(variables["REMOTE_PORT"], 10, 16) // 0 for one that is not told
	r.RemoteAddr = net.JoinHostPort(variables["REMOTE_ADDR"], strconv.FormatUint(port, 10))
	switch strings.ToLower(variables["HTTPS"]) {
	case "on", "yes", "1": // the words that wsgiref knows
		r.TLS = &tls.ConnectionState{HandshakeComplete: true}
	}
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
