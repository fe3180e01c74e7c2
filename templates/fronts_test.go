package templates

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fronts is the program of testdata/fronts.
type fronts struct {
	t   *testing.T
	bin string
}

// serve starts the program and returns where it listens: first plain or https,
// then where it redirects.
func (f fronts) serve(args ...string) []string {
	f.t.Helper()
	p := startProcess(f.t, f.bin, append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	p.await("msg=listening")
	if strings.Contains(strings.Join(args, " "), "-redirect-http") {
		for range 100 {
			if strings.Count(p.String(), "msg=listening") == 2 {
				break
			}
			p.await("url=http://")
		}
	}
	var addrs []string
	for _, found := range regexp.MustCompile(`addr=(\S+)`).FindAllStringSubmatch(p.String(), -1) {
		addrs = append(addrs, found[1])
	}
	return addrs
}

// tell runs a program and returns what it tells.
func tell(name string, args ...string) string {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%s%v\n", out, err)
	}
	return string(out)
}

// TestFronts has clients and proxies that others have written before a server:
// curl, openssl, nginx and HAProxy.
func TestFronts(t *testing.T) {
	if os.Getenv("PASTEGEN_SERVERS") != "1" {
		t.Skip("PASTEGEN_SERVERS=1 runs it; it needs curl, openssl, and Debian's nginx-light and haproxy")
	}
	f := fronts{t, buildWithCopies(t, "testdata/fronts/main.go", "serve", "target")}
	t.Run("curl", f.curl)
	t.Run("openssl", f.openssl)
	t.Run("nginx", f.nginx)
	t.Run("haproxy", f.haproxy)
}

func (f fronts) curl(t *testing.T) {
	f.t = t
	secure := f.serve("-tls-cert", "*", "-redirect-http", "127.0.0.1:0")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"-k", "https://" + secure[0] + "/"}, " true HTTP/2.0 " + secure[0] + "\n"},
		{[]string{"-k", "--http1.1", "https://" + secure[0] + "/"}, " true HTTP/1.1 " + secure[0] + "\n"},
		{[]string{"-k", "-L", "http://" + secure[1] + "/x"}, " true HTTP/2.0 " + secure[0] + "\n"},
		{[]string{"https://" + secure[0] + "/"}, "exit status 60\n"},
	} {
		if got := tell("curl", append([]string{"-s"}, tt.args...)...); !strings.HasSuffix(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.args, got, tt.want)
		}
	}
	plain := f.serve("-h2c", "-proxy-protocol", "127.0.0.1")
	for _, flag := range []string{"--http2-prior-knowledge", "--haproxy-protocol"} {
		want := map[string]string{"--http2-prior-knowledge": " false HTTP/2.0 ", "--haproxy-protocol": " false HTTP/1.1 "}[flag]
		if got := tell("curl", "-s", flag, "http://"+plain[0]+"/"); !strings.HasPrefix(got, "127.0.0.1:") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", flag, got, want)
		}
	}
}

func (f fronts) openssl(t *testing.T) {
	f.t = t
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if out := tell("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=site.example"); strings.Contains(out, "exit status") {
		t.Fatal(out)
	}
	shake := func(addr string, args ...string) string {
		cmd := exec.Command("openssl", append([]string{"s_client", "-connect", addr}, args...)...)
		cmd.Stdin = strings.NewReader("Q\n")
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	chosen := f.serve("-tls-cert", cert, "-tls-key", key, "-tls-ciphers", "ECDHE-RSA-AES256-GCM-SHA384")[0]
	if got := shake(chosen, "-tls1_2"); !strings.Contains(got, "Cipher is ECDHE-RSA-AES256-GCM-SHA384") {
		t.Errorf("with one cipher: %s", got)
	}
	open := f.serve("-tls-cert", cert, "-tls-key", key)[0]
	for args, want := range map[string]string{
		"-tls1_3":      "TLSv1.3, Cipher is",
		"-tls1_2":      "Cipher is ECDHE-RSA-AES128-GCM-SHA256",
		"-tls1_1":      "Cipher is (NONE)",
		"-alpn h2":     "ALPN protocol: h2",
		"-showcerts":   "CN = site.example",
		"-alpn nobody": "no application protocol",
	} {
		if got := shake(open, strings.Fields(args)...); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", args, want, got)
		}
	}
	if got := shake(f.serve("-tls-cert", cert, "-tls-key", key, "-tls-min", "1.3")[0], "-tls1_2"); !strings.Contains(got, "Cipher is (NONE)") {
		t.Errorf("1.2 where 1.3 is the lowest: %s", got)
	}
	mutual := f.serve("-tls-cert", cert, "-tls-key", key, "-tls-client-ca", cert)[0]
	if got := tell("curl", "-sk", "https://"+mutual+"/"); !strings.Contains(got, "exit status") {
		t.Errorf("without a certificate: %q", got)
	}
	if got := tell("curl", "-sk", "--cert", cert, "--key", key, "https://"+mutual+"/"); !strings.Contains(got, " true ") {
		t.Errorf("with a certificate: %q", got)
	}
}

func (f fronts) nginx(t *testing.T) {
	f.t = t
	dir := t.TempDir()
	addr := f.serve("-trusted-proxy", "127.0.0.1")[0]
	at := place(t, "tcp")
	write(t, filepath.Join(dir, "nginx.conf"), fmt.Sprintf(`daemon off; error_log stderr; pid %[1]s/pid; events {}
http { access_log off; client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; scgi_temp_path %[1]s/s; uwsgi_temp_path %[1]s/u;
server { listen %[2]s; location / { proxy_pass http://%[3]s; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto https; proxy_set_header X-Forwarded-Host site.example; } } }
`, dir, at, addr))
	startProcess(t, "nginx", "-c", filepath.Join(dir, "nginx.conf"))
	_, got, err := fetchText(t, "GET", "http://"+at+"/", "")
	if want := "127.0.0.1:0 true HTTP/1.0 site.example\n"; err != nil || got != want {
		t.Errorf("%q (%v), want %q", got, err, want)
	}
	if got := tell("curl", "-s", "-H", "X-Forwarded-For: 6.6.6.6", "http://"+at+"/"); !strings.HasPrefix(got, "6.6.6.6:0 ") {
		t.Errorf("what the client claims, which is from a trusted one: %q", got)
	}
	if got := tell("curl", "-s", "--interface", "127.0.0.2", "-H", "X-Forwarded-For: 6.6.6.6", "http://"+at+"/"); !strings.HasPrefix(got, "127.0.0.2:0 ") {
		t.Errorf("what another client claims: %q", got)
	}
	if got := tell("curl", "-s", "--interface", "127.0.0.2", "-H", "X-Forwarded-For: 6.6.6.6", "http://"+addr+"/"); !strings.HasPrefix(got, "127.0.0.2:") || strings.HasPrefix(got, "127.0.0.2:0 ") {
		t.Errorf("what somebody claims who is no proxy: %q", got)
	}
}

func (f fronts) haproxy(t *testing.T) {
	f.t = t
	for _, version := range []string{"send-proxy", "send-proxy-v2"} {
		dir := t.TempDir()
		addr := f.serve("-proxy-protocol", "127.0.0.1")[0]
		at := place(t, "tcp")
		write(t, filepath.Join(dir, "haproxy.cfg"), fmt.Sprintf("defaults\n mode tcp\n timeout connect 60s\n timeout client 60s\n timeout server 60s\nlisten front\n bind %s\n server app %s %s\n", at, addr, version))
		startProcess(t, "haproxy", "-db", "-f", filepath.Join(dir, "haproxy.cfg"))
		if _, _, err := fetchText(t, "GET", "http://"+at+"/", ""); err != nil {
			t.Fatal(err)
		}
		if got := tell("curl", "-s", "--interface", "127.0.0.3", "http://"+at+"/"); !strings.HasPrefix(got, "127.0.0.3:") {
			t.Errorf("%s: %q", version, got)
		}
	}
}
