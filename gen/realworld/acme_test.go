package realworld

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/pastegen/pastegen/internal/addrs"
)

// TestACME runs a program that gets its certificates from an authority when
// clients come, and keeps them when it is started anew.
func TestACME(t *testing.T) {
	upToDate(t, "acme")
	binary, address, cache := build(t, "acme"), addrs.Free(t), t.TempDir()
	a := newAuthority(t, address)
	for _, want := range []int{1, 1} {
		cmd := exec.Command(binary)
		cmd.Env = append(os.Environ(), "ADDRESS="+address, "DIRECTORY="+a.at.URL+"/directory", "CACHE="+cache)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = cmd.Process.Kill() }() // in vain when it has ended
		waitFor(t, address)
		for range 2 {
			a.ask(t, "www.shop.example")
		}
		if _, err := tls.Dial("tcp", address, &tls.Config{ServerName: "else.example", InsecureSkipVerify: true}); err == nil {
			t.Error("there is a certificate for a host that is not ours")
		}
		if a.given != want {
			t.Errorf("%d certificates were given, want %d", a.given, want)
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// ask asks the server as a client does that believes the authority.
func (a *authority) ask(t *testing.T, host string) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	transport := &http.Transport{TLSClientConfig: &tls.Config{ServerName: host, RootCAs: roots}, ForceAttemptHTTP2: true, DisableKeepAlives: true}
	response, err := (&http.Client{Transport: transport}).Get("https://" + a.address + "/page")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, err := io.ReadAll(response.Body); !strings.HasPrefix(string(text), "GET /page\n") || response.ProtoMajor != 2 || err != nil {
		t.Errorf("%s %q %v", response.Proto, text, err)
	}
}
