package examples

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// pageCases are the questions to the application of wsgi-path, which are the
// same however it is served.
func pageCases(t *testing.T) []wsgiCase {
	t.Helper()
	var cases []wsgiCase
	for _, c := range wsgiCases() {
		if c.dir == "wsgi-path" {
			cases = append(cases, c)
		}
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	return cases
}

// variables are those of CGI for a request.
func variables(path string) []string {
	return []string{
		"GATEWAY_INTERFACE=CGI/1.1", "SERVER_PROTOCOL=HTTP/1.1", "SERVER_NAME=a.server", "SERVER_PORT=80",
		"REMOTE_ADDR=127.0.0.1", "REQUEST_METHOD=GET", "SCRIPT_NAME=/cgi-bin/page", "PATH_INFO=" + path, "QUERY_STRING=",
	}
}

// checkCGI compares what a CGI program has written.
func (c wsgiCase) checkCGI(t *testing.T, written []byte) {
	t.Helper()
	in := bufio.NewReader(bytes.NewReader(written))
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		t.Fatalf("%v in %q", err, written)
	}
	resp := &http.Response{Header: http.Header(header)}
	if _, err := fmt.Sscan(header.Get("Status"), &resp.StatusCode); err != nil {
		t.Fatalf("%v in %q", err, written)
	}
	body, _ := io.ReadAll(in)
	c.check(t, resp, string(body))
}

// TestCGI runs the example as a web server does.
func TestCGI(t *testing.T) {
	program := filepath.Join(t.TempDir(), "page")
	command(t, ".", "go", "build", "-o", program, "./wsgi-cgi")
	for _, c := range pageCases(t) {
		cmd := exec.Command(program)
		cmd.Env = variables(c.path)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		c.checkCGI(t, out)
	}
}

// TestCGIPython runs it with wsgiref's gateway for CGI.
func TestCGIPython(t *testing.T) {
	needOracle(t)
	for _, c := range pageCases(t) {
		cmd := python("wsgi-path", "wsgi-cgi/cgi.ini")
		cmd.Env = append(cmd.Env, variables(c.path)...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		c.checkCGI(t, out)
	}
}

// TestCGIBehindApache has Debian's httpd run it.
func TestCGIBehindApache(t *testing.T) {
	if os.Getenv("PASTEGEN_SERVERS") != "1" {
		t.Skip("PASTEGEN_SERVERS=1 runs it; it needs Debian's apache2")
	}
	url := startApache(t, "wsgi-cgi")
	for _, c := range pageCases(t) {
		resp, body, err := fetch(t, url+c.path)
		if err != nil {
			t.Error(err)
		}
		c.length = lengthOfServer // httpd ignores what a CGI program says of it
		c.check(t, resp, body)
	}
}

// startApache runs httpd with the program of the example as its only CGI
// program, and returns the URL.
func startApache(t *testing.T, example string) string {
	t.Helper()
	// The account that httpd runs as has no way into the folders of tests.
	dir, err := os.MkdirTemp("", "httpd")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	command(t, ".", "go", "build", "-o", filepath.Join(dir, "cgi", "page"), "./"+example)
	addr := addrs.Free(t)
	config := fmt.Sprintf(`
ServerRoot %[1]s
ServerName a.server
Listen %[2]s
PidFile %[1]s/pid
ErrorLog /dev/stderr
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule cgi_module /usr/lib/apache2/modules/mod_cgi.so
User www-data
Group www-data
ScriptAlias /cgi-bin/ %[1]s/cgi/
`, dir, addr)
	if err := os.WriteFile(filepath.Join(dir, "httpd.conf"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	httpd := exec.Command("/usr/sbin/apache2", "-X", "-d", dir, "-f", filepath.Join(dir, "httpd.conf"))
	httpd.Stderr = os.Stderr
	if err := httpd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		httpd.Process.Kill()
		httpd.Wait()
	})
	awaitDial(t, "tcp", addr).Close()
	return "http://" + addr + "/cgi-bin/page"
}

// awaitDial connects to a server that is just starting.
func awaitDial(t *testing.T, network, addr string) net.Conn {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial(network, addr)
		if err == nil {
			return conn
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// TestFastCGI asks the example as a web server does, by the socket in its
// working directory.
func TestFastCGI(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "page")
	command(t, ".", "go", "build", "-o", program, "./wsgi-path/fastcgi")
	cmd := exec.Command(program)
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for _, c := range pageCases(t) {
		conn := awaitDial(t, "unix", filepath.Join(dir, "page.sock"))
		c.checkCGI(t, askFastCGI(t, conn, variables(c.path)))
	}
}

// The kinds of FastCGI's records that it takes to ask: section 8 of its
// specification.
const (
	fcgiBegin  = 1
	fcgiEnd    = 3
	fcgiParams = 4
	fcgiStdin  = 5
	fcgiStdout = 6
)

// fcgiResponder begins a request for an answer, on a connection of its own.
const fcgiResponder = "\x00\x01\x00\x00\x00\x00\x00\x00"

// askFastCGI sends a request without a body and returns what came for it.
func askFastCGI(t *testing.T, conn net.Conn, variables []string) []byte {
	t.Helper()
	defer conn.Close()
	var params strings.Builder
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		params.Write([]byte{byte(len(name)), byte(len(value))})
		params.WriteString(name + value)
	}
	request := fcgiRecord(fcgiBegin, fcgiResponder) + fcgiRecord(fcgiParams, params.String()) +
		fcgiRecord(fcgiParams, "") + fcgiRecord(fcgiStdin, "")
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	var answer []byte
	for {
		var header [8]byte
		if _, err := io.ReadFull(conn, header[:]); err != nil {
			t.Fatal(err)
		}
		content := make([]byte, int(binary.BigEndian.Uint16(header[4:]))+int(header[6]))
		if _, err := io.ReadFull(conn, content); err != nil {
			t.Fatal(err)
		}
		switch header[1] {
		case fcgiStdout:
			answer = append(answer, content[:len(content)-int(header[6])]...)
		case fcgiEnd:
			return answer
		}
	}
}

// fcgiRecord returns a record of request 1.
func fcgiRecord(kind byte, content string) string {
	return string([]byte{1, kind, 0, 1, byte(len(content) >> 8), byte(len(content)), 0, 0}) + content
}
