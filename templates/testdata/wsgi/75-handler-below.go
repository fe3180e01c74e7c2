package main

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/pastegen/pastegen/templates/wsgi"
)

func appHandlerBelow(e environ, start startResponse) body {
	e["REMOTE_USER"] = "joe"
	e["QUERY_STRING"] = get(e, "QUERY_STRING", "") + "&added"
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		user, _ := r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)["REMOTE_USER"].(string)
		w.Header().Set("X-User", user)
		fmt.Fprint(w, "handled ", r.URL.RawQuery)
	})
	return mapped(wsgi.Call(handler)(e, start), bytes.ToUpper)
}
