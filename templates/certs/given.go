package certs

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"

	"github.com/pastegen/pastegen/templates/peers"
)

// Given is the Cert of what a Source gives.
const Given = "@"

// challenge is the protocol by which an authority of ACME asks (RFC 8737).
const challenge = "acme-tls/1"

// Source gives certificates, as an autocert.Manager does. It may have the
// methods TLSConfig() *tls.Config, which names more protocols that clients may
// choose, and HTTPHandler(http.Handler) http.Handler, which answers an authority.
type Source interface {
	GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error)
}

// useSource lets c take the certificates of the source.
func (o Options) useSource(c *tls.Config) error {
	if o.Source == nil {
		return errors.New("certificates are to be those of a resource, and the app has no filter egg:pastegen#certificates that gives them")
	}
	local := sync.OnceValues(makeCertificate)
	c.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		given, err := o.Source.GetCertificate(hello)
		if err == nil || !fromHere(hello) {
			return given, err
		}
		made, err := local()
		return &made, err
	}
	if more, ok := o.Source.(interface{ TLSConfig() *tls.Config }); ok {
		for _, protocol := range more.TLSConfig().NextProtos {
			if protocol == challenge && !slices.Contains(c.NextProtos, protocol) {
				c.NextProtos = append(c.NextProtos, protocol)
			}
		}
	}
	return nil
}

// fromHere reports whether the machine itself asks whether the server is well: it
// knows no name of it.
func fromHere(hello *tls.ClientHelloInfo) bool {
	if hello.ServerName != "localhost" || hello.Conn == nil {
		return false
	}
	_, unix := hello.Conn.RemoteAddr().(*net.UnixAddr)
	return unix || peers.Addr(hello.Conn.RemoteAddr().String()).IsLoopback()
}

// isChallenge reports whether an authority asks, which has no certificate itself.
func isChallenge(hello *tls.ClientHelloInfo) bool {
	return len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == challenge
}

// Challenges returns what answers an authority that asks by plain HTTP, and else
// does as h: h itself if nobody asks so.
func (o Options) Challenges(h http.Handler) http.Handler {
	if by, ok := o.Source.(interface {
		HTTPHandler(http.Handler) http.Handler
	}); ok && o.Cert == Given {
		return by.HTTPHandler(h)
	}
	return h
}
