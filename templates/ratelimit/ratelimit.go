// Package ratelimit limits how often each client may ask.
//
//	[filter:ratelimit]
//	use = egg:pastegen#ratelimit
//	rate = 100/minute
//	burst = 20
//
// A client may send burst requests at once, and gains new ones evenly at the
// rate. Beyond that it gets status 429, and Retry-After says in how many
// seconds it may ask again; refused requests do not count.
//
// The key tells clients apart. By default it is the address, of which IPv6
// gives a client a whole network (/64). With user it is the user that a filter
// farther out has found, with header:NAME or cookie:NAME what the request has
// there; requests that lack it go by their address. A client can make up a
// header or a cookie as often as it likes: use those behind a filter that knows
// good ones.
//
// What is remembered takes 16 bytes or so for each of max_clients. If more
// clients than that have used up something, those that are too many share one
// allowance, so that nobody gains by filling the memory.
//
// Each process counts by itself, and starts with nothing used up.
//
//paste:group limits
package ratelimit

import (
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Rate is a number of requests and a time: 10/s, 100/minute, 1000/hour, 5/10m.
	Rate Rate `paste:"rate,required"`

	// Burst is how many requests may come at once; 0 is as many as the rate has
	// in its time.
	Burst int `paste:"burst"`

	// Key tells clients apart: address, user, header:NAME or cookie:NAME.
	Key Key `paste:"key,default=address"`

	// MaxClients is how many clients are remembered.
	MaxClients int `paste:"max_clients,default=100000"`

	// TrustedProxy are the proxies whose X-Forwarded-For is believed, addresses
	// and networks between white space. A star is everybody.
	TrustedProxy peers.Set `paste:"trusted_proxy,default=127.0.0.0/8 ::1"`
}

// Validate returns an error for limits that let nothing pass.
func (o Options) Validate() error {
	switch {
	case o.Burst < 0:
		return setting.At("burst", "burst is less than nothing")
	case o.Rate.Requests > 0 && o.Burst > int(math.MaxInt64/o.Rate.interval()):
		return setting.At("burst", "burst is more than the rate gives in centuries")
	case o.MaxClients < 1:
		return setting.At("max_clients", "max_clients is at least 1")
	}
	return nil
}

// New returns a filter that limits how often each client may ask.
//
//paste:filter_factory ratelimit
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if o.TrustedProxy.All && o.Key.kind == byAddress {
		log.Warn("trusted_proxy = * lets every client choose its address, and so ask as often as it likes")
	}
	if o.Burst == 0 {
		o.Burst = o.Rate.Requests
	}
	c := newClients(o.Rate.interval(), o.Burst, o.MaxClients)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if wait := c.ask(o.Key.of(r, o.TrustedProxy), time.Now()); wait > 0 {
				refuse(w, wait)
				return
			}
			next.ServeHTTP(w, r)
		})
	}, nil
}

func refuse(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
	http.Error(w, "Too many requests. Try again later.", http.StatusTooManyRequests)
}
