// Package loglevel shows the levels of the program's log, and changes them while
// it runs. It is for an address that only operators reach, an admin port:
//
//	[pastegen]
//	serve = main=:8080 admin=127.0.0.1:9000
//
//	[app:admin]
//	use = egg:pastegen#loglevel
//
// It answers with the levels as JSON, {"root": "INFO", "nova.api": "DEBUG"}: of
// those loggers that have one of their own. With the method POST or PUT it first
// gives the logger of the field logger, else the root, the level of the field
// level:
//
//	curl -d logger=nova.api -d level=debug http://127.0.0.1:9000/
//
// An empty level has the logger take that of the one above. A program whose file
// has no [loggers] has one level for all, that of the root. Levels are as
// before when the program has started anew, or has reloaded.
//
//paste:group logging
package loglevel

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/sameorigin"
)

// New returns an app that shows and changes the levels of the program's log.
//
//paste:app_factory loglevel
func New(ctx context.Context) http.Handler {
	levels, _ := ctx.Value("pastegen.loglevels").(func(logger, level string) (map[string]string, error))
	return &app{levels}
}

// app is the app.
type app struct {
	levels func(logger, level string) (map[string]string, error) // nil if the log is another's
}

// show is the level that changes nothing.
const show = "?"

// most is how long the body of a request may be.
const most = 4096

// ServeHTTP implements http.Handler.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.levels == nil {
		http.Error(w, "The program's log is none that this can change.", http.StatusNotImplemented)
		return
	}
	logger, level := "root", show
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost, http.MethodPut:
		if err := sameorigin.Check(r, nil); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		if err := r.ParseForm(); err != nil || !r.Form.Has("level") {
			http.Error(w, "Give a level, and perhaps a logger, as fields of a form.", http.StatusBadRequest)
			return
		}
		logger, level = r.Form.Get("logger"), strings.TrimSpace(r.Form.Get("level"))
	default:
		w.Header().Set("Allow", "GET, HEAD, POST, PUT")
		http.Error(w, "Levels are asked for with GET, and changed with POST.", http.StatusMethodNotAllowed)
		return
	}
	a.answer(w, logger, level)
}

// answer changes a level, and answers with all.
func (a *app) answer(w http.ResponseWriter, logger, level string) {
	all, err := a.levels(logger, level)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(all) // fails when the client is gone
}
