// Package certificates lets a server speak https with certificates that a
// resource of the file gives: an autocert.Manager, say, which gets them by ACME.
// The server has "@" where others have the name of a file:
//
//	[resource:acme]
//	use = call:example.com/shop/acme:Manager
//	hosts = shop.example www.shop.example
//
//	[app:main]
//	use = call:example.com/shop/web:New
//	filter-with = certificates
//
//	[filter:certificates]
//	use = egg:pastegen#certificates
//
//	[server:main]
//	use = egg:gunicorn#main
//	bind = :443
//	certfile = @
//
// Paste has nothing of that kind.
//
// What has the methods GetCertificate and, if it likes, TLSConfig and HTTPHandler
// of an autocert.Manager is such a resource. An authority that asks by
// tls-alpn-01 is answered at the address itself; one that asks by HTTP where the
// server redirects clients to https: redirect-http.
//
//paste:group servers
package certificates

import (
	"context"
	"errors"
	"net/http"

	"github.com/pastegen/pastegen/templates/certs"
)

// New returns a filter that leaves requests as they are, and gives its server the
// certificates of a resource.
//
//paste:filter_factory certificates
func New(
	ctx context.Context,
	// from is where the certificates are from: a resource, by its type, or by its
	// name where several would do.
	from certs.Source,
) (func(http.Handler) http.Handler, error) {
	give, ok := ctx.Value("pastegen.certificates").(func(certs.Source))
	if !ok {
		return nil, errors.New("there is no server that would take the certificates")
	}
	give(from)
	return func(next http.Handler) http.Handler { return next }, nil
}
