// Package wsgi serves applications that are written to the contract of WSGI
// (PEP 3333) through net/http. The contract is here in types of the standard
// library, so that applications and middleware import nothing of this package:
//
//	func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) (write func([]byte) error)) iter.Seq[[]byte]
//
// What Python says with other means reads like this:
//
//   - A native string is a Go string with the same bytes. Nothing is decoded as Latin-1 and back; the bytes of a path may
//     be no UTF-8.
//   - An exception is a panic. Its own errors (a second start without excInfo, a forbidden header, a body before start) are
//     panics with an error that says so. They pass through all layers, as exceptions do, to the one who serves.
//   - The iterable is a range function. Its close() is the end of its function: "yield" returns false when the iteration
//     ends early, because the client has gone say, and what the function has deferred runs then, always and once.
//   - excInfo is the error that the answer is about. Where it is to be raised, start panics with it.
//   - write returns an error instead of raising it.
//
// A chunk belongs to the app: it may be used again as soon as yield or write
// returns. A list of headers must not be changed after it was given to start;
// requests may share one.
//
// Keys of environ beyond those of the PEP:
//
//   - "net/http.request", a *http.Request: the request itself, and with it the context
//   - "net/http.controller", a *http.ResponseController: for deadlines, say
//   - "wsgi.input", a *bufio.Reader: it reads by size and by lines. It ends where the body ends, chunked ones too, which
//     "wsgi.input_terminated" tells. Middleware that replaces it gives a *bufio.Reader too, because that is what apps ask for:
//     bufio.NewReader makes one of any reader, and gives back what is one. Handlers of net/http below take any io.Reader.
//   - "wsgi.errors", an io.Writer: the error log of the server
//   - "wsgi.version", a [2]int
//   - "wsgi.file_wrapper", a func(file io.Reader, blockSize int) iter.Seq[[]byte]: an app that returns its result, as it
//     is, sends the file by the server's io.ReaderFrom, which is sendfile where the system has it. The file is closed when
//     it is a io.Closer.
//
// A gateway or a filter of net/http adds keys of its own, or its own
// SERVER_NAME, REMOTE_USER and wsgi.multiprocess, by a map[string]any in the
// request's context under the key struct{ WSGI string }{"environ"}. Values that
// package values puts into the context are in environ under their keys, and
// what WSGI middleware puts there is such a value for handlers of net/http
// below it. What an app puts into environ, or takes out, reaches WSGI
// middleware outside also where handlers of net/http stand between: when the
// headers go out, and at the end.
package wsgi

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"sync/atomic"
)

// App is a WSGI application, with or without middleware around it.
type App = func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) (write func([]byte) error)) iter.Seq[[]byte]

// Handler serves a WSGI application through net/http. SCRIPT_NAME is the
// request's Pattern where that is a prefix, and PATH_INFO the decoded path that
// is left. What the app panics with goes to the handlers above; where the
// handler is a http.Server's own, so that there are none, it answers with
// status 500 while it still can.
//
// It panics if app is nil, as a factory that has made none does not notice.
func Handler(app App) http.Handler {
	if app == nil {
		panic(errors.New("wsgi: the app is nil"))
	}
	return &handler{app: app, noInput: bufio.NewReaderSize(http.NoBody, 0)}
}

// handler is what all requests to one app share.
type handler struct {
	app     App
	noInput *bufio.Reader // reads nothing; each request without a body has a copy
	place   atomic.Pointer[endpoint]
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	server, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	a := &answer{w: w, r: r, controller: *http.NewResponseController(w), errors: errorLog(server), left: -1}
	a.forApp = *http.NewResponseController((*control)(a))
	defer a.end()
	if server != nil && server.Handler == http.Handler(h) {
		defer a.recover()
	}
	environ := h.environ(a)
	a.told = dictionary{environ: environ, ctx: r.Context(), nested: a.nested}
	a.told.watch()
	body := h.app(environ, a.start)
	if body == nil {
		panic(errors.New("wsgi: the app has returned no body; an empty one is a function that yields nothing"))
	}
	a.iterate(body)
	a.finish()
}

// errorLog is wsgi.errors: the error log of the server, which is nil where the
// request comes from elsewhere.
func errorLog(server *http.Server) io.Writer {
	if server != nil && server.ErrorLog != nil {
		return server.ErrorLog.Writer()
	}
	return os.Stderr
}
