// Package requestid gives each request an id, for logs and for people who ask
// about an answer.
//
// The id is "req-" and a random UUID. The answer has it in
// X-Openstack-Request-Id, unless the app has set that itself, and an app finds
// it in the request's context:
//
//	id, _ := r.Context().Value("openstack.request_id").(string)
//
// An id of that form which the client has sent in X-Openstack-Request-Id is the
// value "openstack.global_request_id": one that goes through several services.
//
//paste:group logging
package requestid

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"regexp"

	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	oslo.Keys
}

// New returns a filter that gives each request an id.
//
//paste:filter_factory request_id
//paste:stands_for egg:oslo.middleware#request_id oslo_middleware:RequestId.factory oslo_middleware.request_id:RequestId.factory
//paste:stands_for oslo.middleware:RequestId.factory oslo.middleware.request_id:RequestId.factory
//paste:stands_for nova.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for cinder.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for neutron.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for glance.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for heat.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for keystone.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for manila.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for trove.openstack.common.middleware.request_id:RequestIdMiddleware.factory
//paste:stands_for sahara.openstack.common.middleware.request_id:RequestIdMiddleware.factory
func New(Options) func(http.Handler) http.Handler {
	return filter("X-Openstack-Request-Id")
}

// NewCompute returns a filter that gives each request an id, which the answer
// has in X-Compute-Request-Id.
//
//paste:filter_factory compute_req_id
//paste:stands_for nova.api.compute_req_id:ComputeReqIdMiddleware.factory
func NewCompute(Options) func(http.Handler) http.Handler {
	return filter("X-Compute-Request-Id")
}

// filter returns a filter that answers with the id in a header.
func filter(header string) func(http.Handler) http.Handler {
	isID := regexp.MustCompile(`^req-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := &answer{header: header, id: "req-" + NewUUID()}
			ctx := values.With(r.Context(), "openstack.request_id", a.id)
			if global := r.Header.Get("X-Openstack-Request-Id"); isID.MatchString(global) {
				ctx = values.With(ctx, "openstack.global_request_id", global)
			}
			watched := response.Watch(w)
			watched.Hook(a)
			next.ServeHTTP(watched, r.WithContext(ctx))
			watched.Finish()
		})
	}
}

// answer is an answer that is to have an id in a header.
type answer struct{ header, id string }

// BeforeHeader sets the header if nobody has.
func (a *answer) BeforeHeader(w *response.Writer, _ int) {
	if w.Header()[a.header] == nil {
		w.Header().Set(a.header, a.id)
	}
}

// NewUUID returns a random UUID, version 4.
func NewUUID() string {
	var u [16]byte
	_, _ = rand.Read(u[:]) // never fails
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
