// Package certs has the certificates of servers: read from files, read again
// when these change, or made for development.
package certs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
)

// Options say how a server speaks TLS. The zero value is for one that does not.
type Options struct {
	// Cert is the name of a PEM file that has the certificate, and those that
	// lead from it to an authority. "*" is for development: a certificate that
	// nobody vouches for is made when the server starts. "@" is for what Source
	// gives.
	Cert string

	// Source gives certificates in the place of files; nil for none.
	Source Source

	// Key is the name of the PEM file with the key; "" for that of the
	// certificate.
	Key string

	// ClientCAs is the name of a PEM file with the authorities that vouch for
	// clients.
	ClientCAs string

	// Clients says whether clients must have a certificate. The zero value does
	// not ask them for one.
	Clients tls.ClientAuthType

	// Min and Max are the versions of TLS that are spoken; 0 leaves them to Go,
	// which speaks 1.2 and 1.3.
	Min, Max uint16

	// Ciphers are those of TLS 1.2; nil leaves them to Go. Those of TLS 1.3
	// cannot be chosen.
	Ciphers []uint16

	// HTTP1 keeps to HTTP/1.1, where clients may otherwise choose HTTP/2.
	HTTP1 bool
}

// SelfMade is the Cert of a certificate that is made at the start.
const SelfMade = "*"

// Enabled reports whether the server speaks TLS.
func (o Options) Enabled() bool { return o.Cert != "" }

// HTTP1Only reports whether clients cannot choose HTTP/2: it is not to be, or
// the ciphers leave out those that HTTP/2 is never without (RFC 9113, 9.2.2).
func (o Options) HTTP1Only() bool {
	needed := []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}
	return o.HTTP1 || o.Ciphers != nil && !slices.ContainsFunc(o.Ciphers, func(id uint16) bool { return slices.Contains(needed, id) })
}

// Validate tells which options do not go together.
func (o Options) Validate() error {
	switch {
	case o.Cert == "" && (o.Key != "" || o.ClientCAs != "" || o.Clients != tls.NoClientCert):
		return errors.New("there is no certificate for what is said about TLS")
	case o.Clients >= tls.VerifyClientCertIfGiven && o.ClientCAs == "":
		return errors.New("certificates of clients are to be checked, and there is no file with the authorities for them")
	case o.Min != 0 && o.Max != 0 && o.Min > o.Max:
		return errors.New("the lowest version of TLS is above the highest")
	}
	return nil
}

// Config reads the files and returns what a server needs of them. Files that
// change later are read again, at most once in a second and only when a client
// comes; if they cannot be used, what was read before goes on being used, and
// the log says why. done, if it is not nil, is called for each client with whom
// the server has agreed on keys.
func (o Options) Config(log *slog.Logger, done func(tls.ConnectionState)) (*tls.Config, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	c := &tls.Config{MinVersion: o.Min, MaxVersion: o.Max, CipherSuites: o.Ciphers, ClientAuth: o.Clients}
	if c.MinVersion == 0 && c.MaxVersion == 0 {
		c.MinVersion = tls.VersionTLS12
	}
	if done != nil {
		c.VerifyConnection = func(s tls.ConnectionState) error { done(s); return nil }
	}
	c.NextProtos = []string{"h2", "http/1.1"}
	if o.HTTP1Only() {
		c.NextProtos = []string{"http/1.1"}
	}
	if err := o.useCertificate(c, log); err != nil {
		return nil, err
	}
	if o.ClientCAs == "" {
		return c, nil
	}
	return o.withClients(c, log)
}

// useCertificate lets c take the certificate.
func (o Options) useCertificate(c *tls.Config, log *slog.Logger) error {
	if o.Cert == SelfMade {
		made, err := makeCertificate()
		if err != nil {
			return err
		}
		log.Warn("a certificate was made for development: browsers do not trust it")
		c.Certificates = []tls.Certificate{made}
		return nil
	}
	if o.Cert == Given {
		return o.useSource(c)
	}
	pair, err := keep(log, func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(o.Cert, o.keyFile())
		if err != nil {
			return nil, fmt.Errorf("certificate %s: %w", o.Cert, err)
		}
		return &pair, nil
	}, o.Cert, o.keyFile())
	if err != nil {
		return err
	}
	c.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair.get(), nil }
	return nil
}

func (o Options) keyFile() string {
	if o.Key != "" {
		return o.Key
	}
	return o.Cert
}

// withClients returns a configuration that checks the certificates of clients
// against the file's authorities.
func (o Options) withClients(c *tls.Config, log *slog.Logger) (*tls.Config, error) {
	authorities, err := keep(log, func() (*tls.Config, error) {
		text, err := os.ReadFile(o.ClientCAs)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s has no certificate", o.ClientCAs)
		}
		inner := c.Clone()
		inner.ClientCAs = pool
		return inner, nil
	}, o.ClientCAs)
	if err != nil {
		return nil, err
	}
	c.ClientCAs = authorities.get().ClientCAs
	outer := c.Clone()
	asked := c.Clone()
	asked.ClientAuth = tls.NoClientCert
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if o.Cert == Given && isChallenge(hello) {
			return asked, nil
		}
		return authorities.get(), nil
	}
	return outer, nil
}

// keep reads something from files, and again when they change.
func keep[T any](log *slog.Logger, read func() (*T, error), names ...string) (*kept[T], error) {
	k := &kept[T]{files: watch(names), read: read, failed: func(err error) {
		log.LogAttrs(context.Background(), slog.LevelError, "the files of TLS have changed and cannot be used: what was read before stays", slog.Any("err", err))
	}}
	value, err := read()
	if err != nil {
		return nil, err
	}
	k.value = value
	return k, nil
}
