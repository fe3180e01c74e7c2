// Package recursive lets an app answer with what it answers for another path.
//
// An app that panics with a value which has a method
//
//	ForwardPath() string
//
// or with an error that wraps one, has its request sent again through what the
// filter stands before, with that path, which may have a query. What was said
// of an answer until then is dropped. A path that leads to itself again ends
// with status 500.
//
// An app that wants to put what another path answers into a page of its own
// finds a function in the context of its request:
//
//	include, _ := r.Context().Value("paste.recursive.include").(func(path string) (*http.Response, error))
//
// It makes a GET request with the header, the context and the prefix of the
// app's own. Its answer is complete when it returns; the body is kept in
// memory. The values "paste.recursive.script_name", a string, and
// "paste.recursive.old_path_info", a []string, are the prefix under which the
// filter stands and the paths that were forwarded.
//
// # Differences
//
// paste.recursive.forward and .include_app_iter, which Paste itself calls
// deprecated, are not there. A path for include is one within the filter,
// without the prefix before it.
//
//paste:group dispatch
package recursive

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/raised"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// New returns a filter that lets apps within forward requests to other paths,
// and include what these answer.
//
//paste:filter_factory recursive
//paste:stands_for egg:Paste#recursive paste.recursive:make_recursive_middleware paste.recursive:RecursiveMiddleware
func New(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return &recursive{next, log} }
}

// recursive is the filter before an app.
type recursive struct {
	next http.Handler
	log  *slog.Logger
}

// ServeHTTP implements http.Handler.
func (f *recursive) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	watched := response.Watch(w)
	before := response.TakeSnapshot(watched.Header())
	original := *r
	var old []string
	for path, query := r.URL.Path, r.URL.RawQuery; ; {
		to, forwarded := f.try(watched, f.request(&original, old, path, query))
		if !forwarded {
			watched.Finish()
			return
		}
		before.Restore(watched.Header())
		if slices.Contains(old, path) {
			f.log.Error("a request was forwarded in a circle", "path", path, "paths", old)
			http.Error(watched, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		old = append(old, path)
		path, query, _ = strings.Cut(to, "?")
	}
}

// try lets the app answer, and returns where it wants the request to be forwarded.
func (f *recursive) try(w *response.Writer, r *http.Request) (to string, forwarded bool) {
	hooks := w.Hooks()
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		forward, ok := raised.As[interface{ ForwardPath() string }](v)
		if !ok || w.Status() != 0 || !strings.HasPrefix(forward.ForwardPath(), "/") {
			panic(v)
		}
		w.Cut(hooks)
		to, forwarded = forward.ForwardPath(), true
	}()
	f.next.ServeHTTP(w, r)
	return "", false
}

// request returns the request r for a path that others have led to.
func (f *recursive) request(r *http.Request, old []string, path, query string) *http.Request {
	ctx := values.With(r.Context(), "paste.recursive.script_name", r.Pattern)
	if len(old) > 0 {
		ctx = values.With(ctx, "paste.recursive.old_path_info", slices.Clone(old))
	}
	c := r.WithContext(values.With(ctx, "paste.recursive.include", func(path string) (*http.Response, error) {
		return f.include(ctx, r, path)
	}))
	if len(old) > 0 {
		c.URL = &url.URL{Scheme: r.URL.Scheme, Path: path, RawQuery: query}
		c.Form, c.PostForm, c.MultipartForm = nil, nil, nil
	}
	return c
}

// include answers a path into memory.
func (f *recursive) include(ctx context.Context, r *http.Request, path string) (*http.Response, error) {
	if !strings.HasPrefix(path, "/") {
		return nil, fmt.Errorf("the path %q does not begin with a slash", path)
	}
	c := r.WithContext(ctx)
	c.Method, c.Body, c.ContentLength, c.TransferEncoding = http.MethodGet, http.NoBody, 0, nil
	c.Form, c.PostForm, c.MultipartForm = nil, nil, nil
	path, query, _ := strings.Cut(path, "?")
	c.URL = &url.URL{Scheme: r.URL.Scheme, Path: path, RawQuery: query}
	c.Header = maps.Clone(r.Header)
	for _, name := range []string{
		"Content-Length", "Content-Type", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Range",
		"Transfer-Encoding",
	} {
		delete(c.Header, name)
	}
	if slices.Contains(includes(r.Context()), c.URL.String()) {
		return nil, fmt.Errorf("%s includes itself", path)
	}
	kept := &keeper{header: http.Header{}}
	New(f.log)(f.next).ServeHTTP(kept, c.WithContext(values.With(ctx, including, append(includes(r.Context()), c.URL.String()))))
	return kept.response(c), nil
}

// including is the key of the paths that are being included in each other.
const including = "paste.recursive.including"

func includes(ctx context.Context) []string {
	paths, _ := ctx.Value(including).([]string)
	return slices.Clip(paths)
}
