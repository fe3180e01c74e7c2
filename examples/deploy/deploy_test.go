package deploy

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// need skips a test where its programs are not, unless PASTEGEN_SERVERS says
// that they have to be.
func need(t *testing.T, names ...string) {
	t.Helper()
	if os.Getenv("PASTEGEN_SERVERS") == "" {
		t.Skip("only when asked with PASTEGEN_SERVERS=1")
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
}

// build builds the program of an INI file, with an app that says at /asked what it is asked.
func build(t *testing.T, server string) string {
	t.Helper()
	dir := t.TempDir()
	ini := "[composite:main]\nuse = egg:Paste#urlmap\n/ = page\n/asked = asked\n" +
		"[app:page]\nuse = egg:Paste#test\n[app:asked]\nuse = egg:WebTest#debug\n" + server
	if err := os.WriteFile(filepath.Join(dir, "app.ini"), []byte(ini), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "./cmd/pastegen", "build", filepath.Join(dir, "app.ini"))
	cmd.Dir = root
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return filepath.Join(dir, "app")
}

// run runs a command until the test ends.
func run(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	return cmd
}

// placed copies a file of this folder to where it can be used: with a socket of
// the test's, and an address.
func placed(t *testing.T, dir, name, before, after string) (file, socket, addr string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	addr, socket = addrs.Free(t), filepath.Join(dir, "s")
	config := strings.NewReplacer("/run/app/app.sock", socket, "127.0.0.1:8000", addr, "unix//run/app/app.sock", "unix/"+socket).Replace(string(text))
	file = filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(before+config+after), 0o644); err != nil {
		t.Fatal(err)
	}
	return file, socket, addr
}

// folder returns one whose name is short enough for a socket.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "deploy")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// ask asks until the app answers.
func ask(t *testing.T, url string) {
	t.Helper()
	var last error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(url)
		if err != nil {
			last = err
			continue
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode == http.StatusOK && strings.Contains(string(text), "<body>simple</body>") {
			return
		}
		last = fmt.Errorf("%s %q %v", response.Status, text, err)
	}
	t.Fatalf("%s: %v", url, last)
}

// askForging asks as a client that says to be another, to have asked another
// host, and to have come by https.
func askForging(t *testing.T, url string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url+"asked", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Forwarded":         "for=6.6.6.6;host=forged.example;proto=https",
		"X-Forwarded-For":   "6.6.6.6",
		"X-Forwarded-Host":  "forged.example",
		"X-Forwarded-Proto": "https",
		"X-Forwarded-Port":  "666",
	} {
		request.Header.Set(name, value)
	}
	const from = "127.0.0.9"
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	response, err := (&http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nREMOTE_ADDR: " + from + "\n", "\nREQUEST_SCHEME: http\n", "\nPATH_INFO: \n", "asked\nSERVER_"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, forged := range []string{"SERVER_NAME: forged", "SERVER_PORT: 666"} {
		if strings.Contains(string(text), forged) {
			t.Errorf("%q in\n%s", forged, text)
		}
	}
}

func TestNginx(t *testing.T) {
	need(t, "nginx")
	for name, tt := range map[string]struct {
		server string
		args   []string
		path   string
	}{
		"nginx-http.conf":    {"", []string{"-listen", "unix:SOCKET", "-trusted-proxy", "127.0.0.1", "-url-prefix", "/shop"}, "/shop/"},
		"nginx-uwsgi.conf":   {"[server:main]\nuse = egg:pastegen#uwsgi\nsocket = SOCKET\nchmod-socket = 666\n", nil, "/"},
		"nginx-fastcgi.conf": {"[server:main]\nuse = egg:PasteScript#flup_fcgi_thread\nsocket = SOCKET\numask = 0\n", nil, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t)
			before := fmt.Sprintf("daemon off;\nuser root;\npid %[1]s/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n", dir)
			for _, kind := range []string{"client_body", "proxy", "fastcgi", "scgi", "uwsgi"} {
				before += fmt.Sprintf("%s_temp_path %s/%s;\n", kind, dir, kind)
			}
			file, socket, addr := placed(t, dir, name, before, "}\n")
			program := build(t, strings.ReplaceAll(tt.server, "SOCKET", socket))
			var args []string
			for _, arg := range tt.args {
				args = append(args, strings.ReplaceAll(arg, "SOCKET", socket))
			}
			run(t, program, args...)
			run(t, "nginx", "-p", dir, "-c", file)
			ask(t, "http://"+addr+tt.path)
			askForging(t, "http://"+addr+tt.path)
		})
	}
}

func TestApache(t *testing.T) {
	need(t, "apache2")
	dir := folder(t)
	before := fmt.Sprintf("ServerRoot %[1]s\nServerName the.server\nPidFile %[1]s/pid\nErrorLog /dev/stderr\n", dir)
	for _, module := range []string{"mpm_event", "authz_core", "proxy", "proxy_http", "headers"} {
		before += fmt.Sprintf("LoadModule %[1]s_module /usr/lib/apache2/modules/mod_%[1]s.so\n", module)
	}
	file, socket, addr := placed(t, dir, "apache.conf", before, "")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte("Listen "+addr+"\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, build(t, ""), "-listen", "unix:"+socket, "-socket-mode", "666", "-trusted-proxy", "127.0.0.1", "-url-prefix", "/shop")
	run(t, "apache2", "-f", file, "-DFOREGROUND")
	ask(t, "http://"+addr+"/shop/")
	askForging(t, "http://"+addr+"/shop/")
}

func TestCaddy(t *testing.T) {
	need(t, "caddy")
	file, socket, addr := placed(t, folder(t), "Caddyfile", "", "")
	run(t, build(t, ""), "-listen", "unix:"+socket, "-trusted-proxy", "127.0.0.1")
	run(t, "caddy", "run", "--config", file, "--adapter", "caddyfile")
	ask(t, "http://"+addr+"/")
	askForging(t, "http://"+addr+"/")
}

func TestHAProxy(t *testing.T) {
	need(t, "haproxy")
	file, socket, addr := placed(t, folder(t), "haproxy.cfg", "", "")
	run(t, build(t, ""), "-listen", "unix:"+socket, "-proxy-protocol", "*")
	run(t, "haproxy", "-db", "-f", file)
	ask(t, "http://"+addr+"/")
	askForging(t, "http://"+addr+"/")
}

// TestUnits has systemd read the unit files.
func TestUnits(t *testing.T) {
	need(t, "systemd-analyze")
	dir := t.TempDir()
	for _, name := range []string{"app.service", "app-activated.service", "app-activated.socket"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(string(text), "/srv/app/app", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"app.service", "app-activated.socket"} {
		cmd := exec.Command("systemd-analyze", "verify", "--man=no", filepath.Join(dir, name))
		if text, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(text), dir) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
}

// TestActivation starts the program with its socket, as systemd does.
func TestActivation(t *testing.T) {
	need(t, "systemd-socket-activate")
	addr := addrs.Free(t)
	run(t, "systemd-socket-activate", "-l", addr, "--fdname=web", build(t, ""), "-listen", "fd://web")
	ask(t, "http://"+addr+"/")
}

// TestLogrotate has logrotate read its file, and tell the program.
func TestLogrotate(t *testing.T) {
	need(t, "logrotate")
	dir := t.TempDir()
	text, err := os.ReadFile("logrotate.conf")
	if err != nil {
		t.Fatal(err)
	}
	addr, log := addrs.Free(t), filepath.Join(dir, "access.log")
	program := run(t, build(t, ""), "-listen", addr, "-access-log", log)
	ask(t, "http://"+addr+"/first")
	config := strings.NewReplacer("/var/log/app", dir, "systemctl kill --kill-whom=main --signal=USR1 app.service", fmt.Sprint("kill -USR1 ", program.Process.Pid)).Replace(string(text))
	file := filepath.Join(dir, "rotate.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	awaitText(t, log, "/first")
	if text, err := exec.Command("logrotate", "-f", "-s", filepath.Join(dir, "state"), file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	awaitText(t, log+".1", "/first")
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		ask(t, "http://"+addr+"/second")
		if text, _ := os.ReadFile(log); strings.Contains(string(text), "/second") {
			return
		}
	}
	t.Error("nothing is logged any more")
}

func awaitText(t *testing.T, file, want string) {
	t.Helper()
	var text []byte
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if text, _ = os.ReadFile(file); strings.Contains(string(text), want) {
			return
		}
	}
	t.Fatalf("%s has %q", file, text)
}

// TestHealthcheck does what the Dockerfile says.
func TestHealthcheck(t *testing.T) {
	need(t)
	program, addr := build(t, ""), addrs.Free(t)
	t.Setenv("PASTE_LISTEN", addr)
	t.Setenv("PASTE_ACCESS_LOG", "-")
	run(t, program)
	ask(t, "http://"+addr+"/")
	if text, err := exec.Command(program, "-healthcheck", "/").CombinedOutput(); err != nil || string(text) != "200 OK\n" {
		t.Errorf("%v %s", err, text)
	}
}
