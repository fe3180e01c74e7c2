package lint

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// checkEnviron is check_environ of the references.
func checkEnviron(environ map[string]any) {
	check(environ != nil, "environ is nil")
	for _, key := range []string{
		"REQUEST_METHOD", "SERVER_NAME", "SERVER_PORT", "wsgi.version", "wsgi.input", "wsgi.errors", "wsgi.multithread",
		"wsgi.multiprocess", "wsgi.run_once", "wsgi.url_scheme",
	} {
		_, ok := environ[key]
		check(ok, "environ has no key %q", key)
	}
	for _, key := range []string{"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"} {
		_, ok := environ[key]
		check(!ok, "environ has the key %q, which is %q", key, key[len("HTTP_"):])
	}
	checkTexts(environ)
	checkWSGIKeys(environ)
	checkPaths(environ)
	warnOf(environ)
}

// checkTexts checks that all variables of CGI, those whose names have no dot,
// are strings.
func checkTexts(environ map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(environ)) {
		_, isText := environ[key].(string)
		check(isText || strings.Contains(key, "."), "environ[%q] is a %T, not a string", key, environ[key])
	}
	for _, key := range []string{"REQUEST_METHOD", "SERVER_NAME", "SERVER_PORT"} {
		check(environ[key] != "", "environ[%q] is empty", key)
	}
}

func checkWSGIKeys(environ map[string]any) {
	_, isVersion := environ["wsgi.version"].([2]int)
	check(isVersion, "wsgi.version is a %T, not a [2]int", environ["wsgi.version"])
	scheme := environ["wsgi.url_scheme"]
	check(scheme == "http" || scheme == "https", "wsgi.url_scheme is %#v, neither http nor https", scheme)
	_, reads := environ["wsgi.input"].(io.Reader)
	check(reads, "wsgi.input is a %T, not an io.Reader", environ["wsgi.input"])
	_, writes := environ["wsgi.errors"].(io.Writer)
	check(writes, "wsgi.errors is a %T, not an io.Writer", environ["wsgi.errors"])
	for _, key := range []string{"wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"} {
		_, isBool := environ[key].(bool)
		check(isBool, "%s is a %T, not a bool", key, environ[key])
	}
}

func checkPaths(environ map[string]any) {
	script, _ := environ["SCRIPT_NAME"].(string)
	path, hasPath := environ["PATH_INFO"].(string)
	check(script == "" || script[0] == '/', "SCRIPT_NAME does not start with a slash: %q", script)
	check(path == "" || path[0] == '/', "PATH_INFO does not start with a slash: %q", path)
	check(script != "" || hasPath, "environ has neither SCRIPT_NAME nor PATH_INFO")
	check(script != "/", "SCRIPT_NAME is \"/\"; it should be empty, and PATH_INFO \"/\"")
	if length, _ := environ["CONTENT_LENGTH"].(string); length != "" {
		n, err := strconv.Atoi(length)
		check(err == nil && n >= 0, "CONTENT_LENGTH is not a length: %q", length)
	}
}

// warnOf tells what is strange and yet allowed.
func warnOf(environ map[string]any) {
	var warnings bytes.Buffer
	if _, ok := environ["QUERY_STRING"]; !ok {
		warnings.WriteString("wsgi lint: warning: environ has no QUERY_STRING\n")
	}
	method := environ["REQUEST_METHOD"].(string)
	if !slices.Contains([]string{"GET", "HEAD", "POST", "OPTIONS", "PATCH", "PUT", "DELETE", "TRACE"}, method) {
		fmt.Fprintf(&warnings, "wsgi lint: warning: unknown REQUEST_METHOD %q\n", method)
	}
	if _, buffered := environ["wsgi.input"].(*bufio.Reader); !buffered {
		fmt.Fprintf(&warnings, "wsgi lint: warning: wsgi.input is a %T, not the *bufio.Reader that apps ask for: bufio.NewReader makes one of it\n",
			environ["wsgi.input"])
	}
	if warnings.Len() > 0 {
		_, _ = environ["wsgi.errors"].(io.Writer).Write(warnings.Bytes()) // who logs cannot tell that logging fails
	}
}
