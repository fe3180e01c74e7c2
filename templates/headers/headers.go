// Package headers adds headers to answers that make browsers careful, and
// changes others.
//
// An answer gets these, each unless the app has set it, or its key is empty:
//
//	Content-Security-Policy: base-uri 'self'; frame-ancestors 'self'; object-src 'none'
//	Cross-Origin-Opener-Policy: same-origin
//	Referrer-Policy: strict-origin-when-cross-origin
//	X-Content-Type-Options: nosniff
//	X-Frame-Options: SAMEORIGIN
//
// They break few pages: write a Content-Security-Policy that says which scripts
// there are to gain more. With hsts, browsers that have come by https come by
// https only from then on; answers over http do not say so, as RFC 6797 wants
// it. A filter such as prefix, farther out, tells that the client has come to a
// proxy by https.
//
//	[filter:headers]
//	use = egg:pastegen#headers
//	content_security_policy = default-src 'self'
//	hsts_days = 365
//	set.Cache-Control = no-store
//	add.Link = </style.css>; rel=preload
//	remove = Server X-Powered-By
//
// First the headers in remove are taken away, then those in set replace what
// the app has said, then those in add are added to it.
//
//paste:group headers
package headers

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/target"
)

// Options are the keys of the section.
type Options struct {
	// ContentSecurityPolicy says what pages may load, and who may show them in
	// frames.
	ContentSecurityPolicy string `paste:"content_security_policy,default=base-uri 'self'; frame-ancestors 'self'; object-src 'none'"`

	// ContentTypeOptions is nosniff, so that browsers take a text for a text.
	ContentTypeOptions string `paste:"content_type_options,default=nosniff"`

	// CrossOriginOpenerPolicy says which pages share a window with those that
	// have opened them.
	CrossOriginOpenerPolicy string `paste:"cross_origin_opener_policy,default=same-origin"`

	// FrameOptions is SAMEORIGIN or DENY, for browsers that do not know
	// frame-ancestors.
	FrameOptions string `paste:"frame_options,default=SAMEORIGIN"`

	// PermissionsPolicy says what of a device pages may use, camera=() say.
	PermissionsPolicy string `paste:"permissions_policy"`

	// ReferrerPolicy says what other sites learn about the page with a link.
	ReferrerPolicy string `paste:"referrer_policy,default=strict-origin-when-cross-origin"`

	// HSTS is for how long browsers come by https only, in seconds, as 8760h,
	// or by hsts_days. 0 says nothing about it.
	HSTS time.Duration `paste:"hsts"`

	// HSTSSubdomains makes hsts hold for all domains below too.
	HSTSSubdomains bool `paste:"hsts_subdomains"`

	// Set are headers by name that replace those of the app: set.NAME = VALUE.
	Set map[string]string `paste:"set"`

	// Add are headers by name that are added to those of the app: add.NAME =
	// VALUE.
	Add map[string]string `paste:"add"`

	// Remove are names of headers that the app's answers lose.
	Remove []string `paste:"remove"`
}

// Validate returns an error for what no header can be.
func (o Options) Validate() error {
	if o.HSTS < 0 {
		return setting.At("hsts", "hsts is %v, less than nothing", o.HSTS)
	}
	for _, name := range o.Remove {
		if !field.IsToken(name) {
			return setting.At("remove", "remove: %q is not the name of a header", name)
		}
	}
	for _, h := range slices.Concat(o.defaults(), named(o.Set), named(o.Add)) {
		if !field.IsToken(h.name) {
			return fmt.Errorf("%q is not the name of a header", h.name)
		}
		if field.Control(h.value) >= 0 {
			return fmt.Errorf("the value of %s has control characters, a line end say", h.name)
		}
	}
	return nil
}

// header is one line of a header.
type header struct{ name, value string }

// defaults are the headers that an app may set otherwise. Those without a value
// are left out.
func (o Options) defaults() []header {
	all := []header{
		{"Content-Security-Policy", o.ContentSecurityPolicy},
		{"Cross-Origin-Opener-Policy", o.CrossOriginOpenerPolicy},
		{"Permissions-Policy", o.PermissionsPolicy},
		{"Referrer-Policy", o.ReferrerPolicy},
		{"X-Content-Type-Options", o.ContentTypeOptions},
		{"X-Frame-Options", o.FrameOptions},
	}
	return slices.DeleteFunc(all, func(h header) bool { return h.value == "" })
}

// hsts is the value of Strict-Transport-Security.
func (o Options) hsts() string {
	value := "max-age=" + strconv.FormatInt(int64(o.HSTS/time.Second), 10)
	if o.HSTSSubdomains {
		value += "; includeSubDomains"
	}
	return value
}

// named returns headers in the order of their names.
func named(values map[string]string) (all []header) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		all = append(all, header{http.CanonicalHeaderKey(name), strings.TrimSpace(values[name])})
	}
	return all
}

// New returns a filter that adds security headers to answers, and changes others.
//
//paste:filter_factory headers
func New(o Options) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	c := &changes{remove: o.Remove, set: named(o.Set), add: named(o.Add), defaults: o.defaults()}
	overTLS := *c
	if o.HSTS > 0 {
		overTLS.defaults = append(o.defaults(), header{"Strict-Transport-Security", o.hsts()})
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			watched := response.Watch(w)
			if target.IsHTTPS(r) {
				watched.Hook(&overTLS)
			} else {
				watched.Hook(c)
			}
			next.ServeHTTP(watched, r)
			watched.Finish()
		})
	}, nil
}

// changes are what becomes of headers.
type changes struct {
	remove             []string
	set, add, defaults []header
}

// BeforeHeader makes the changes.
func (c *changes) BeforeHeader(w *response.Writer, _ int) {
	h := w.Header()
	for _, name := range c.remove {
		h.Del(name)
	}
	for _, line := range c.set {
		h.Set(line.name, line.value)
	}
	for _, line := range c.add {
		h.Add(line.name, line.value)
	}
	for _, line := range c.defaults {
		if h[line.name] == nil {
			h.Set(line.name, line.value)
		}
	}
}
