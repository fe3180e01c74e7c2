package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// start serves the site, with a database of its own.
func start(t *testing.T) *httptest.Server {
	t.Helper()
	t.Setenv("SITE_SECRET", "for-tests-only")
	t.Setenv("SITE_DB", filepath.Join(t.TempDir(), "board.db"))
	h, end, err := newMain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.Close()
		if err := end(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return server
}

// browser keeps cookies, and asks for nothing compressed.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}}
}

func read(t *testing.T, answer *http.Response, err error) (*http.Response, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestFiles asks for what is inside the program, and for what no app knows.
func TestFiles(t *testing.T) {
	t.Chdir(t.TempDir()) // where there are no files
	site := start(t)
	client := browser(t)
	for _, q := range []struct {
		method, path string
		status       int
		contains     string
	}{
		{"GET", "/", 200, "<h1>Our board</h1>"},
		{"GET", "/style.css", 200, "max-width"},
		{"GET", "/none", 404, "There is no such page."},
		{"GET", "/../site.ini", 404, "There is no such page."},
		{"GET", "/site.ini", 404, "There is no such page."},
		{"GET", "/errors/404.html", 200, "There is no such page."},
		{"DELETE", "/style.css", 405, "not allowed"},
	} {
		r, err := http.NewRequest(q.method, site.URL+q.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := client.Do(r)
		answer, body := read(t, got, err)
		if answer.StatusCode != q.status || !strings.Contains(body, q.contains) {
			t.Errorf("%s %s: %s %q", q.method, q.path, answer.Status, body)
		}
	}
	got, err := client.Get(site.URL + "/style.css")
	answer, _ := read(t, got, err)
	if answer.Header.Get("Cache-Control") != "public, max-age=3600" || answer.Header.Get("ETag") == "" {
		t.Errorf("the style sheet has %v", answer.Header)
	}
}

// TestCompressed asks as browsers do.
func TestCompressed(t *testing.T) {
	site := start(t)
	r, err := http.NewRequest("GET", site.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	got, err := browser(t).Do(r)
	answer, body := read(t, got, err)
	if answer.Header.Get("Content-Encoding") != "gzip" || answer.Header.Get("Vary") == "" {
		t.Fatalf("%v", answer.Header)
	}
	unpacked, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(unpacked); err != nil || !bytes.Contains(text, []byte("Our board")) {
		t.Errorf("%v %q", err, text)
	}
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// TestBoard logs in, writes, and logs out.
func TestBoard(t *testing.T) {
	site := start(t)
	ann := browser(t)
	board := site.URL + "/board/"
	login := func(password string) string {
		got, err := ann.PostForm(board, url.Values{"username": {"ann"}, "password": {password}})
		_, body := read(t, got, err)
		return body
	}
	got, err := ann.Get(board)
	if _, body := read(t, got, err); !strings.Contains(body, `type="password"`) {
		t.Fatalf("nobody is asked who he is: %s", body)
	}
	if body := login("wrong"); !strings.Contains(body, `type="password"`) {
		t.Fatalf("a wrong password is taken: %s", body)
	}
	if body := login("sesame"); !strings.Contains(body, "Hello ann, this is visit 1") {
		t.Fatalf("after the login: %s", body)
	}
	got, err = ann.Get(board)
	_, body := read(t, got, err)
	if !strings.Contains(body, "Hello ann, this is visit 2") {
		t.Fatalf("at the second visit: %s", body)
	}
	token := html.UnescapeString(tokenField.FindStringSubmatch(body)[1])
	got, err = ann.PostForm(board, url.Values{"token": {"made up"}, "text": {"spam"}})
	if answer, body := read(t, got, err); answer.StatusCode != 403 || !strings.Contains(body, "Go back and try again") {
		t.Errorf("with a token that is made up: %s %s", answer.Status, body)
	}
	got, err = ann.PostForm(board, url.Values{"token": {token}, "text": {"Milk & bread"}})
	if answer, body := read(t, got, err); answer.StatusCode != 200 || !strings.Contains(body, "<b>ann</b> Milk &amp; bread") {
		t.Errorf("a note: %s %s", answer.Status, body)
	}
	got, err = browser(t).Get(site.URL)
	if _, body := read(t, got, err); !strings.Contains(body, "Milk &amp; bread") || strings.Contains(body, "spam") {
		t.Errorf("everybody sees %s", body)
	}
	got, err = ann.Get(board + "logout")
	read(t, got, err)
	got, err = ann.Get(board)
	if _, body := read(t, got, err); !strings.Contains(body, `type="password"`) {
		t.Errorf("after the logout: %s", body)
	}
}

// TestBehindProxy has the site below a prefix.
func TestBehindProxy(t *testing.T) {
	t.Setenv("SITE_PREFIX", "/club")
	site := start(t)
	got, err := browser(t).Get(site.URL + "/club/")
	if answer, body := read(t, got, err); answer.StatusCode != 200 || !strings.Contains(body, `href="/club/style.css"`) {
		t.Errorf("%s %s", answer.Status, body)
	}
}

// TestUpToDate wants the generated files as they are committed.
func TestUpToDate(t *testing.T) {
	if out, err := exec.Command("go", "tool", "pastegen", "diff", "site.ini").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestPython has Paste Deploy load the same file, and ask the apps. It runs if
// PASTEGEN_ORACLE is set.
func TestPython(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("PASTEGEN_ORACLE is not set")
	}
	const script = `
import os, sys
sys.path.insert(0, os.getcwd())
sys.dont_write_bytecode = True
from paste.deploy import loadapp
from webob import Request
app = loadapp('config:' + os.path.abspath('site.ini'), global_conf=dict(SITE_SECRET='s', SITE_DB='x', SITE_PORT='8080', SITE_PREFIX='/'))
for path in '/', '/style.css', '/none', '/board/':
    answer = Request.blank(path).get_response(app)
    print(path, answer.status_int, answer.content_type)
`
	out, err := exec.Command("/usr/bin/python3", "-c", script).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	site := start(t)
	var want strings.Builder
	for _, path := range []string{"/", "/style.css", "/none", "/board/"} {
		got, err := browser(t).Get(site.URL + path)
		answer, _ := read(t, got, err)
		kind, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
		fmt.Fprintln(&want, path, answer.StatusCode, kind)
	}
	if string(out) != want.String() {
		t.Errorf("Python says\n%sGo says\n%s", out, want.String())
	}
}
