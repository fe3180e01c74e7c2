// Package correlationid gives each request an id that goes on with it to other
// services: the header X-Correlation-Id, which is left as it is when the client
// has sent one. The answer does not have it.
//
//paste:group logging
package correlationid

import (
	"net/http"

	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/requestid"
)

// Options are the keys of the section.
type Options struct {
	oslo.Keys
}

// New returns a filter that gives requests without X-Correlation-Id one.
//
//paste:filter_factory correlation_id
//paste:stands_for egg:oslo.middleware#correlation_id oslo_middleware:CorrelationId.factory
//paste:stands_for oslo_middleware.correlation_id:CorrelationId.factory
//paste:stands_for oslo.middleware:CorrelationId.factory oslo.middleware.correlation_id:CorrelationId.factory
func New(Options) func(http.Handler) http.Handler {
	const header = "X-Correlation-Id"
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get(header) == "" {
				c := *r
				c.Header = r.Header.Clone() // filters outside may be reading it
				c.Header.Set(header, requestid.NewUUID())
				r = &c
			}
			next.ServeHTTP(w, r)
		})
	}
}
