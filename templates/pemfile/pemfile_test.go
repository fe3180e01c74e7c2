package pemfile

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// files has a file for each form of each key.
type files struct {
	dir   string
	rsa   *rsa.PrivateKey
	ecdsa *ecdsa.PrivateKey
	ed    ed25519.PrivateKey
}

func (f files) at(name string) string { return filepath.Join(f.dir, name) }

// write writes blocks, "TYPE" and bytes in turn, behind some text.
func (f files) write(t *testing.T, name string, blocks ...any) {
	t.Helper()
	text := "some text\n"
	for i := 0; i < len(blocks); i += 2 {
		text += string(pem.EncodeToMemory(&pem.Block{Type: blocks[i].(string), Bytes: blocks[i+1].([]byte)}))
	}
	if err := os.WriteFile(f.at(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newFiles(t *testing.T) files {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f := files{t.TempDir(), must(rsa.GenerateKey(rand.Reader, 2048)), must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), ed}
	sign := func(key crypto.Signer) []byte {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
		return must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	}
	for name, key := range map[string]crypto.Signer{"rsa": f.rsa, "ecdsa": f.ecdsa, "ed": f.ed} {
		f.write(t, name, "PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))
		f.write(t, name+"-public", "PUBLIC KEY", must(x509.MarshalPKIXPublicKey(key.Public())))
		f.write(t, name+"-both", "CERTIFICATE", sign(key), "PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))
	}
	f.write(t, "rsa-old", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(f.rsa))
	f.write(t, "rsa-public-old", "RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&f.rsa.PublicKey))
	f.write(t, "ecdsa-old", "EC PARAMETERS", []byte{6}, "EC PRIVATE KEY", must(x509.MarshalECPrivateKey(f.ecdsa)))
	f.write(t, "encrypted", "ENCRYPTED PRIVATE KEY", []byte("secret"))
	f.write(t, "broken", "PRIVATE KEY", []byte("secret"))
	f.write(t, "broken-certificate", "CERTIFICATE", []byte("secret"))
	f.write(t, "none")
	return f
}

func TestKeys(t *testing.T) {
	f := newFiles(t)
	for _, name := range []string{"rsa", "rsa-both", "rsa-old"} {
		if got, err := RSA(f.at(name)); err != nil || !f.rsa.Equal(got) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"ecdsa", "ecdsa-both", "ecdsa-old"} {
		if got, err := ECDSA(f.at(name)); err != nil || !f.ecdsa.Equal(got) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"ed", "ed-both"} {
		if got, err := Ed25519(f.at(name)); err != nil || !f.ed.Equal(got) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"rsa-public", "rsa-both", "rsa-public-old"} {
		if got, err := RSAPublic(f.at(name)); err != nil || !f.rsa.PublicKey.Equal(got) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := ECDSAPublic(f.at("ecdsa-public")); err != nil || !f.ecdsa.PublicKey.Equal(got) {
		t.Error(err)
	}
	if got, err := Ed25519Public(f.at("ed-both")); err != nil || !got.Equal(f.ed.Public()) {
		t.Error(err)
	}
}

func TestFilesWithoutTheKey(t *testing.T) {
	f := newFiles(t)
	for name, want := range map[string]string{
		"absent": "no such file", "none": "has no such key in PEM: one of RSA is needed", "ecdsa": "has a key of another kind (*ecdsa.PrivateKey): one of RSA",
		"encrypted": "the key is encrypted", "broken": "broken: ", "rsa-public": "has no such key",
	} {
		got, err := RSA(f.at(name))
		if got != nil || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	for name, want := range map[string]string{"rsa": "has no such key", "ecdsa-public": "another kind", "broken-certificate": "broken-certificate: "} {
		if got, err := RSAPublic(f.at(name)); got != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestPool(t *testing.T) {
	f := newFiles(t)
	pool, err := Pool(f.at("rsa-both"), f.at("ed-both"))
	want := x509.NewCertPool()
	for _, name := range []string{"rsa-both", "ed-both"} {
		want.AppendCertsFromPEM(must(os.ReadFile(f.at(name))))
	}
	if err != nil || !pool.Equal(want) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"rsa", "absent", "none", "broken-certificate"} {
		if pool, err := Pool(f.at("ed-both"), f.at(name)); pool != nil || err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
