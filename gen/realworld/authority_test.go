package realworld

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is one of ACME (RFC 8555) for one order at a time. It looks whether
// a host is who asks by the challenge tls-alpn-01 (RFC 8737), at an address in
// the place of port 443 of the host.
type authority struct {
	t       *testing.T
	at      *httptest.Server
	address string // of all hosts
	key     *ecdsa.PrivateKey
	root    *x509.Certificate

	mu         sync.Mutex // for what follows
	host       string     // of the order
	valid      bool       // it is who asks
	chain      []byte     // the certificate that was given, in PEM
	thumbprint string     // of the account's key
	given      int
}

func newAuthority(t *testing.T, address string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, address: address, key: key}
	a.root = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	signed, err := x509.CreateCertificate(rand.Reader, a.root, a.root, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if a.root, err = x509.ParseCertificate(signed); err != nil {
		t.Fatal(err)
	}
	a.at = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.at.Close)
	return a
}

// signed is what is in a request: the header of the signature, which is not
// checked, and what is said.
type signed struct{ Protected, Payload string }

func (s signed) read(part string, to any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil || len(text) == 0 {
		return err
	}
	return json.Unmarshal(text, to)
}

func (a *authority) serve(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", "nonce")
	var request signed
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			a.t.Error(err)
		}
	}
	status, answer, err := a.answer(w.Header(), r.URL.Path, request)
	if err != nil {
		a.t.Errorf("%s: %v", r.URL.Path, err)
		status = http.StatusBadRequest
	}
	w.WriteHeader(status)
	switch answer := answer.(type) {
	case []byte:
		_, _ = w.Write(answer)
	default:
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// answer answers a request. What it makes is at the place of the header
// Location.
func (a *authority) answer(header http.Header, path string, request signed) (status int, answer any, err error) {
	url := a.at.URL
	switch path {
	case "/directory":
		return 200, map[string]any{"newNonce": url + "/nonce", "newAccount": url + "/account", "newOrder": url + "/orders"}, nil
	case "/nonce":
		return 200, nil, nil
	case "/account":
		header.Set("Location", url+"/account/1")
		return 201, map[string]any{"status": "valid"}, a.register(request)
	case "/orders":
		var order struct{ Identifiers []struct{ Value string } }
		err := request.read(request.Payload, &order)
		if err == nil && len(order.Identifiers) == 1 {
			a.host, a.valid, a.chain = order.Identifiers[0].Value, false, nil
		}
		header.Set("Location", url+"/order")
		return 201, a.order(), err
	case "/order":
		return 200, a.order(), nil
	case "/authorization":
		return 200, map[string]any{"status": a.status(), "identifier": a.identifier(), "challenges": []any{a.challenge()}}, nil
	case "/challenge":
		err := a.validate()
		a.valid = err == nil
		return 200, a.challenge(), err
	case "/finalize":
		err := a.give(request)
		return 200, a.order(), err
	case "/certificate":
		header.Set("Content-Type", "application/pem-certificate-chain")
		return 200, a.chain, nil
	}
	return 404, nil, errors.New("what is this?")
}

// register notes the key of an account.
func (a *authority) register(request signed) error {
	var protected struct {
		JWK struct{ Kty, Crv, X, Y string }
	}
	err := request.read(request.Protected, &protected)
	k := protected.JWK
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":%q,"kty":%q,"x":%q,"y":%q}`, k.Crv, k.Kty, k.X, k.Y))
	a.thumbprint = base64.RawURLEncoding.EncodeToString(sum[:])
	return err
}

func (a *authority) identifier() any { return map[string]string{"type": "dns", "value": a.host} }

func (a *authority) status() string {
	if a.valid {
		return "valid"
	}
	return "pending"
}

func (a *authority) challenge() any {
	return map[string]string{"type": "tls-alpn-01", "url": a.at.URL + "/challenge", "token": "token", "status": a.status()}
}

func (a *authority) order() any {
	url := a.at.URL
	order := map[string]any{"status": "pending", "identifiers": []any{a.identifier()}, "authorizations": []string{url + "/authorization"}, "finalize": url + "/finalize"}
	if a.valid {
		order["status"] = "ready"
	}
	if a.chain != nil {
		order["status"], order["certificate"] = "valid", url+"/certificate"
	}
	return order
}

// validate looks whether the server is the one that asks.
func (a *authority) validate() error {
	c, err := tls.Dial("tcp", a.address, &tls.Config{ServerName: a.host, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer c.Close()
	state := c.ConnectionState()
	leaf := state.PeerCertificates[0]
	sum := sha256.Sum256([]byte("token." + a.thumbprint))
	want, err := asn1.Marshal(sum[:])
	if err != nil {
		return err
	}
	for _, e := range leaf.Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" && string(e.Value) == string(want) && state.NegotiatedProtocol == "acme-tls/1" && leaf.VerifyHostname(a.host) == nil {
			return nil
		}
	}
	return fmt.Errorf("the server at %s is another one", a.address)
}

// give gives the certificate that is asked for.
func (a *authority) give(request signed) error {
	var wanted struct{ CSR string }
	if err := request.read(request.Payload, &wanted); err != nil {
		return err
	}
	text, err := base64.RawURLEncoding.DecodeString(wanted.CSR)
	if err != nil {
		return err
	}
	csr, err := x509.ParseCertificateRequest(text)
	if err != nil {
		return err
	}
	if !a.valid || strings.Join(csr.DNSNames, " ") != a.host {
		return fmt.Errorf("a certificate for %q is asked for", csr.DNSNames)
	}
	a.given++
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(int64(1 + a.given)), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(60 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	made, err := x509.CreateCertificate(rand.Reader, leaf, a.root, csr.PublicKey, a.key)
	a.chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made})
	return err
}
