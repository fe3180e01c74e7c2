// Package backend sends requests on to a server elsewhere.
package backend

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

// Rewrite sends a request to where nothing listens.
func Rewrite(r *httputil.ProxyRequest) {
	r.SetURL(&url.URL{Scheme: "http", Host: "127.0.0.1:1"})
}

// Sorry answers for a server that does not.
func Sorry(w http.ResponseWriter, r *http.Request, err error) {
	http.Error(w, "sorry: "+err.Error(), http.StatusTeapot)
}
