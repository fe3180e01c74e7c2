package php

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/fcgi"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var quiet = slog.New(slog.DiscardHandler)

// fake is a FastCGI server that is not PHP, at a socket.
func fake(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { _ = fcgi.Serve(listener, h) }()
	return "unix:" + listener.Addr().String()
}

func serving(t *testing.T, o Options, log *slog.Logger) http.Handler {
	t.Helper()
	if o.BaseDir == "" {
		o.BaseDir = "testdata/site"
	}
	h, stop, err := New(o, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFind(t *testing.T) {
	h := serving(t, Options{FCGIAddress: "unix:/nonexistent"}, quiet).(*app)
	for path, want := range map[string]file{
		"/echo.php":        {name: "echo.php"},
		"/echo.php/a//b/":  {name: "echo.php", rest: "/a//b/"},
		"//echo.php//a":    {name: "echo.php", rest: "/a"},
		"/echo.php/":       {name: "echo.php", rest: "/"},
		"/sub":             {redirect: "/sub/"},
		"":                 {redirect: "/"},
		"/sub/":            {name: "sub/index.php"},
		"/dir/":            {name: "dir/index.html"},
		"/dir/index.php":   {name: "dir/index.php"},
		"/sub/x.txt":       {name: "sub/x.txt"},
		"/sub/x.txt/":      {},
		"/sub/x.txt/a.php": {},
		"/":                {},
		"/none":            {},
		"/none.php":        {},
		"/none/echo.php":   {},
		"/config.php.bak":  {},
		"/db.inc":          {},
		"/.git/config":     {},
		"/../php.go":       {},
		"/sub/../echo.php": {},
		"/echo.php/../x":   {},
		"/ECHO.PHP":        {},
	} {
		if got := h.find(path); got != want {
			t.Errorf("%q: %+v, want %+v", path, got, want)
		}
	}
}

func TestFilesAndRedirects(t *testing.T) {
	h := serving(t, Options{FCGIAddress: "unix:/nonexistent"}, quiet)
	r := httptest.NewRequest("GET", "/sub?a=b", nil)
	r.Pattern = "/p"
	if w := serve(h, r); w.Code != 301 || w.Header().Get("Location") != "/p/sub/?a=b" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := serve(h, httptest.NewRequest("GET", "/sub/x.txt", nil)); w.Code != 200 || w.Body.String() != "static\n" || w.Header().Get("Etag") == "" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if w := serve(h, httptest.NewRequest("GET", "/config.php.bak", nil)); w.Code != 404 {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestParams(t *testing.T) {
	var got map[string]string
	address := fake(t, func(w http.ResponseWriter, r *http.Request) {
		got = fcgi.ProcessEnv(r)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Got", string(body))
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, strings.Repeat("x", 200000))
	})
	h := serving(t, Options{FCGIAddress: address, Settings: map[string]string{"option a": "b", "option  c.d": "e f"}}, quiet)
	r := httptest.NewRequest("POST", "/echo.php/more?q", io.MultiReader(strings.NewReader("the body")))
	r.ContentLength, r.Pattern = -1, "/p"
	r.Header.Set("X-Long", strings.Repeat("y", 70000))
	w := serve(h, r)
	if w.Code != http.StatusTeapot || w.Header().Get("X-Got") != "the body" || w.Body.Len() != 200000 {
		t.Errorf("%d %v, %d bytes", w.Code, w.Header(), w.Body.Len())
	}
	dir, err := filepath.Abs("testdata/site")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"SCRIPT_FILENAME": dir + "/echo.php", "DOCUMENT_ROOT": dir, "DOCUMENT_URI": "/p/echo.php/more", "PATH_INFO": "/more",
		"PHP_VALUE": "a=b\nc.d=e f", "REDIRECT_STATUS": "200",
	} {
		if got[name] != want && got[name] != "" { // net/http/fcgi keeps some for itself
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if got["PHP_VALUE"] == "" || got["SCRIPT_FILENAME"] == "" {
		t.Errorf("the variables are %q", got)
	}
}

func TestFailures(t *testing.T) {
	var log bytes.Buffer
	h := serving(t, Options{FCGIAddress: "unix:/nonexistent"}, slog.New(slog.NewTextHandler(&log, nil)))
	if w := serve(h, httptest.NewRequest("GET", "/echo.php", nil)); w.Code != 502 || strings.Contains(w.Body.String(), "nonexistent") || !strings.Contains(log.String(), "nonexistent") {
		t.Errorf("%d %q, the log says %q", w.Code, w.Body, log.String())
	}
	r := httptest.NewRequest("POST", "/echo.php", http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("0123456789")), 5))
	r.ContentLength = -1
	if w := serve(h, r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that is too large: %d", w.Code)
	}
	for key, value := range map[string]string{"optional": "x", "option": "x", "option ": "x", "options a": "x", "option a": "x\ny"} {
		if _, _, err := New(Options{FCGIAddress: "x", Settings: map[string]string{key: value}}, quiet); err == nil {
			t.Errorf("%q = %q is taken", key, value)
		}
	}
	if _, _, err := New(Options{PHPScript: "/nonexistent/php-cgi"}, quiet); err == nil {
		t.Error("a php-cgi that is not there is taken")
	}
}

// answering is a connection whose other side writes these bytes and ends.
func answering(t testing.TB, answer []byte) (address string) {
	t.Helper()
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write(answer)
			_ = conn.(*net.UnixConn).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

func record(kind byte, content string, padding int) string {
	return string([]byte{1, kind, 0, 1, byte(len(content) >> 8), byte(len(content)), byte(padding), 0}) + content + strings.Repeat("\x00", padding)
}

func TestReply(t *testing.T) {
	end := record(typeEnd, "\x00\x00\x00\x00\x00\x00\x00\x00", 0)
	for name, tt := range map[string]struct {
		answer, out, errs string
		err               string
	}{
		"whole":       {record(typeStdout, "ab", 6) + record(typeStdout, "c", 0) + record(typeStdout, "", 0) + end, "abc", "", ""},
		"errors":      {record(typeStderr, "oops\n", 3) + record(typeStdout, "a", 0) + record(typeStderr, "more", 0) + end, "a", "oops\nmore", ""},
		"unknown":     {record(11, "ignored!", 0) + record(typeStdout, "a", 0) + end, "a", "", ""},
		"no end":      {record(typeStdout, "a", 0), "a", "", "unexpected EOF"},
		"cut record":  {record(typeStdout, "abc", 0)[:10], "ab", "", "unexpected EOF"},
		"cut header":  {end[:5], "", "", "unexpected EOF"},
		"nothing":     {"", "", "", "unexpected EOF"},
		"no FastCGI":  {"HTTP/1.1 400 Bad Request\r\n", "", "", "no FastCGI"},
		"overloaded":  {record(typeEnd, "\x00\x00\x00\x00\x02\x00\x00\x00", 0), "", "", "overloaded"},
		"short end":   {record(typeEnd, "\x00", 0), "", "", "too short"},
		"after it":    {end + record(typeStdout, "late", 0), "", "", ""},
		"exit status": {record(typeStdout, "a", 0) + record(typeEnd, "\x00\x00\x00\x03\x00\x00\x00\x00", 0), "a", "", ""},
	} {
		var errs bytes.Buffer
		r, err := send(context.Background(), "unix", answering(t, []byte(tt.answer)), map[string]string{"A": "b"}, strings.NewReader("body"), &errs)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		out, err := io.ReadAll(iotest.OneByteReader(r))
		if string(out) != tt.out || errs.String() != tt.errs || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %q, %q (%v)", name, out, errs.String(), err)
		}
		if err := r.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
}

// TestHalfAnAnswer has a server that ends in the middle.
func TestHalfAnAnswer(t *testing.T) {
	h := serving(t, Options{FCGIAddress: "unix:" + answering(t, []byte(record(typeStdout, "A: b\n\nhalf", 0)))}, quiet)
	defer func() {
		if v := recover(); v != http.ErrAbortHandler {
			t.Errorf("panics with %v", v)
		}
	}()
	serve(h, httptest.NewRequest("GET", "/echo.php", nil))
}

func TestClientGoesAway(t *testing.T) {
	address := fake(t, func(w http.ResponseWriter, r *http.Request) { time.Sleep(5 * time.Second) })
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	var log bytes.Buffer
	h := serving(t, Options{FCGIAddress: address}, slog.New(slog.NewTextHandler(&log, nil)))
	if serve(h, httptest.NewRequest("GET", "/echo.php", nil).WithContext(ctx)); time.Since(start) > 3*time.Second || log.Len() > 0 {
		t.Errorf("after %v, the log says %q", time.Since(start), log.String())
	}
}

func TestBodiesInSmallParts(t *testing.T) {
	h := serving(t, Options{FCGIAddress: fake(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })}, quiet)
	for _, body := range []string{"", "a", "abc"} {
		r := httptest.NewRequest("POST", "/echo.php", iotest.OneByteReader(strings.NewReader(body)))
		r.ContentLength = int64(len(body))
		if w := serve(h, r); w.Code != 200 || w.Body.String() != body {
			t.Errorf("%q: %d %q", body, w.Code, w.Body)
		}
	}
}

func TestEncodePairs(t *testing.T) {
	long := strings.Repeat("v", 200)
	want := "\x01\x80\x00\x00\xc8a" + long + "\x01\x00b"
	if got := encodePairs(map[string]string{"b": "", "a": long}); string(got) != want {
		t.Errorf("%q", got)
	}
}

func FuzzReply(f *testing.F) {
	for _, answer := range []string{record(typeStdout, "Status: 200\n\nx", 2) + record(typeEnd, "12345678", 0), record(typeStderr, "x", 255), "\x01\x06\xff"} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		here, there := net.Pipe()
		go func() {
			_, _ = there.Write(answer)
			there.Close()
		}()
		var errs bytes.Buffer
		r := newReply(here, &errs)
		r.release = func() bool { return true }
		defer r.Close()
		out, err := io.ReadAll(r)
		if len(out)+errs.Len() > len(answer) || err == nil && !r.ended {
			t.Errorf("%q: %q, %q (%v)", answer, out, errs.String(), err)
		}
	})
}
