// Package config tells apps what the INI file says: the keys of the filter's
// section, and those of [DEFAULT] that it has not itself, are the value
// "paste.config" in the context of a request, a map[string]string. It is a copy
// that the app may change.
//
//	config, _ := r.Context().Value("paste.config").(map[string]string)
//
// # Differences
//
// There is no paste.config.CONFIG, which is a global of Python's that is
// another one for each thread.
//
//paste:group apps
package config

import (
	"maps"
	"net/http"

	"github.com/pastegen/pastegen/templates/values"
)

// New returns a filter that gives apps the keys of its section.
//
//paste:filter_factory config
//paste:stands_for egg:Paste#config paste.config:make_config_filter
//paste:stands_for egg:PasteDeploy#config paste.deploy.config:make_config_filter
func New(global, local map[string]string) func(http.Handler) http.Handler {
	merged := maps.Clone(global)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, local)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(values.With(r.Context(), "paste.config", maps.Clone(merged))))
		})
	}
}
