// Package cgi runs a handler as a CGI program (RFC 3875), for the one request
// that the environment and the standard input have.
package cgi

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"runtime/debug"
	"strings"

	"github.com/pastegen/pastegen/templates/gateway"
)

// Serve answers the request of this process on the standard output and returns.
// A panic of h becomes its error, which has the stack; the web server answers
// for the program then with status 500, when no part of another answer is out
// yet. After that there is no way to tell it: a CGI program cannot end an
// answer before its time. The context is the request's.
//
// h gets SCRIPT_NAME as the request's Pattern and PATH_INFO, which the web
// server has decoded, as its path. All variables but those of the request's
// header are values of the context, and in the environ of WSGI applications.
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
	variables := variablesOf(os.Environ())
	if variables["REQUEST_METHOD"] == "" {
		return errors.New("this is a CGI program, for a web server to run: there is no REQUEST_METHOD in the environment")
	}
	r, err := gateway.NewRequest(ctx, variables, os.Stdin, nil)
	if err != nil {
		return err
	}
	w := gateway.NewWriter(os.Stdout, r)
	h.ServeHTTP(w, withFlags(r))
	if !w.Finish() {
		return errors.New("the answer is shorter than its Content-Length")
	}
	return nil
}

// variablesOf returns the environment of a process as a map.
func variablesOf(environment []string) map[string]string {
	variables := map[string]string{}
	for _, pair := range environment {
		if key, value, ok := strings.Cut(pair, "="); ok {
			variables[key] = value
		}
	}
	return variables
}

// withFlags tells WSGI applications that this process is for one request.
func withFlags(r *http.Request) *http.Request {
	environ, _ := r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
	environ = maps.Clone(environ)
	environ["wsgi.multithread"], environ["wsgi.multiprocess"], environ["wsgi.run_once"] = false, true, true
	return r.WithContext(context.WithValue(r.Context(), struct{ WSGI string }{"environ"}, environ))
}
