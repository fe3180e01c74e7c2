// Package services has a test of real applications of Python behind programs
// that pastegen makes: OpenStack's Keystone and Barbican, Pyramid, and what
// Paste has itself.
package services

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// python is the one that has Debian's packages.
const python = "/usr/bin/python3"

// TestServices has each service answer as it should, while its workers are
// replaced and killed under load too. Without PASTEGEN_SERVICES=1, or without
// its package, a service is left out; without PASTEGEN_ORACLE=1 all are.
func TestServices(t *testing.T) {
	all := os.Getenv("PASTEGEN_SERVICES") != ""
	if !all && os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("PASTEGEN_ORACLE is not set")
	}
	tool := filepath.Join(t.TempDir(), "pastegen")
	mustRun(t, ".", "go", "build", "-o", tool, "github.com/pastegen/pastegen/cmd/pastegen")
	for _, s := range []struct {
		name, module string
		long         bool
		test         func(*testing.T, string)
	}{
		{"keystone", "keystone", true, testKeystone},
		{"barbican", "barbican", true, testBarbican},
		{"pyramid", "pyramid", false, testPyramid},
		{"paste", "paste", false, testPaste},
	} {
		t.Run(s.name, func(t *testing.T) {
			if s.long && !all {
				t.Skip("PASTEGEN_SERVICES is not set")
			}
			if exec.Command(python, "-c", "import "+s.module).Run() != nil {
				t.Skip("it is not there")
			}
			s.test(t, tool)
		})
	}
}

// testKeystone has real tokens made and asked about.
func testKeystone(t *testing.T, tool string) {
	dir := t.TempDir()
	write(t, dir, "keystone.conf", "[database]\nconnection = sqlite:///"+dir+"/k.db\n[fernet_tokens]\nkey_repository = "+dir+"/fernet\n[credential]\nkey_repository = "+dir+"/credential\n[token]\nprovider = fernet\n")
	for _, folder := range []string{"fernet", "credential"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	user := []string{"--keystone-user", "root", "--keystone-group", "root"}
	for _, args := range [][]string{
		{"db_sync"}, append([]string{"fernet_setup"}, user...), append([]string{"credential_setup"}, user...),
		{"bootstrap", "--bootstrap-password", "pw", "--bootstrap-public-url", "http://127.0.0.1/v3/"},
	} {
		mustRun(t, dir, python, append([]string{"-c", "import sys; from keystone.cmd import manage; sys.exit(manage.main())", "--config-file", "keystone.conf"}, args...)...)
	}
	s := serve(t, tool, dir, `
[app:main]
use = egg:pastegen#wsgi
application = keystone.server.wsgi:initialize_public_application()
`, "env = OS_KEYSTONE_CONFIG_FILES=%(here)s/keystone.conf\nthreads = 1") // its connections to SQLite are one thread's

	const login = `{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "admin", "domain": {"id": "default"}, "password": "pw"}}}, "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}`
	status, header, body := s.ask(t, "POST", "/v3/auth/tokens", login, "Content-Type", "application/json")
	token := header.Get("X-Subject-Token")
	if status != 201 || token == "" || !strings.Contains(body, `"name": "admin"`) {
		t.Fatal(status, header, body)
	}
	if status, _, body := s.ask(t, "GET", "/v3/auth/tokens", "", "X-Auth-Token", token+"x", "X-Subject-Token", token); status != 401 {
		t.Error(status, body)
	}
	s.replaceUnderLoad(t, func() error {
		status, _, body := s.ask(t, "GET", "/v3/auth/tokens", "", "X-Auth-Token", token, "X-Subject-Token", token)
		if status != 200 || !strings.Contains(body, `"name": "admin"`) {
			return fmt.Errorf("%d %s", status, body)
		}
		return nil
	})
}

// testBarbican has secrets stored and fetched, with the paste file as Debian
// has it but for Keystone.
func testBarbican(t *testing.T, tool string) {
	dir := t.TempDir()
	text, err := os.ReadFile("/usr/share/barbican-common/barbican-api-paste.ini")
	if err != nil {
		t.Skip(err)
	}
	write(t, dir, "barbican.conf", `[DEFAULT]
sql_connection = sqlite:///`+dir+`/b.db
db_auto_create = true
host_href = http://127.0.0.1
[secretstore]
enabled_secretstore_plugins = store_crypto
[crypto]
enabled_crypto_plugins = simple_crypto
[simple_crypto_plugin]
kek = YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=
[queue]
enable = False
[oslo_policy]
enforce_scope = false
enforce_new_defaults = false
`)
	write(t, dir, "settings.py", "def load():\n    from barbican.common import config\n    config.CONF(['--config-file', 'barbican.conf'], project='barbican')\n")
	ini := strings.Replace(string(text), "/v1: barbican-api-keystone", "/v1: barbican_api", 1)
	s := serve(t, tool, dir, ini, "init = settings:load\ncwd = %(here)s")
	who := []string{"X-Project-Id", "p1", "X-Roles", "admin"}
	status, _, body := s.ask(t, "POST", "/v1/secrets", `{"name": "s", "payload": "hush", "payload_content_type": "text/plain"}`, append(who, "Content-Type", "application/json")...)
	var made struct {
		Ref string `json:"secret_ref"`
	}
	if err := json.Unmarshal([]byte(body), &made); status != 201 || err != nil {
		t.Fatal(status, body, err)
	}
	path := strings.TrimPrefix(made.Ref, "http://127.0.0.1")
	s.replaceUnderLoad(t, func() error {
		if status, _, body := s.ask(t, "GET", path, "", append(who, "Accept", "text/plain")...); status != 200 || body != "hush" {
			return fmt.Errorf("%d %s", status, body)
		}
		return nil
	})
	if status, _, body := s.ask(t, "GET", "/healthcheck", ""); status != 200 || body != "OK" {
		t.Error(status, body)
	}
}

// testPyramid has an application with sessions and static files answer as under
// waitress.
func testPyramid(t *testing.T, tool string) {
	dir := t.TempDir()
	copyTo(t, dir, "pyramid_site.py")
	write(t, dir, "static/style.css", strings.Repeat("body { color: black }\n", 5000))
	s := serve(t, tool, dir, "[app:main]\nuse = call:pyramid_site:main\nsecret = hush\nstatic = %(here)s/static\n", "")
	other := servePaste(t, dir)
	for _, each := range []*service{s, other} {
		jar, _ := cookiejar.New(nil) // which has no errors
		each.client.Jar = jar
	}
	for _, path := range []string{
		"/count", "/count", "/count", "/json?a=1&a=2", "/json?%C3%A9=%E9", "/static/style.css", "/static/none.css", "/static/../app.ini",
		"/raise", "/forbidden", "/stream", "/redirect", "/count",
	} {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			status, header, body := s.ask(t, method, path, "")
			wantStatus, wantHeader, want := other.ask(t, method, path, "")
			if want = strings.ReplaceAll(want, other.addr, s.addr); status != wantStatus || body != want && status != 500 {
				t.Errorf("%s %s: %d %q, want %d %q", method, path, status, body, wantStatus, want)
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Last-Modified", "Location"} {
				if got, want := header.Get(name), strings.ReplaceAll(wantHeader.Get(name), other.addr, s.addr); got != want && status != 500 {
					t.Errorf("%s %s: %s is %q, want %q", method, path, name, got, want)
				}
			}
		}
	}
	since := "Fri, 31 Dec 2999 23:59:59 GMT"
	if status, _, _ := s.ask(t, "GET", "/static/style.css", "", "If-Modified-Since", since); status != 304 {
		t.Error("a file that has not changed:", status)
	}
	s.client.Jar = nil
	s.replaceUnderLoad(t, func() error {
		if status, _, body := s.ask(t, "GET", "/count", ""); status != 200 || body != "1" {
			return fmt.Errorf("%d %s", status, body)
		}
		return nil
	})
}

// testPaste has Paste's own applications and filters, left in Python, answer as
// under waitress.
func testPaste(t *testing.T, tool string) {
	dir := t.TempDir()
	copyTo(t, dir, "echo.py")
	write(t, dir, "files/page.html", "<p>a page</p>\n")
	ini, mounts, keep := "", "", ""
	for name, keys := range map[string]string{
		"gzip": "", "httpexceptions": "", "lint": "", "recursive": "", "registry": "", "config": "a = b", "cgitb": "display = false",
		"error_catcher": "debug = false", "pony": "", "paste_session": "", "auth_cookie": "secret = s", "auth_tkt": "secret = s",
		"grantip": "127.0.0.1 = local", "translogger": "", "errordocument": "404 = /gone",
	} {
		ini += fmt.Sprintf("[filter-app:f-%s]\nuse = egg:Paste#%s\nnext = echo\n%s\n\n", name, name, keys)
		mounts += fmt.Sprintf("/%s = f-%s\n", name, name)
		keep += " egg:Paste#" + name
	}
	for name, keys := range map[string]string{"static": "document_root = %(here)s/files", "urlparser": "directory = %(here)s/files\nbase_python_name = files"} {
		ini += fmt.Sprintf("[app:a-%s]\nuse = egg:Paste#%s\n%s\n\n", name, name, keys)
		mounts += fmt.Sprintf("/%s = a-%s\n", name, name)
		keep += " egg:Paste#" + name
	}
	ini += "[app:test]\nuse = egg:Paste#test\n\n[app:echo]\npaste.app_factory = echo:make\n\n[composite:main]\nuse = egg:Paste#urlmap\n/test = test\n" + mounts
	s := serve(t, tool, dir, ini, "keep ="+keep+" egg:Paste#test")
	other := servePaste(t, dir)
	for _, line := range strings.Split(strings.TrimSpace(mounts), "\n") {
		mount, _, _ := strings.Cut(line, " ")
		for _, path := range []string{"", "/", "/x?y=z", "/page.html", "/gone", "/raise"} {
			status, header, body := s.ask(t, "POST", mount+path, "a body")
			wantStatus, wantHeader, want := other.ask(t, "POST", mount+path, "a body")
			if want = strings.ReplaceAll(want, other.addr, s.addr); status != wantStatus || body != want && status != 500 {
				t.Errorf("%s%s: %d %q, want %d %q", mount, path, status, body, wantStatus, want)
			}
			if got, want := header.Get("Content-Type"), wantHeader.Get("Content-Type"); got != want && status != 500 {
				t.Errorf("%s%s: %q, want %q", mount, path, got, want)
			}
		}
	}
	if status, _, body := s.ask(t, "GET", "/test/x", ""); status != 200 || !strings.Contains(body, "simple") {
		t.Error(status, body)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func copyTo(t *testing.T, dir, name string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, name, string(text))
}

func mustRun(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// ask returns an answer of the service; status 0 is none.
func (s *service) ask(t *testing.T, method, path, body string, headers ...string) (status int, header http.Header, text string) {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+s.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := s.client.Do(r)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer response.Body.Close()
	var out bytes.Buffer
	if _, err := io.Copy(&out, response.Body); err != nil {
		return response.StatusCode, response.Header, out.String() + "!" + err.Error()
	}
	return response.StatusCode, response.Header, out.String()
}

// signal sends the program a signal.
func (s *service) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}
