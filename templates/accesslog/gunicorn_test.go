package accesslog

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// conversation are requests as clients send them.
func conversation() []string {
	return []string{
		"GET / HTTP/1.1\r\nHost: shop.example:80\r\nConnection: close\r\n\r\n",
		"POST /a%20b/c?x=%22&y=1 HTTP/1.1\r\nHost: h\r\nContent-Type: text/x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
		"GET /p HTTP/1.0\r\nUser-Agent: me \"too\"\r\nReferer: http://r/\r\nX-One: 1\r\n\r\n",
		"DELETE /none HTTP/1.1\r\nHost: h\r\nAuthorization: Basic YW5uOnNlY3JldA==\r\nConnection: close\r\n\r\n",
		"GET /user HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer YW5uOnNlY3JldA==\r\nConnection: close\r\n\r\n",
	}
}

// formats have each of gunicorn's atoms.
func formats() []string {
	return []string{
		"%(h)s|%(l)s|%(u)s|%(r)s|%(s)s|%(b)s|%(f)s|%(a)s",
		"%(m)s|%(U)s|%(q)s|%(H)s|%(B)s|%(B)05d|%(B)-6d|%(s)6s|%(m).2s|%%",
		"%(t)s|%(T)s|%(T)d|%(M)s|%(D)s|%(L)s|%(p)s",
		"%({Host}i)s|%({user-agent}i)s|%({X-One}i)s|%({none}i)s",
		"%({Content-Type}o)s|%({x-answer}o)s|%({none}o)s",
		"%({REQUEST_METHOD}e)s|%({http_host}e)s|%({PATH_INFO}e)s|%({query_string}e)s|%({RAW_URI}e)s|%({server_protocol}e)s|%({wsgi.url_scheme}e)s|%({content_type}e)s|%({none}e)s|%({remote_addr}e)s",
	}
}

const application = `
def app(environ, start_response):
    found = environ['PATH_INFO'] != '/none'
    environ['wsgi.input'].read()
    start_response('200 OK' if found else '404 Not Found', [('Content-Type', 'text/plain'), ('X-Answer', 'yes')])
    return [b'hello\n'] if found else [b'']
`

// app is the same.
func app(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("X-Answer", "yes")
	if r.URL.Path == "/none" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = io.WriteString(w, "hello\n")
}

// TestAsGunicorn compares lines with those of gunicorn for each atom.
func TestAsGunicorn(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("only when asked with PASTEGEN_ORACLE=1")
	}
	if _, err := exec.LookPath("gunicorn"); err != nil {
		t.Skip(err)
	}
	for _, format := range formats() {
		theirs, ours := gunicornLines(t, format), ourLines(t, format)
		for i := range theirs {
			if masked(theirs[i]) != masked(ours[i]) {
				t.Errorf("%s: it is\n%s, of gunicorn\n%s", format, ours[i], theirs[i])
			}
		}
	}
}

// masked replaces what two runs cannot share: times and numbers of processes.
// That an environ has an empty text where there is no header, and a log a dash,
// is the same.
func masked(line string) string {
	line = regexp.MustCompile(`\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}`).ReplaceAllString(line, "TIME")
	line = regexp.MustCompile(`<\d+>`).ReplaceAllString(line, "<PID>")
	if strings.Contains(line, "TIME") {
		line = regexp.MustCompile(`\b\d+\b`).ReplaceAllString(line, "N")
	}
	return line
}

func gunicornLines(t *testing.T, format string) []string {
	dir := t.TempDir()
	log, socket := filepath.Join(dir, "log"), filepath.Join(dir, "port")
	if err := os.WriteFile(filepath.Join(dir, "module.py"), []byte(application), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cmd := exec.Command("gunicorn", "--bind", "fd://3", "--access-logfile", log, "--access-logformat", format, "--log-file", socket, "--chdir", dir, "module:app")
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	return converse(t, l.Addr().String(), log)
}

func ourLines(t *testing.T, format string) []string {
	path := filepath.Join(t.TempDir(), "log")
	l, err := Open(Options{To: []string{path}, Format: parse(t, format)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := new(Entry)
		l.Begin(e, r)
		recorder := httptest.NewRecorder()
		app(recorder, r)
		e.Took, e.Status, e.Bytes, e.Answer = time.Since(e.Begin), recorder.Code, int64(recorder.Body.Len()), recorder
		l.Write(e)
	}))
	defer server.Close()
	return converse(t, server.Listener.Addr().String(), path)
}

// converse asks a server, and returns the lines that it logs.
func converse(t *testing.T, addr, log string) []string {
	for i, text := range conversation() {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprint(c, text)
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		c.Close()
		await(t, log, i+1)
	}
	return strings.Split(strings.TrimSpace(read(t, log)), "\n")
}
