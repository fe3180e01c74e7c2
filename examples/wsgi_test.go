package examples

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wsgiCase is what an example of WSGI answers, in Python as in Go.
type wsgiCase struct {
	dir, ini string // of the example, and its INI file
	path     string
	status   int
	typ      string // Content-Type
	length   string // Content-Length: the app's, none, or up to the server
	body     string
	cut      bool // the body ends before its time
}

// The app has no say in the Content-Length, or has taken it away.
const (
	lengthOfServer = "server"
	noLength       = ""
)

func wsgiCases() []wsgiCase {
	const hello = "Hello world!\n"
	const pig = "elloHay igpay atinlay orldway!\n"
	return []wsgiCase{
		{dir: "wsgi-hello", ini: "hello.ini", path: "/", status: 200, typ: "text/plain", length: lengthOfServer, body: hello},
		{dir: "wsgi-hello", ini: "hello.ini", path: "/class", status: 200, typ: "text/plain", length: lengthOfServer, body: hello},
		{dir: "wsgi-hello", ini: "hello.ini", path: "/method", status: 200, typ: "text/plain", length: lengthOfServer, body: hello},
		{dir: "wsgi-path", ini: "path.ini", path: "/", status: 200, typ: "text/plain", length: "5", body: "Index"},
		{dir: "wsgi-path", ini: "path.ini", path: "/any/thing", status: 200, typ: "text/plain", length: "5", body: "Hello"},
		{dir: "wsgi-latin", ini: "latin.ini", path: "/", status: 200, typ: "text/plain", length: noLength, body: pig},
		{dir: "wsgi-latin", ini: "latin.ini", path: "/html", status: 200, typ: "text/html", length: "23", body: "Hello pig latin world!\n"},
		{dir: "wsgi-latin", ini: "latin.ini", path: "/write", status: 200, typ: "text/plain; charset=utf-8", length: noLength, body: pig},
		{dir: "wsgi-latin", ini: "latin.ini", path: "/late", status: 404, typ: "text/html", length: lengthOfServer, body: "<p>No text."},
		{dir: "wsgi-errors", ini: "errors.ini", path: "/", status: 200, typ: "text/plain", length: noLength, body: "normal body goes here\n"},
		{dir: "wsgi-errors", ini: "errors.ini", path: "/before", status: 500, typ: "text/plain", length: lengthOfServer, body: "We are sorry.\n"},
		{dir: "wsgi-errors", ini: "errors.ini", path: "/after", status: 200, typ: "text/plain", length: noLength, body: "normal body ", cut: true},
	}
}

// TestWSGI asks the generated servers.
func TestWSGI(t *testing.T) {
	servers := map[string]*server{}
	for _, c := range wsgiCases() {
		if servers[c.dir] == nil {
			servers[c.dir] = start(t, c.dir, c.dir, "main")
		}
		resp, body, err := fetch(t, servers[c.dir].urls["main"]+c.path)
		c.check(t, resp, body)
		if (err != nil) != c.cut {
			t.Errorf("%s%s: the body ended with %v", c.dir, c.path, err)
		}
	}
	for _, s := range servers {
		s.stop(t)
	}
	log := servers["wsgi-errors"].stderr.String()
	for _, want := range []string{"rescue: failed before the first chunk", "rescue: failed after the first chunk"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
}

// TestWSGIPython asks Paste Deploy and wsgiref, which serve the same INI files.
func TestWSGIPython(t *testing.T) {
	needOracle(t)
	urls := map[string]string{}
	for _, c := range wsgiCases() {
		if urls[c.dir] == "" {
			urls[c.dir] = startPython(t, c.dir, filepath.Join(c.dir, c.ini))
		}
		resp, body, err := fetch(t, urls[c.dir]+c.path)
		c.check(t, resp, body)
		if err != nil { // HTTP/1.0 without a Content-Length cannot tell a part from the whole
			t.Errorf("%s%s: the body ended with %v", c.dir, c.path, err)
		}
	}
}

// check compares the answer with what it has to be.
func (c wsgiCase) check(t *testing.T, resp *http.Response, body string) {
	t.Helper()
	if resp.StatusCode != c.status || resp.Header.Get("Content-Type") != c.typ || body != c.body {
		t.Errorf("%s%s: %d %q %q, want %d %q %q", c.dir, c.path,
			resp.StatusCode, resp.Header.Get("Content-Type"), body, c.status, c.typ, c.body)
	}
	if got := resp.Header.Get("Content-Length"); c.length != lengthOfServer && got != c.length {
		t.Errorf("%s%s: the Content-Length is %q, want %q", c.dir, c.path, got, c.length)
	}
}

// fetch returns the answer of a server, the body as far as it came.
func fetch(t *testing.T, url string) (resp *http.Response, body string, err error) {
	t.Helper()
	resp, err = http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

func needOracle(t *testing.T) {
	t.Helper()
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's python3-paste and python3-pastedeploy")
	}
}

// python returns a command that runs the INI file with the modules in dir.
func python(dir, ini string) *exec.Cmd {
	cmd := exec.Command("/usr/bin/python3", "testdata/serve.py", ini)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+dir, "PYTHONDONTWRITEBYTECODE=1")
	return cmd
}

// startPython serves the INI file and returns the URL.
func startPython(t *testing.T, dir, ini string) string {
	t.Helper()
	cmd := python(dir, ini)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s told:\n%s", ini, &stderr)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}
