package templates

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// buildGateway compiles testdata/gateway/main.go with copies of the packages it
// uses.
func buildGateway(t *testing.T) string {
	t.Helper()
	return buildWithCopies(t, "testdata/gateway/main.go", "wsgi", "cgi", "gateway", "fcgi", "scgi", "uwsgi", "serve")
}

// patience is how long another program may take for what it does at once, on a
// machine that has other work.
const patience = time.Minute

// process is a program that a test has started; what it tells can be read while
// it runs.
type process struct {
	*exec.Cmd
	t    *testing.T
	mu   sync.Mutex
	told bytes.Buffer
}

func (p *process) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.told.Write(text)
}

func (p *process) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.told.String()
}

// startProcess runs a program until the test ends.
func startProcess(t *testing.T, name string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(name, args...), t: t}
	p.Stdout, p.Stderr = p, p
	p.WaitDelay = time.Second
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Signal(syscall.SIGTERM)
			stuck := time.AfterFunc(patience, func() { _ = p.Process.Kill() })
			defer stuck.Stop()
			_ = p.Wait()
		}
		if t.Failed() {
			t.Logf("%s told:\n%s", filepath.Base(name), p)
		}
	})
	return p
}

// await waits for the program to tell something.
func (p *process) await(what string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(p.String(), what) {
			return
		}
	}
	p.t.Errorf("%q was not told", what)
}

// place is an address that nobody listens on, for a program that cannot be
// asked where it does.
func place(t *testing.T, network string) string {
	t.Helper()
	if network == "unix" {
		return "unix:" + filepath.Join(t.TempDir(), "s")
	}
	return addrs.Free(t)
}

// fetchText asks a web server, and waits for it first if need be.
func fetchText(t *testing.T, method, url, body string) (*http.Response, string, error) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		r, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Several", "1")
		r.Header.Add("X-Several", "2")
		response, err := (&http.Client{Timeout: patience}).Do(r)
		if err == nil {
			defer response.Body.Close()
			text, err := io.ReadAll(response.Body)
			return response, string(text), err
		}
		if !strings.Contains(err.Error(), "refused") {
			return nil, "", err
		}
	}
	t.Fatalf("%s does not answer", url)
	return nil, "", nil
}

// webServer is a real web server in front of the gateway program.
type webServer struct {
	url     string // of the app
	program *process
	script  string // SCRIPT_NAME
	flags   string // wsgi.multithread, multiprocess and run_once
	lasting bool   // the program serves more than one request
	watches bool   // the protocol tells a program that its client has gone
}

func needServers(t *testing.T, programs ...string) {
	t.Helper()
	if os.Getenv("PASTEGEN_SERVERS") != "1" {
		t.Skip("PASTEGEN_SERVERS=1 runs it; it needs Debian's nginx-light, apache2, lighttpd, uwsgi-core and uwsgi-plugin-python3")
	}
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatal(err)
		}
	}
}

// startNginx runs nginx with a location /app/ that passes to the gateway program.
func startNginx(t *testing.T, protocol, network string) webServer {
	t.Helper()
	needServers(t, "/usr/sbin/nginx")
	addr, front, dir := place(t, network), place(t, "tcp"), t.TempDir()
	program := startProcess(t, buildGateway(t), protocol, addr)
	program.await("listening")
	pass := map[string]string{"fcgi": "fastcgi", "scgi": "scgi", "uwsgi": "uwsgi"}[protocol]
	extra := map[string]string{"scgi": "scgi_param SCGI 1;\n", "fcgi": "fastcgi_keep_conn on;\n"}[protocol]
	account := ""
	if os.Getuid() == 0 {
		account = "user root;" // to whom the sockets and folders of the test are open
	}
	config := fmt.Sprintf(`
daemon off;
%[6]s
worker_processes 1;
pid %[1]s/pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	scgi_temp_path %[1]s/scgi;
	uwsgi_temp_path %[1]s/uwsgi;
	server {
		listen %[2]s;
		location ~ ^(/app)(/.*)$ {
			%[3]s_pass %[4]s;
			%[3]s_buffering off;
			%[5]s
			%[3]s_param SCRIPT_NAME $1;
			%[3]s_param PATH_INFO $2;
			%[3]s_param REQUEST_URI $request_uri;
			%[3]s_param REQUEST_METHOD $request_method;
			%[3]s_param QUERY_STRING $query_string;
			%[3]s_param CONTENT_TYPE $content_type;
			%[3]s_param CONTENT_LENGTH $content_length;
			%[3]s_param SERVER_PROTOCOL $server_protocol;
			%[3]s_param SERVER_NAME the.server;
			%[3]s_param SERVER_PORT $server_port;
			%[3]s_param REMOTE_ADDR $remote_addr;
			%[3]s_param REMOTE_PORT $remote_port;
			%[3]s_param REMOTE_USER joe;
		}
	}
}
`, dir, front, pass, addr, extra, account)
	write(t, filepath.Join(dir, "nginx.conf"), config)
	startProcess(t, "/usr/sbin/nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"))
	return webServer{url: "http://" + front + "/app", program: program, script: "/app", flags: "true false false", lasting: true, watches: protocol == "fcgi"}
}

func TestFastCGIBehindNginx(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) { testBehind(t, startNginx(t, "fcgi", network)) })
	}
}

func TestSCGIBehindNginx(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) { testBehind(t, startNginx(t, "scgi", network)) })
	}
}

func TestUWSGIBehindNginx(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) { testBehind(t, startNginx(t, "uwsgi", network)) })
	}
}

// TestCGIBehindApache runs the program as a CGI program of Apache httpd.
func TestCGIBehindApache(t *testing.T) {
	needServers(t, "/usr/sbin/apache2")
	front, dir := place(t, "tcp"), t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { // for the account that httpd runs as
		t.Fatal(err)
	}
	openFolders(t, dir)
	binary, err := os.ReadFile(buildGateway(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "cgi"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cgi", "app"), binary, 0o755); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(`
ServerRoot %[1]s
ServerName the.server
Listen %[2]s
PidFile %[1]s/pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule env_module /usr/lib/apache2/modules/mod_env.so
LoadModule cgi_module /usr/lib/apache2/modules/mod_cgi.so
User www-data
Group www-data
DocumentRoot %[1]s
SetEnv REMOTE_USER joe
ScriptAlias /scripts/ %[1]s/cgi/
<Directory %[1]s/cgi>
	Require all granted
</Directory>
`, dir, front)
	write(t, filepath.Join(dir, "httpd.conf"), config)
	httpd := startProcess(t, "/usr/sbin/apache2", "-X", "-d", dir, "-f", filepath.Join(dir, "httpd.conf"))
	testBehind(t, webServer{url: "http://" + front + "/scripts/app", program: httpd, script: "/scripts/app", flags: "false true true"})
}

// openFolders lets all accounts pass through the folders above dir that the
// test has made.
func openFolders(t *testing.T, dir string) {
	for parent := filepath.Dir(dir); parent != os.TempDir() && parent != "/"; parent = filepath.Dir(parent) {
		if err := os.Chmod(parent, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// testBehind asks the app through the web server.
func testBehind(t *testing.T, s webServer) {
	checkDescription(t, s)
	for path, want := range map[string]int{"/missing": 404, "/304": 304, "/panic": 500} {
		response, body, err := fetchText(t, "GET", s.url+path, "")
		if err != nil || response.StatusCode != want {
			t.Errorf("%s: %v %.200q %v", path, response, body, err)
		}
	}
	response, body, err := fetchText(t, "HEAD", s.url+"/x", "")
	if err != nil || response.StatusCode != 200 || body != "" || fmt.Sprint(response.Header["X-App"]) == "[]" {
		t.Errorf("HEAD: %v %q %v", response, body, err)
	}
	// httpd drops the length that a CGI program tells, and takes what came
	// before the program's end for the whole.
	if rest, err := taken(t, s.url+"/half", "half"); (err == nil) == s.lasting || rest != "" {
		t.Errorf("half an answer, then %q %v", rest, err)
	}
	if _, body, err := fetchText(t, "GET", s.url+"/big", ""); err != nil || len(body) != 1_000_000 {
		t.Errorf("%d bytes %v", len(body), err)
	}
	big := strings.Repeat("body", 100_000)
	if _, body, err := fetchText(t, "POST", s.url+"/x", big); err != nil || !strings.Contains(body, fmt.Sprintf("body=%q <nil>", big)) {
		t.Errorf("a large body: %d bytes came back (%v)", len(body), err)
	}
	if _, body, err := fetchText(t, "POST", s.url+"/missing", big); err != nil || body == "" {
		t.Errorf("a large body that nobody reads: %q %v", body, err)
	}
	if rest, err := taken(t, s.url+"/stream", "chunk 0\n"); rest != "chunk 1\nchunk 2\n" || err != nil {
		t.Errorf("the second chunk and the third: %q %v", rest, err)
	}
	if s.lasting {
		checkEnds(t, s)
	}
}

func checkDescription(t *testing.T, s webServer) {
	response, body, err := fetchText(t, "POST", s.url+"/a%20b/%C3%A9?q=%41", "hello")
	if err != nil || response.StatusCode != 200 || strings.Join(response.Header["X-App"], ", ") != "one, two" || response.Header.Get("Content-Type") != "text/plain" {
		t.Fatalf("%v %q %v", response, body, err)
	}
	for _, line := range []string{
		`SCRIPT_NAME="` + s.script + `"`, `PATH_INFO="/a b/é"`, `QUERY_STRING="q=%41"`, `REQUEST_METHOD="POST"`, `CONTENT_LENGTH="5"`,
		`SERVER_NAME="`, `SERVER_PORT="` + s.url[strings.LastIndex(s.url, ":")+1:strings.LastIndex(s.url, s.script)] + `"`,
		`REMOTE_ADDR="127.0.0.1"`, `REMOTE_USER="joe"`, `wsgi.url_scheme="http"`, `body="hello" <nil>`, "flags=" + s.flags,
		`HTTP_X_SEVERAL="1,`, `SERVER_PROTOCOL="HTTP/1.1"`,
	} {
		if !strings.Contains("\n"+body, "\n"+line) {
			t.Errorf("there is no %s in\n%s", line, body)
		}
	}
}

// taken returns the rest of an answer, whose first part has to come before the
// app makes what follows: it waits for a file that is there when that part has
// been read.
func taken(t *testing.T, url, first string) (rest string, err error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { // also for a program that has another account
		t.Fatal(err)
	}
	openFolders(t, dir)
	file := filepath.Join(dir, "taken")
	response, err := (&http.Client{Timeout: patience}).Get(url + "?" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	begin := make([]byte, len(first))
	if _, err := io.ReadFull(response.Body, begin); string(begin) != first {
		t.Errorf("%s begins with %q (%v), want %q", url, begin, err, first)
	}
	write(t, file, "")
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// checkEnds has clients that go away, and a program that is told to end while
// it answers.
func checkEnds(t *testing.T, s webServer) {
	ends := map[string]string{"/endless": "cleaned up"}
	if s.watches {
		ends["/wait"] = "gone"
	}
	for path, told := range ends {
		response, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.CopyN(io.Discard, response.Body, 4)
		if path == "/wait" {
			s.program.await("waiting")
		}
		response.Body.Close()
		s.program.await(told)
	}
	answer := make(chan string)
	go func() {
		_, body, err := fetchText(t, "GET", s.url+"/slow", "")
		answer <- fmt.Sprint(body, err)
	}()
	s.program.await("slow has begun")
	if err := s.program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if got := <-answer; got != "slow<nil>" && got != "slow <nil>" {
		t.Errorf("the answer in flight is %q", got)
	}
	s.program.await("ended")
	if err := s.program.Wait(); err != nil {
		t.Error(err)
	}
}

// TestCGIProgram runs the program as a web server does, without one.
func TestCGIProgram(t *testing.T) {
	program := buildGateway(t)
	cgi := func(body string, environment ...string) (string, error) {
		cmd := exec.Command(program)
		cmd.Env = append([]string{"REQUEST_METHOD=POST", "SERVER_PROTOCOL=HTTP/1.0", "SERVER_NAME=s", "SERVER_PORT=80"}, environment...)
		cmd.Stdin = strings.NewReader(body)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			return string(out), fmt.Errorf("%w: %s", err, &errs)
		}
		return string(out), nil
	}
	out, err := cgi("hello", "CONTENT_LENGTH=5", "SCRIPT_NAME=/s", "PATH_INFO=/a b", "QUERY_STRING=q=1", "HTTP_X=1", "OTHER=o")
	if err != nil || !strings.HasPrefix(out, "Status: 200 OK\r\n") {
		t.Errorf("%q %v", out, err)
	}
	for _, line := range []string{`SCRIPT_NAME="/s"`, `PATH_INFO="/a b"`, `QUERY_STRING="q=1"`, `HTTP_X="1"`, `OTHER="o"`, `SERVER_NAME="s"`, `body="hello" <nil>`, "flags=false true true"} {
		if !strings.Contains(out, "\n"+line+"\n") {
			t.Errorf("there is no %s in\n%s", line, out)
		}
	}
	if out, err := cgi("", "PATH_INFO=/panic"); out != "" || err == nil || !strings.Contains(err.Error(), "panic: before the answer") {
		t.Errorf("%q %v", out, err)
	}
	if _, err := cgi("", "REQUEST_METHOD="); err == nil || !strings.Contains(err.Error(), "this is a CGI program, for a web server to run") {
		t.Errorf("%v", err)
	}
}
