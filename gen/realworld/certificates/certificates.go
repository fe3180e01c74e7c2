// Package certificates serves https with certificates that an authority gives
// by ACME, as Let's Encrypt does: what docs/flags.md shows.
package certificates

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Options are the keys of the server's section.
type Options struct {
	// Listen is the address to listen on. The authority asks at port 443.
	Listen string `paste:"listen,default=:443"`

	// Hosts are the names that certificates are got for.
	Hosts []string `paste:"hosts,required"`

	// Directory is the URL of the authority's directory.
	Directory string `paste:"directory,default=https://acme-v02.api.letsencrypt.org/directory"`

	// Cache is the folder that keeps keys and certificates.
	Cache string `paste:"cache,required"`
}

// manager gets certificates, and renews them.
func (o Options) manager() *autocert.Manager {
	return &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		HostPolicy: autocert.HostWhitelist(o.Hosts...),
		Cache:      autocert.DirCache(o.Cache),
		Client:     &acme.Client{DirectoryURL: o.Directory},
	}
}

// Serve serves an app until ctx ends. Clients may speak HTTP/2, and the
// authority asks by the same address whether the hosts are ours.
func Serve(ctx context.Context, app http.Handler, o Options) error {
	s := &http.Server{Addr: o.Listen, Handler: app, TLSConfig: o.manager().TLSConfig(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		limited, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		stopped <- s.Shutdown(limited)
	}()
	if err := s.ListenAndServeTLS("", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
