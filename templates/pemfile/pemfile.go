// Package pemfile reads certificates and keys from files in PEM when a program
// starts. Its errors name the file and what it lacks, and never what is in it.
package pemfile

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Pool returns the certificates of all files. It is an error if one has none.
func Pool(files ...string) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if !pool.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s has no certificate in PEM", file)
		}
	}
	return pool, nil
}

// RSA returns the first private key of a file, which must be one of RSA.
func RSA(file string) (*rsa.PrivateKey, error) { return read[*rsa.PrivateKey](file, "RSA", private) }

// ECDSA returns the first private key of a file, which must be one of ECDSA.
func ECDSA(file string) (*ecdsa.PrivateKey, error) {
	return read[*ecdsa.PrivateKey](file, "ECDSA", private)
}

// Ed25519 returns the first private key of a file, which must be one of Ed25519.
func Ed25519(file string) (ed25519.PrivateKey, error) {
	return read[ed25519.PrivateKey](file, "Ed25519", private)
}

// RSAPublic returns the first public key of a file, which must be one of RSA. It
// may stand there in a certificate.
func RSAPublic(file string) (*rsa.PublicKey, error) { return read[*rsa.PublicKey](file, "RSA", public) }

// ECDSAPublic returns the first public key of a file, which must be one of ECDSA.
// It may stand there in a certificate.
func ECDSAPublic(file string) (*ecdsa.PublicKey, error) {
	return read[*ecdsa.PublicKey](file, "ECDSA", public)
}

// Ed25519Public returns the first public key of a file, which must be one of
// Ed25519. It may stand there in a certificate.
func Ed25519Public(file string) (ed25519.PublicKey, error) {
	return read[ed25519.PublicKey](file, "Ed25519", public)
}

// read returns the key in the first block of a file that has one for parse, which
// returns nil for others.
func read[K any](file, kind string, parse func(*pem.Block) (key any, err error)) (key K, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return key, err
	}
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return key, fmt.Errorf("%s has no such key in PEM: one of %s is needed", file, kind)
		}
		text = rest
		found, err := parse(block)
		switch {
		case err != nil:
			return key, fmt.Errorf("%s: %w", file, err)
		case found == nil:
			continue
		}
		key, ok := found.(K)
		if !ok {
			return key, fmt.Errorf("%s has a key of another kind (%T): one of %s is needed", file, found, kind)
		}
		return key, nil
	}
}

func private(block *pem.Block) (any, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY", strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, errors.New("the key is encrypted, and nobody is there to ask for its password")
	case block.Type == "PRIVATE KEY":
		return x509.ParsePKCS8PrivateKey(block.Bytes)
	case block.Type == "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	case block.Type == "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	}
	return nil, nil
}

func public(block *pem.Block) (any, error) {
	switch block.Type {
	case "PUBLIC KEY":
		return x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		return x509.ParsePKCS1PublicKey(block.Bytes)
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		return certificate.PublicKey, nil
	}
	return nil, nil
}
