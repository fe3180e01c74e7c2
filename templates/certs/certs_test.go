package certs

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pair writes a certificate for a name with its key, signed by itself, and
// returns it.
func pair(t *testing.T, file, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{name}, IsCA: true, BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := slicesConcat(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func slicesConcat(a, b []byte) []byte { return append(append([]byte{}, a...), b...) }

// shake lets a client and a server with these configurations agree, and returns
// what the client has found, and its error.
func shake(server, client *tls.Config) (tls.ConnectionState, error) {
	near, far := net.Pipe()
	failed := make(chan error, 1)
	go func() {
		defer far.Close()
		s := tls.Server(far, server)
		_, err := io.WriteString(s, "x")
		failed <- err
	}()
	c := tls.Client(near, client)
	defer near.Close()
	err := c.Handshake()
	if err == nil {
		_, err = c.Read(make([]byte, 1)) // by TLS 1.3, a client learns here that it is refused
	}
	near.Close()
	<-failed
	return c.ConnectionState(), err
}

func TestSelfMade(t *testing.T) {
	var log bytes.Buffer
	config, err := Options{Cert: SelfMade}.Config(slog.New(slog.NewTextHandler(&log, nil)), nil)
	if err != nil {
		t.Fatal(err)
	}
	state, err := shake(config, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	leaf := state.PeerCertificates[0]
	if leaf.VerifyHostname("localhost") != nil || leaf.VerifyHostname("127.0.0.1") != nil || leaf.VerifyHostname("::1") != nil {
		t.Errorf("it is for %v and %v", leaf.DNSNames, leaf.IPAddresses)
	}
	if state.NegotiatedProtocol != "h2" || !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("%s, the log is %s", state.NegotiatedProtocol, &log)
	}
}

func TestFilesAreReadAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.pem")
	pair(t, file, "one.example")
	var log bytes.Buffer
	config, err := Options{Cert: file}.Config(slog.New(slog.NewTextHandler(&log, nil)), nil)
	if err != nil {
		t.Fatal(err)
	}
	name := func() string {
		state, err := shake(config, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		return state.PeerCertificates[0].Subject.CommonName
	}
	if got := name(); got != "one.example" {
		t.Errorf("at first %s", got)
	}
	pair(t, file, "two.example")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); name() != "two.example"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the new certificate is not used")
		}
	}
	if err := os.WriteFile(file, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(log.String(), "what was read before stays"); time.Sleep(50 * time.Millisecond) {
		if got := name(); got != "two.example" || time.Now().After(deadline) {
			t.Fatalf("%s, the log is %s", got, &log)
		}
	}
}

func TestClients(t *testing.T) {
	dir := t.TempDir()
	server, known := filepath.Join(dir, "s.pem"), filepath.Join(dir, "known.pem")
	pair(t, server, "s.example")
	certificate := pair(t, known, "client.example")
	stranger := pair(t, filepath.Join(dir, "other.pem"), "stranger.example")
	for _, tt := range []struct {
		clients tls.ClientAuthType
		send    *tls.Certificate
		ok      bool
	}{
		{tls.NoClientCert, nil, true}, {tls.VerifyClientCertIfGiven, nil, true}, {tls.RequireAndVerifyClientCert, nil, false},
		{tls.VerifyClientCertIfGiven, &certificate, true}, {tls.RequireAndVerifyClientCert, &certificate, true},
		{tls.VerifyClientCertIfGiven, &stranger, false}, {tls.RequireAndVerifyClientCert, &stranger, false},
	} {
		config, err := Options{Cert: server, ClientCAs: known, Clients: tt.clients}.Config(slog.New(slog.DiscardHandler), nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &tls.Config{InsecureSkipVerify: true, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if tt.send == nil {
				return &tls.Certificate{}, nil
			}
			return tt.send, nil
		}}
		if _, err := shake(config, client); (err == nil) != tt.ok {
			t.Errorf("%v with a certificate %v: %v", tt.clients, tt.send != nil, err)
		}
	}
}

func TestVersions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.pem")
	pair(t, file, "x")
	config, err := Options{Cert: file, Min: tls.VersionTLS12, Max: tls.VersionTLS12, Ciphers: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384}, HTTP1: true}.Config(slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	state, err := shake(config, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil || state.Version != tls.VersionTLS12 || state.CipherSuite != tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 || state.NegotiatedProtocol != "http/1.1" {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := shake(config, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}); err == nil {
		t.Error("1.3 is spoken")
	}
}

func TestWrongOptions(t *testing.T) {
	dir := t.TempDir()
	file, empty := filepath.Join(dir, "c.pem"), filepath.Join(dir, "empty")
	pair(t, file, "x")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{
		{Key: file}, {ClientCAs: file}, {Clients: tls.RequireAnyClientCert}, {Cert: filepath.Join(dir, "none")}, {Cert: empty}, {Cert: file, Key: empty},
		{Cert: file, Clients: tls.RequireAndVerifyClientCert}, {Cert: file, ClientCAs: empty}, {Cert: file, ClientCAs: filepath.Join(dir, "none")},
		{Cert: file, Min: tls.VersionTLS13, Max: tls.VersionTLS12},
	} {
		if _, err := o.Config(slog.New(slog.DiscardHandler), nil); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

func TestCiphers(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "[]",
		"ECDHE-RSA-AES128-GCM-SHA256":           "[TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]",
		"ECDHE+CHACHA20:!ECDSA, @STRENGTH":      "[TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256]",
		"ECDSA+AESGCM -AES256":                  "[TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]",
		"EECDH+AES256+aRSA:!SHA1:RC4":           "[TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]",
		"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "[TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]",
		"RC4-SHA":                               "error",
		"HIGH:!HIGH":                            "error",
	} {
		ids, err := Ciphers(text)
		names := []string{}
		for _, id := range ids {
			names = append(names, tls.CipherSuiteName(id))
		}
		got := fmt.Sprint(names)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if all, err := Ciphers("DEFAULT"); err != nil || len(all) != len(suites()) {
		t.Errorf("DEFAULT is %v, %v", all, err)
	}
}
