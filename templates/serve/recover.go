package serve

import (
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/target"
)

// recovering serves app. When the app panics, that is logged with its stack and answered with status 500, or, when a part
// of another answer is already out, by ending the connection, so that no client takes that part for the whole. The panic
// http.ErrAbortHandler passes through, as net/http documents it.
type recovering struct {
	app  http.Handler
	log  *slog.Logger
	room *intake.Room // for the bodies of all requests
}

func (h recovering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := newExchange(w, r, h.room)
	defer e.finish()
	if err := target.Origin(r); err != nil {
		http.Error(e, err.Error(), http.StatusBadRequest)
		return
	}
	defer h.recovered(e, r)
	h.app.ServeHTTP(e, r)
}

// recovered is deferred by ServeHTTP.
func (h recovering) recovered(e *exchange, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		e.broken = true
		panic(v)
	}
	h.log.Error("panic", "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
	if e.sent {
		e.broken = true
		panic(http.ErrAbortHandler)
	}
	clear(e.Header()) // what the app prepared, cookies say, belongs to an answer that did not come
	http.Error(e, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
