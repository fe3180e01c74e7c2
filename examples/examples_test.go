// Package examples has tests only: of the examples in the folders below.
package examples

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "github.com/pastegen/pastegen/gen" // see TestMain
)

// TestMain reads the examples and imports the generator, which the tests use
// through the go command only: go test's cache would not notice their changes.
func TestMain(m *testing.M) {
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			_, err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// TestUpToDate does what each go:generate line says, and wants the files as
// they are committed. An example with a module of its own has a test of its own.
func TestUpToDate(t *testing.T) {
	var generated []string
	for _, pattern := range []string{"*/main.go", "*/*/main.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		generated = append(generated, files...)
	}
	if len(generated) < 8 {
		t.Fatalf("examples: %v", generated)
	}
	directive := regexp.MustCompile(`(?m)^//go:generate go tool pastegen generate (.+)$`)
	for _, file := range generated {
		if _, err := os.Stat(filepath.Join(filepath.Dir(file), "go.mod")); err == nil {
			continue
		}
		t.Run(filepath.Dir(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := directive.FindSubmatch(text)
			if m == nil {
				t.Fatalf("%s has no go:generate line", file)
			}
			args := append([]string{"tool", "pastegen", "diff"}, strings.Fields(string(m[1]))...)
			command(t, filepath.Dir(file), "go", args...)
		})
	}
}

// TestStandardLibraryOnly proves that an example needs nothing but the standard
// library, its own package, and what is generated beside its main.go.
func TestStandardLibraryOnly(t *testing.T) {
	const module = "github.com/pastegen/pastegen/examples/"
	for dir, own := range map[string][]string{
		"pubs":              {"pubs/apps"},
		"wiki":              {"wiki/app"},
		"wsgi-hello":        {"wsgi-hello/hello"},
		"wsgi-path":         {"wsgi-path/page"},
		"wsgi-path/fastcgi": {"wsgi-path/page"},
		"wsgi-cgi":          {"wsgi-path/page"},
		"wsgi-latin":        {"wsgi-latin/foo", "wsgi-latin/latin"},
		"wsgi-errors":       {"wsgi-errors/faulty", "wsgi-errors/rescue"},
	} {
		list := command(t, ".", "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./"+dir)
		got := slices.DeleteFunc(strings.Fields(list), func(path string) bool {
			return strings.HasPrefix(path, module+dir+"/internal/paste/")
		})
		want := []string{module + dir}
		for _, name := range own {
			want = append(want, module+name)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s needs %s, want %s", dir, got, want)
		}
	}
}

func TestPubs(t *testing.T) {
	s := start(t, "pubs", "pubs", "home", "home_use", "pub")
	for _, q := range []struct {
		method, app, path string
		status            int
		body              string
	}{
		{"GET", "home", "/", 200, "Hello from MyHome\n"},
		{"GET", "home_use", "/", 200, "Hello from MyHome with USE\n"},
		{"GET", "pub", "/", 200, "Hello from PUB0\n"},
		{"GET", "pub", "/V1x", 200, "Hello from PUB0\n"},
		{"GET", "pub", "/V1", 200, "Hello from PUB1\n"},
		{"POST", "pub", "/V1", 200, "Bad request\n"},
		{"POST", "pub", "/", 200, "Hello from PUB0\n"},
		{"GET", "pub", "/V2", 200, "Hello from PUB2\n"},
	} {
		status, body := s.ask(t, q.method, q.app, q.path, "")
		if status != q.status || body != q.body {
			t.Errorf("%s %s%s: %d %q, want %d %q", q.method, q.app, q.path, status, body, q.status, q.body)
		}
	}
	s.stop(t)
	const printed = "para1: This is first\npara2: This is second\n" +
		"request IP is: 127.0.0.1\nMethod is: GET\n"
	if got := s.stdout.String(); got != printed {
		t.Errorf("stdout:\n%swant:\n%s", got, printed)
	}
}

func TestWiki(t *testing.T) {
	here := t.TempDir() // so that the committed pages stay as they are
	if err := os.CopyFS(filepath.Join(here, "pages"), os.DirFS("wiki/pages")); err != nil {
		t.Fatal(err)
	}
	s := start(t, "wiki", here, "wiki")
	for _, q := range []struct {
		method, path, send string
		status             int
		contains           string
	}{
		{"GET", "/", "", 200, `<a href="/HowToEdit">HowToEdit</a>`},
		{"GET", "/HowToEdit", "", 200, "<h1>HowToEdit</h1>"},
		{"GET", "/NoSuchPage", "", 404, "not found"},
		{"GET", "/../wiki.ini", "", 404, "not found"},
		{"POST", "/HowToEdit", "text", 405, "not allowed"},
		{"GET", "/v1", "", 200, `{"url":"/v1/","pages":["FrontPage","HowToEdit"]}`},
		{"GET", "/v1/FrontPage", "", 200, `{"url":"/v1/FrontPage","text":"Welcome`},
		{"GET", "/v1/NoSuchPage", "", 404, `"error"`},
		{"PUT", "/v1/SandBox", "See FrontPage & <more>.", 200, `{"url":"/v1/SandBox"}`},
		{"GET", "/SandBox", "", 200, `See <a href="/FrontPage">FrontPage</a> &amp; &lt;more&gt;.`},
		{"PUT", "/v1/lower", "text", 400, `"error"`},
		{"PUT", "/v1/TooLarge", strings.Repeat("x", 65537), 413, `"error"`},
		{"DELETE", "/v1/FrontPage", "", 405, "not allowed"},
	} {
		status, body := s.ask(t, q.method, "wiki", q.path, q.send)
		if status != q.status || !strings.Contains(body, q.contains) {
			t.Errorf("%s %s: %d %s\nwant %d with %s", q.method, q.path, status, body, q.status, q.contains)
		}
	}
	s.stop(t)
	for _, want := range []string{"from=127.0.0.1:", "method=PUT path=/TooLarge", "method=GET path=\"\""} {
		if !strings.Contains(s.stderr.String(), want) {
			t.Errorf("the log has no %s:\n%s", want, s.stderr.String())
		}
	}
}
