package catcherrors

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// SwiftOptions are the keys of the section of Swift's filter.
type SwiftOptions struct {
	// TransIDSuffix is added to each transaction id.
	TransIDSuffix string `paste:"trans_id_suffix,global"`

	// LogName has no effect: the log carries the section's name.
	LogName string `paste:"log_name,ignored"`

	// LogFacility has no effect.
	LogFacility string `paste:"log_facility,ignored"`

	// LogLevel has no effect.
	LogLevel string `paste:"log_level,ignored"`

	// LogHeaders has no effect: headers are logged with an error.
	LogHeaders string `paste:"log_headers,ignored"`

	// LogAddress has no effect.
	LogAddress string `paste:"log_address,ignored"`
}

// NewSwift returns Swift's filter, which besides gives each request a
// transaction id: the answer has it in X-Trans-Id and X-Openstack-Request-Id,
// an app finds it as "swift.trans_id" in the request's context. What the client
// sends in X-Trans-Id-Extra is added to it, up to 32 characters.
//
//paste:filter_factory swift_catch_errors
//paste:stands_for egg:swift#catch_errors swift.common.middleware.catch_errors:filter_factory
func NewSwift(o SwiftOptions, log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := transactionID(o.TransIDSuffix, r.Header.Get("X-Trans-Id-Extra"))
			watched := response.Watch(w)
			watched.Hook(response.HookFunc(func(w *response.Writer, _ int) {
				w.Header().Set("X-Trans-Id", id)
				w.Header().Set("X-Openstack-Request-Id", id)
			}))
			r = r.WithContext(values.With(r.Context(), "swift.trans_id", id))
			catch(watched, r, next, log.With("trans_id", id), "An error occurred")
		})
	}
}

func transactionID(suffix, extra string) string {
	random := make([]byte, 11)
	_, _ = rand.Read(random) // never fails
	if extra != "" {
		suffix += "-" + extra[:min(32, len(extra))]
	}
	return fmt.Sprintf("tx%s-%010x%s", hex.EncodeToString(random)[:21], time.Now().Unix(), url.PathEscape(suffix))
}
