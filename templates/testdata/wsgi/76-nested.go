package main

import (
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/wsgi"
)

func appNested(e environ, start startResponse) body {
	e["my.key"] = "kept"
	app := wsgi.Handler(func(e environ, start startResponse) body {
		start("200 OK", plain("X-Key", get(e, "my.key", "")), nil)
		return chunks(get(e, "PATH_INFO", ""), " ", get(e, "SCRIPT_NAME", ""))
	})
	middle := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.Pattern = strings.TrimPrefix(r.URL.Path, "/m"), "/m"
		app.ServeHTTP(w, r)
	})
	return wsgi.Call(middle)(e, start)
}
