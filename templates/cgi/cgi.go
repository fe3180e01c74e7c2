// Package cgi runs a handler as a CGI program (RFC 3875), for the one request that the environment and the standard input
// have.
package cgi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cgi"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
)

// Serve answers the request of this process on the standard output and returns. A panic of h becomes its error, which
// has the stack; the web server answers for the program then with status 500, when no part of another answer is out yet.
// After that there is no way to tell it: a CGI program cannot end an answer before its time. The context is the request's.
//
// h gets SCRIPT_NAME as the request's Pattern and PATH_INFO, which the web server has decoded, as its path. All variables
// but those of the request's header are in the context for WSGI applications.
func Serve(ctx context.Context, h http.Handler) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			err = http.ErrAbortHandler
		default:
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	if os.Getenv("REQUEST_METHOD") == "" {
		return errors.New("this is a CGI program, for a web server to run: there is no REQUEST_METHOD in the environment")
	}
	return cgi.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, requestOf(ctx, r))
	}))
}

// requestOf sets what net/http/cgi leaves in one piece or leaves out.
func requestOf(ctx context.Context, r *http.Request) *http.Request {
	r = r.WithContext(context.WithValue(ctx, struct{ WSGI string }{"environ"}, variablesOf(os.Environ())))
	r.Pattern = strings.TrimSuffix(os.Getenv("SCRIPT_NAME"), "/")
	r.URL = &url.URL{Path: os.Getenv("PATH_INFO"), RawQuery: os.Getenv("QUERY_STRING")}
	r.RequestURI = os.Getenv("REQUEST_URI")
	if r.RequestURI == "" {
		r.RequestURI = (&url.URL{Path: r.Pattern + r.URL.Path, RawQuery: r.URL.RawQuery}).RequestURI()
	}
	return r
}

// variablesOf returns what a WSGI environ has of the environment of the process.
func variablesOf(environment []string) map[string]any {
	variables := map[string]any{"wsgi.multithread": false, "wsgi.multiprocess": true, "wsgi.run_once": true}
	for _, pair := range environment {
		if key, value, ok := strings.Cut(pair, "="); ok && !strings.HasPrefix(key, "HTTP_") {
			variables[key] = value
		}
	}
	return variables
}
