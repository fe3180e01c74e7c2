// Package registry has a filter that does nothing.
//
// Paste's gives each request its own values of global variables, for libraries
// that are written around such. Go has the context of a request for that:
// r.Context().Value("REMOTE_USER"), say. The filter is there so that files
// which name it run.
//
//paste:group apps
package registry

import "net/http"

// New returns a filter that does nothing: the context of a request is Go's
// registry.
//
//paste:filter_factory registry
//paste:stands_for egg:Paste#registry paste.registry:make_registry_manager paste.registry:RegistryManager
func New() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return next }
}
