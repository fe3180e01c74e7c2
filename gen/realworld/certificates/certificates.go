// Package certificates has what gets certificates by ACME, as Let's Encrypt gives
// them: what docs/flags.md shows.
package certificates

import (
	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Options are the keys of the resource's section.
type Options struct {
	// Hosts are the names that certificates are got for.
	Hosts []string `paste:"hosts,required"`

	// Directory is the URL of the authority's directory.
	Directory string `paste:"directory,default=https://acme-v02.api.letsencrypt.org/directory"`

	// Cache is the folder that keeps keys and certificates.
	Cache string `paste:"cache,required"`
}

// Manager gets certificates, and renews them.
func Manager(o Options) *autocert.Manager {
	return &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		HostPolicy: autocert.HostWhitelist(o.Hosts...),
		Cache:      autocert.DirCache(o.Cache),
		Client:     &acme.Client{DirectoryURL: o.Directory},
	}
}
