package certs

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// manager is a source like an autocert.Manager: for one host, and for who asks
// whether it is ours.
type manager struct{ own, challenge tls.Certificate }

func (m *manager) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	switch {
	case isChallenge(hello):
		return &m.challenge, nil
	case hello.ServerName == "shop.example":
		return &m.own, nil
	}
	return nil, errors.New("the host is not ours")
}

func (m *manager) TLSConfig() *tls.Config {
	return &tls.Config{NextProtos: []string{"h2", "http/1.1", "acme-tls/1"}}
}

func (m *manager) HTTPHandler(fallback http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/.well-known/acme-challenge/") {
			fmt.Fprint(w, "token")
			return
		}
		fallback.ServeHTTP(w, r)
	})
}

// asked connects to a server by TCP, and returns the name on its certificate.
func asked(t *testing.T, server *tls.Config, host string, protocols ...string) (name string, err error) {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			_, _ = io.WriteString(c, "x")
			c.Close()
		}
	}()
	c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{ServerName: host, InsecureSkipVerify: true, NextProtos: protocols})
	if err != nil {
		return "", err
	}
	defer c.Close()
	if _, err := c.Read(make([]byte, 1)); err != nil { // TLS 1.3 tells only then what is wrong with the client
		return "", err
	}
	return c.ConnectionState().PeerCertificates[0].Subject.CommonName, nil
}

func TestGiven(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "ca.pem")
	m := &manager{pair(t, file, "shop"), pair(t, file, "challenge")}
	o := Options{Cert: Given}
	if _, err := o.Config(slog.New(slog.DiscardHandler), nil); err == nil || !strings.Contains(err.Error(), "egg:pastegen#certificates") {
		t.Errorf("without a source: %v", err)
	}
	o.Source = m
	for _, clients := range []bool{false, true} {
		if clients {
			o.ClientCAs, o.Clients = file, tls.RequireAndVerifyClientCert
		}
		config, err := o.Config(slog.New(slog.DiscardHandler), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(config.NextProtos, []string{"h2", "http/1.1", "acme-tls/1"}) {
			t.Error(config.NextProtos)
		}
		if name, err := asked(t, config, "shop.example", "acme-tls/1"); name != "challenge" || err != nil {
			t.Errorf("an authority finds %q (%v)", name, err)
		}
		if _, err := asked(t, config, "else.example", "h2"); err == nil {
			t.Error("another host has a certificate")
		}
		if name, err := asked(t, config, "shop.example", "h2"); (err != nil) != clients || name != map[bool]string{false: "shop"}[clients] {
			t.Errorf("with checked clients %v: %q (%v)", clients, name, err)
		}
	}
	o = Options{Cert: Given, Source: m}
	config, err := o.Config(slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.GetCertificate(&tls.ClientHelloInfo{ServerName: "else.example", Conn: from{addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}}}); err == nil {
		t.Error("the error of the source is lost")
	}
	if name, err := asked(t, config, "localhost"); name == "shop" || err != nil {
		t.Errorf("the machine itself finds %q (%v)", name, err)
	}
}

// TestFromHere: who is elsewhere cannot ask for localhost.
func TestFromHere(t *testing.T) {
	for addr, want := range map[net.Addr]bool{
		&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}: true, &net.TCPAddr{IP: net.IPv6loopback, Port: 1}: true, &net.UnixAddr{Name: "@"}: true,
		&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1}: false,
	} {
		if fromHere(&tls.ClientHelloInfo{ServerName: "localhost", Conn: from{addr: addr}}) != want {
			t.Error(addr)
		}
		if fromHere(&tls.ClientHelloInfo{ServerName: "shop.example", Conn: from{addr: addr}}) {
			t.Error(addr, "of a host")
		}
	}
}

// from is a connection from an address.
type from struct {
	net.Conn
	addr net.Addr
}

func (c from) RemoteAddr() net.Addr { return c.addr }

func TestChallenges(t *testing.T) {
	others := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "others") })
	for _, tt := range []struct {
		o    Options
		path string
		want string
	}{
		{Options{Cert: Given, Source: &manager{}}, "/.well-known/acme-challenge/x", "token"},
		{Options{Cert: Given, Source: &manager{}}, "/x", "others"},
		{Options{Cert: SelfMade, Source: &manager{}}, "/.well-known/acme-challenge/x", "others"},
		{Options{}, "/.well-known/acme-challenge/x", "others"},
	} {
		w := httptest.NewRecorder()
		tt.o.Challenges(others).ServeHTTP(w, httptest.NewRequest("GET", tt.path, nil))
		if w.Body.String() != tt.want {
			t.Errorf("%+v %s: %s", tt.o, tt.path, w.Body)
		}
	}
}
