// Package tracing lets requests be followed through several services (W3C Trace
// Context).
//
// Each request becomes a span: a step of a trace, which the client's
// traceparent header names, or of a new one. An app finds both in the request's
// context, and passes them on in the requests that it makes itself:
//
//	if parent, ok := r.Context().Value("traceparent").(string); ok {
//		request.Header.Set("traceparent", parent)
//	}
//	if state, ok := r.Context().Value("tracestate").(string); ok {
//		request.Header.Set("tracestate", state)
//	}
//
// The request has them in its header too, so that proxies pass them on without
// further ado.
//
// Lines of the log that are written with the request's context, as by
// slog.InfoContext(r.Context(), ...), end with trace_id and span_id. So do
// those of filters that stand within this one, translogger's say. With log =
// yes there is a line for each request that is sampled, with its parent_id and
// how long it took.
//
// A trace that a client begins is believed, as ids do no harm; what trusted
// does not list gets a new one.
//
//paste:group logging
package tracing

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// Sample is which part of new traces is sampled, 0 to 1. What a client has
	// begun is sampled if it says so.
	Sample float64 `paste:"sample,default=1"`

	// Trusted are the clients whose traces are continued, addresses and
	// networks between white space. A star is everybody.
	Trusted peers.Set `paste:"trusted,default=*"`

	// Log writes a line for each request that is sampled.
	Log bool `paste:"log"`
}

// Validate returns an error for a part that is none.
func (o Options) Validate() error {
	if !(o.Sample >= 0 && o.Sample <= 1) {
		return setting.At("sample", "sample is %v, and not from 0 to 1", o.Sample)
	}
	return nil
}

// maxState is how long a tracestate may be: it is the least that has to be
// passed on (W3C Trace Context, 3.3.1.5).
const maxState = 512

// New returns a filter that makes each request a span of a trace.
//
//paste:filter_factory tracing
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s := o.begin(r)
			r = s.request(r)
			if !o.Log || !s.sampled {
				next.ServeHTTP(w, r)
				return
			}
			watched := response.Watch(w)
			defer s.log(log, r, watched, time.Now()) // also after a panic, which goes on
			next.ServeHTTP(watched, r)
			watched.Finish()
		})
	}, nil
}

// span is a request as a step of a trace.
type span struct {
	parent        // what the next service sees
	from   string // the span of who has asked, "" for a new trace
	state  string // what others have said about the trace
}

// begin makes a request a span.
func (o Options) begin(r *http.Request) span {
	var s span
	if o.Trusted.Contain(peers.Addr(r.RemoteAddr)) {
		if p, ok := parse(r.Header["Traceparent"]); ok {
			s.parent, s.from = p, p.span
			s.state = state(r.Header["Tracestate"])
		}
	}
	if s.from == "" {
		s.trace, s.sampled = newID(16), rand.Float64() < o.Sample
	}
	s.span = newID(8)
	return s
}

// state returns a tracestate to pass on, "" for one that is too long or is none.
func state(lines []string) string {
	text := field.Join("Tracestate", lines...)
	if len(text) > maxState || field.Control(text) >= 0 {
		return ""
	}
	return text
}

// request returns the request as the next handler sees it.
func (s span) request(r *http.Request) *http.Request {
	ctx := values.With(r.Context(), "traceparent", s.String())
	if s.state != "" {
		ctx = values.With(ctx, "tracestate", s.state)
	}
	attrs, _ := ctx.Value("log.attrs").([]slog.Attr)
	attrs = append(attrs[:len(attrs):len(attrs)], slog.String("trace_id", s.trace), slog.String("span_id", s.span))
	r = r.WithContext(values.With(ctx, "log.attrs", attrs))
	r.Header = r.Header.Clone() // filters outside may be reading it
	r.Header.Set("Traceparent", s.String())
	r.Header.Del("Tracestate")
	if s.state != "" {
		r.Header.Set("Tracestate", s.state)
	}
	return r
}

// log writes the line of a request.
func (s span) log(log *slog.Logger, r *http.Request, answer *response.Writer, begin time.Time) {
	status := answer.Status()
	if status == 0 { // the app has panicked
		status = http.StatusInternalServerError
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("path", mount.Prefix(r)+r.URL.Path), slog.Int("status", status),
		slog.Duration("duration", time.Since(begin)),
	}
	if s.from != "" {
		attrs = append(attrs, slog.String("parent_id", s.from))
	}
	log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}
