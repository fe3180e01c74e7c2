// Package redirect sends clients to another address.
//
//	[app:old]
//	use = egg:pastegen#redirect
//	to = https://example.com/new
//	code = 308
//	keep_path = yes
//	keep_query = yes
//
// The address may be a path on the same site, which is the site's own and not
// one below where the app is mounted, or one on another site. With keep_path,
// what the app sees as the path of the request is added to it, so that an app
// which a URL map has at /old sends /old/a/b to https://example.com/new/a/b;
// with keep_query the query of the request. A mux cuts nothing off the path.
//
//paste:group dispatch
package redirect

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// To is the address: a path, or a URL.
	To *url.URL `paste:"to,required"`

	// Code is the status: 301 and 308 are for ever, 302, 303 and 307 for now;
	// 307 and 308 keep the method, 303 makes it GET.
	Code int `paste:"code,default=302"`

	// KeepPath adds the path of the request to the address.
	KeepPath bool `paste:"keep_path"`

	// KeepQuery adds the query of the request to that of the address.
	KeepQuery bool `paste:"keep_query"`
}

// Validate returns an error for options that lead nowhere.
func (o Options) Validate() error {
	switch o.Code {
	case 301, 302, 303, 307, 308:
	default:
		return setting.At("code", "the code %d does not send anywhere: 301, 302, 303, 307 and 308 do", o.Code)
	}
	if o.To != nil && o.To.Host == "" && !strings.HasPrefix(o.To.Path, "/") {
		return setting.At("to", `the address is neither a path, as "/new", nor a URL with a host, as "https://example.com/new"`)
	}
	return nil
}

// New returns an app that sends all requests to another address.
//
//paste:app_factory redirect
func New(o Options) (http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", o.location(r))
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		}
		w.WriteHeader(o.Code)
		if r.Method == http.MethodGet {
			fmt.Fprintln(w, http.StatusText(o.Code))
		}
	}), nil
}

// location is where a request is sent. It is on the site of the address,
// whatever the request says.
func (o Options) location(r *http.Request) string {
	u := *o.To
	if o.KeepPath {
		added := &url.URL{Path: "/" + strings.TrimLeft(r.URL.Path, "/"), RawPath: "/" + strings.TrimLeft(r.URL.EscapedPath(), "/")}
		u.RawPath = strings.TrimRight(u.EscapedPath(), "/") + added.EscapedPath()
		u.Path = strings.TrimRight(u.Path, "/") + added.Path
	}
	if o.KeepQuery && r.URL.RawQuery != "" {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += r.URL.RawQuery
	}
	return u.String()
}
