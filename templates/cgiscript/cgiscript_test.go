package cgiscript

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/values"
)

var quiet = slog.New(slog.DiscardHandler)

// app returns the app for a script of the text, which is written down first.
func app(t *testing.T, text string, log *slog.Logger) http.Handler {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	h, err := New(Options{Script: file}, log)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAsPaste(t *testing.T) {
	file, err := filepath.Abs("testdata/echo.cgi")
	if err != nil {
		t.Fatal(err)
	}
	var cases []oracle.Case
	for _, request := range []string{
		"GET /", "GET /a%20b/c?x=y&z", "HEAD /a", "POST /a\nContent-Type: text/plain\nContent-Length: 3\n\nabc", "GET /\nX-A: 1\nCookie: a=b; c=d",
		"PUT /\nContent-Length: 0", "GET /?", "DELETE /x",
	} {
		cases = append(cases, oracle.Case{Request: request})
	}
	for name, query := range map[string]string{"plain": "", "query": "k=v&l"} {
		h, err := New(Options{Script: file, QueryString: query}, quiet)
		if err != nil {
			t.Fatal(err)
		}
		ini := "[app:main]\nuse = egg:Paste#cgi\nscript = " + file + "\n"
		if query != "" {
			ini += "query_string = " + query + "\n"
		}
		oracle.Compare(t, name, ini, h, cases, func(got, want *oracle.Answer) {
			for _, a := range []*oracle.Answer{got, want} {
				a.Body = strings.Replace(a.Body, "GATEWAY_INTERFACE=CGI/1.1\n", "GATEWAY_INTERFACE=\n", 1)
			}
		})
	}
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestRequest(t *testing.T) {
	file, err := filepath.Abs("testdata/echo.cgi")
	if err != nil {
		t.Fatal(err)
	}
	h, err := New(Options{Script: file + "?k=v"}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/x?a=b", io.MultiReader(strings.NewReader("chunked")))
	r.ContentLength, r.Pattern = -1, "/cgi-bin"
	r.Header = http.Header{"Proxy": {"evil"}, "X_A": {"evil"}}
	r = r.WithContext(values.With(r.Context(), "REMOTE_USER", "joe"))
	body := serve(h, r).Body.String()
	for _, line := range []string{"SCRIPT_NAME=/cgi-bin", "PATH_INFO=/x", "QUERY_STRING=a=b&k=v", "CONTENT_LENGTH=7", "HTTP_PROXY=", "HTTP_X_A=", "REMOTE_USER=joe", "in testdata as echo.cgi", "chunked"} {
		if !strings.Contains(body+"\n", line+"\n") {
			t.Errorf("no line %q in %s", line, body)
		}
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("SECRET", "shown")
	t.Setenv("HTTP_X_A", "evil")
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte("#!/bin/sh\necho\necho \"$SECRET$HTTP_X_A\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for include, want := range map[bool]string{true: "shown\n", false: "\n"} {
		h, err := New(Options{Script: file, IncludeOSEnviron: include}, quiet)
		if err != nil {
			t.Fatal(err)
		}
		if got := serve(h, httptest.NewRequest("GET", "/", nil)).Body.String(); got != want {
			t.Errorf("include_os_environ = %v: %q", include, got)
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "s"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Script: "s", Path: "/nonexistent:" + dir}, filepath.Join(dir, "s")},
		{Options{Script: "s?q", Path: dir}, filepath.Join(dir, "s")},
		{Options{Script: filepath.Join(dir, "s")}, filepath.Join(dir, "s")},
		{Options{Script: "sh"}, "/bin/sh"},
		{Options{Script: "none", Path: dir}, ""},
		{Options{Script: "s?q", Path: dir, QueryString: "r"}, ""},
	} {
		h, err := New(tt.o, quiet)
		if tt.want == "" {
			if err == nil {
				t.Errorf("%+v is taken", tt.o)
			}
		} else if err != nil || filepath.Base(h.(*script).file) != filepath.Base(tt.want) || !filepath.IsAbs(h.(*script).file) {
			t.Errorf("%+v: %v (%v)", tt.o, h, err)
		}
	}
}

func TestFailures(t *testing.T) {
	for name, tt := range map[string]struct {
		text   string
		status int
		log    string
	}{
		"no header":     {"echo nonsense; echo\n", 500, "no line of a header"},
		"goes on":       {"echo nonsense; echo; exec sleep 1000\n", 500, "no line of a header"},
		"no answer":     {"exit 3\n", 500, "ends in its header"},
		"bad ending":    {"echo; echo ok; exit 3\n", 200, "exit status 3"},
		"says":          {"echo 'a word' >&2; printf 'no end' >&2; echo; echo ok\n", 200, "no end"},
		"redirects":     {"echo Location: /x; echo\n", 302, ""},
		"reads no body": {"echo; echo ok\n", 200, ""},
	} {
		var log bytes.Buffer
		w := serve(app(t, tt.text, slog.New(slog.NewTextHandler(&log, nil))), httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", 1<<20))))
		if w.Code != tt.status || !strings.Contains(log.String(), tt.log) || tt.log == "" && log.Len() > 0 {
			t.Errorf("%s: %d %q, the log says %q", name, w.Code, w.Body, log.String())
		}
	}
	h, err := New(Options{Script: "/nonexistent/script"}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if w := serve(h, httptest.NewRequest("GET", "/", nil)); w.Code != 500 {
		t.Errorf("a script that is not there: %d", w.Code)
	}
	r := httptest.NewRequest("POST", "/", http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("0123456789")), 5))
	r.ContentLength = -1
	if w := serve(app(t, "echo\n", quiet), r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that is too large: %d", w.Code)
	}
}

// TestAnswerBeforeTheBody has a client that sends its body when it has got the
// answer.
func TestAnswerBeforeTheBody(t *testing.T) {
	server := httptest.NewServer(app(t, "echo; echo early; read line; echo got $line\n", quiet))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(answer.Body)
	if line, err := in.ReadString('\n'); line != "early\n" {
		t.Fatalf("%q (%v)", line, err)
	}
	fmt.Fprint(conn, "late\n")
	if line, err := in.ReadString('\n'); line != "got late\n" {
		t.Fatalf("%q (%v)", line, err)
	}
}

func TestClientGoesAway(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ended")
	ctx, cancel := context.WithCancel(context.Background())
	r := httptest.NewRequest("GET", "/", nil).WithContext(ctx)
	start := time.Now()
	defer func() {
		if v := recover(); v != http.ErrAbortHandler || time.Since(start) > 5*time.Second {
			t.Errorf("panics with %v after %v", v, time.Since(start))
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("the script went on")
		}
	}()
	app(t, "echo; echo begun; exec sleep 10; touch "+file+"\n", quiet).ServeHTTP(leaving{httptest.NewRecorder(), cancel}, r)
}

// leaving is a client that goes away when the answer comes.
type leaving struct {
	*httptest.ResponseRecorder
	leave func()
}

func (w leaving) Write(p []byte) (int, error) {
	defer w.leave()
	return w.ResponseRecorder.Write(p)
}

// TestOfPastesOwnTests are those of its test_cgiapp.py, with scripts in sh for
// those in Python.
func TestOfPastesOwnTests(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	ok := app(t, "echo 'Content-type: text/html; charset=UTF-8'; echo 'Status: 200 Okay'; echo; echo 'This is the body'\n", logger)
	if w := serve(ok, httptest.NewRequest("GET", "/", nil)); w.Code != 200 || w.Header().Get("Content-Type") != "text/html; charset=UTF-8" || w.Body.String() != "This is the body\n" {
		t.Errorf("test_ok: %d %v %q", w.Code, w.Header(), w.Body)
	}
	form := "--x\r\nContent-Disposition: form-data; name=\"up\"; filename=\"file.txt\"\r\n\r\n" + strings.Repeat("x", 10000) + "\r\n--x--\r\n"
	if w := serve(app(t, "echo; cat\n", logger), httptest.NewRequest("POST", "/", strings.NewReader(form))); w.Body.String() != form {
		t.Errorf("test_form: %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := serve(app(t, "echo Content-type text/plain; echo\n", logger), httptest.NewRequest("GET", "/", nil)); w.Code != 500 {
		t.Errorf("test_error: %d", w.Code)
	}
	log.Reset()
	errs := app(t, "echo 'Status: 500 Server Error'; echo 'Content-type: text/html'; echo; echo 'There was an error'; echo 'some data on the error stream' >&2\n", logger)
	if w := serve(errs, httptest.NewRequest("GET", "/", nil)); w.Code != 500 || !strings.Contains(w.Body.String(), "error") || !strings.Contains(log.String(), "some data") {
		t.Errorf("test_stderr: %d %q, the log says %q", w.Code, w.Body, log.String())
	}
}
