package urlparser

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

// site returns a directory of files, each with its own name in it.
func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{
		"index.html", "about.html", "two.txt", "two.html", "two.gif", "style.css", "app.pyc", "old.bak", "README", "sub/Main.txt", "sub/page.html", "empty/x.txt",
		"module.py", ".hidden", "both", "both.html", "ignored.zip", "name.with.dots.txt", "sub/deep/index.css",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(name+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		modified := time.Date(2023, 11, 14, 22, 13, 20, 0, time.UTC)
		if err := os.Chtimes(file, modified, modified); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func standard(dir string) Options {
	return Options{Directory: dir, IndexNames: []string{"index", "Index", "main", "Main"}, HideExtensions: []string{".pyc", "bak", "py~"}, IgnoreExtensions: []string{".zip"}}
}

func TestAsPaste(t *testing.T) {
	var cases []oracle.Case
	for _, target := range []string{
		"/", "/index.html", "/index", "/about", "/about.html", "/about.txt", "/two.txt", "/two", "/style", "/README", "/sub", "/sub?a=b", "/sub/", "/sub/page", "/sub/deep/", "/sub/deep",
		"/empty/", "/none", "/app", "/app.pyc", "/ignored", "/ignored.zip", "/name.with.dots", "/name.with.dots.txt", "/name", "/sub/none", "/ABOUT",
	} {
		cases = append(cases, oracle.Case{Request: "GET " + target}, oracle.Case{Request: "HEAD " + target})
	}
	for _, target := range []string{"/old.bak", "/old"} {
		cases = append(cases, oracle.Case{Request: "GET " + target, Differs: "bak without a dot hides, too"})
	}
	for _, target := range []string{"/about/", "/about/more", "/about.html/"} {
		cases = append(cases, oracle.Case{Request: "GET " + target, Differs: "a path that goes on behind a file is not found"})
	}
	cases = append(cases, oracle.Case{Request: "POST /about\nContent-Length: 0"}, oracle.Case{Request: "GET /.hidden", Differs: "names that begin with a dot are hidden"})
	dir := site(t)
	ini := "[app:main]\nuse = egg:Paste#urlparser\ndirectory = " + dir + "\nbase_python_name =\nignore_extensions = .zip\n"
	oracle.Compare(t, "urlparser", ini, New(standard(dir), slog.New(slog.DiscardHandler)), cases, align)
}

// align takes out what static's package comment says is different.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		if a.Status != 200 {
			a.Body = ""
			for name, values := range a.Headers {
				if name != "Location" {
					delete(a.Headers, name)
				} else {
					values[0] = strings.TrimPrefix(values[0], "http://the.host")
				}
			}
			continue
		}
		delete(a.Headers, "Content-Range")
		a.Headers["Last-Modified"] = []string{strings.Replace(a.Headers["Last-Modified"][0], "-0000", "GMT", 1)}
	}
}

func TestHiddenAndAmbiguous(t *testing.T) {
	var log bytes.Buffer
	h := New(standard(site(t)), slog.New(slog.NewTextHandler(&log, nil)))
	for target, want := range map[string]string{
		"/module.py": "404", "/module": "404", "/.hidden": "404", "/two": "404", "/both": "both\n", "/about": "about.html\n", "/both.html": "both.html\n", "/..": "404", "/sub/..": "404",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		if got := w.Body.String(); got != want && !(want == "404" && w.Code == 404) {
			t.Errorf("%s: %d %q", target, w.Code, got)
		}
	}
	if strings.Count(log.String(), "ambiguous") != 1 || !strings.Contains(log.String(), "name=two ") {
		t.Errorf("the log says %q", log.String())
	}
}

func TestRedirectBelowAPrefix(t *testing.T) {
	h := New(standard(site(t)), slog.Default())
	for path, want := range map[string]string{"": "/p/", "/sub": "/p/sub/", "//sub": "/p/sub/"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Pattern, r.URL.Path = "/p", path
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 301 || w.Header().Get("Location") != want {
			t.Errorf("%q: %d %v", path, w.Code, w.Header())
		}
	}
}

// TestOfPastesOwnTests is test_find_file and test_deep of its
// test_urlparser.py. Those of Python modules and their hooks have nothing here
// that they could ask about.
func TestOfPastesOwnTests(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"site/index.txt": "index1", "site/test2.html": "test2", "site/test 3.html": "test 3", "site/dir with spaces/test 4.html": "test 4", "secured.txt": "secret",
		"site/deep/index.html": "index2", "site/deep/sub/Main.txt": "index3",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	h := New(Options{Directory: filepath.Join(root, "site"), IndexNames: []string{"index", "Main"}}, slog.New(slog.DiscardHandler))
	for target, want := range map[string]string{
		"/": "200 index1 text/plain", "/index": "200 index1 text/plain", "/index.txt": "200 index1 text/plain", "/test2.html": "200 test2 text/html",
		"/test%203.html": "200 test 3 text/html", "/dir%20with%20spaces/test%204.html": "200 test 4 text/html", "/deep/": "200 index2 text/html", "/deep/sub/": "200 index3 text/plain",
		"/deep/sub": "301 /deep/sub/", "/../secured.txt": "404", "/dir%20with%20spaces/../../secured.txt": "404", "/%2e%2e/secured.txt": "404", "/%2e%2e%3fsecured.txt": "404",
		"/dir%20with%20spaces/%2e%2e/%2e%2e/secured.txt": "404",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		got := fmt.Sprint(w.Code)
		switch w.Code {
		case 200:
			got += " " + w.Body.String() + " " + w.Header().Get("Content-Type")
		case 301:
			got += " " + w.Header().Get("Location")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}
