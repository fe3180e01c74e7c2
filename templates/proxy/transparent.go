package proxy

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/setting"
)

// Scheme is http or https.
type Scheme string

// The schemes.
const (
	HTTP  Scheme = "http"
	HTTPS Scheme = "https"
)

// TransparentOptions are the keys of the section.
type TransparentOptions struct {
	// ForceHost is the host that requests are sent to, with a port if it is not
	// the usual one. Paste needs none and sends them to the host that the
	// client names, which makes it an open proxy.
	ForceHost string `paste:"force_host,required"`

	// ForceScheme is how it is spoken to.
	ForceScheme Scheme `paste:"force_scheme,default=http"`
}

// NewTransparent returns an app that sends requests on to one server as they
// are, with their own Host and whole path.
//
//paste:app_factory transparent_proxy
//paste:stands_for egg:Paste#transparent_proxy paste.proxy:make_transparent_proxy
func NewTransparent(o TransparentOptions, log *slog.Logger) (http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return &httputil.ReverseProxy{
		Transport:    Transport(0),
		ErrorHandler: ErrorHandler(log),
		ErrorLog:     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		Rewrite: func(r *httputil.ProxyRequest) {
			out := r.Out.URL
			out.Scheme, out.Host, out.RawQuery = string(o.ForceScheme), o.ForceHost, r.In.URL.RawQuery
			if prefix := mount.Prefix(r.In); prefix != "" {
				out.RawPath = (&url.URL{Path: prefix}).EscapedPath() + r.In.URL.EscapedPath()
				out.Path = prefix + r.In.URL.Path
			}
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if lines := r.In.Header[name]; lines != nil {
					r.Out.Header[name] = lines
				}
			}
			if host, _, err := net.SplitHostPort(r.In.RemoteAddr); err == nil && r.In.Header["X-Forwarded-For"] == nil {
				r.Out.Header.Set("X-Forwarded-For", host)
			}
		},
	}, nil
}

// Validate returns an error for what is no host.
func (o TransparentOptions) Validate() error {
	u, err := url.Parse("http://" + o.ForceHost)
	if err != nil || u.Host != o.ForceHost || u.Hostname() == "" {
		return setting.At("force_host", "force_host: %q is no host, such as app.example or 10.0.0.1:8080", o.ForceHost)
	}
	return nil
}
