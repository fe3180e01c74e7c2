package static

import (
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

// site returns a copy of testdata/site whose files have a time that is known.
func site(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(dir, os.DirFS("testdata/site")); err != nil {
		t.Fatal(err)
	}
	modified := time.Date(2023, 11, 14, 22, 13, 20, 250_000_000, time.UTC)
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, modified, modified)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// cases are answered by Paste as its documentation says, all of them.
func cases() []oracle.Case {
	paths := []string{
		"/", "/index.html", "/index.html/", "/sub", "/sub/", "/sub?a=1&b=%20", "/sub/index.html", "/sub/deep", "/sub/deep/", "/sub/deep/x.txt",
		"/sub/deep/x.txt/more", "/none", "/none/none", "/empty/", "/empty", "/style.css", "/app.js", "/README", "/a%20b/c%20d.txt", "/a%20b",
		"/digits.txt", "/zero.txt", "/big.txt", "/page.html.gz", "/t.tgz", "/d.json", "/odd.qqq", "/i.svg", "/i.gif", "//style.css", "/sub//index.html",
		"/..", "/../site/style.css", "/sub/../style.css", "/./style.css", "/sub/./index.html", "/%2e%2e/x", "/style.css%00", "/style%2Ecss", "/sub%2Findex.html",
		"/STYLE.CSS", "/digits.txt?x=1", "/sub/?x", "/" + strings.Repeat("a", 300),
	}
	var all []oracle.Case
	add := func(requests ...string) {
		for _, request := range requests {
			all = append(all, oracle.Case{Request: request + "\n\n"})
		}
	}
	for _, path := range paths {
		add("GET "+path, "HEAD "+path)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
		add(method+" /style.css", method+" /none", method+" /sub", method+" /sub/")
	}
	tag := `"1700000000.25-10"`
	for _, header := range []string{
		"If-None-Match: " + tag, `If-None-Match: "other"`, "If-None-Match: *", `If-None-Match: "other", ` + tag, `If-None-Match: "1700000000.25-11"`,
		"If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT", "If-Modified-Since: Tue, 14 Nov 2023 22:13:19 GMT", "If-Modified-Since: Tue, 14 Nov 2023 22:13:21 GMT",
		"If-None-Match: " + tag + "\nIf-Modified-Since: Tue, 14 Nov 2000 22:13:20 GMT", `If-None-Match: "other"` + "\nIf-Modified-Since: Tue, 14 Nov 2023 22:13:21 GMT",
		"Range: bytes=0-3", "Range: bytes=2-5", "Range: bytes=9-9", "Range: bytes=5-", "Range: bytes=0-9", "Range: bytes=10-12", "Range: bytes=20-",
		"Range: bytes=x-y", "Range: bytes=5-2", "Cache-Control: max-age=0", "Accept-Encoding: identity", "Accept: text/html",
		"If-None-Match: " + tag + "\nRange: bytes=0-3", `If-None-Match: "other"` + "\nRange: bytes=0-3",
	} {
		add("GET /digits.txt\n"+header, "HEAD /digits.txt\n"+header)
	}
	return all
}

func TestAnswersAsPaste(t *testing.T) {
	dir := site(t)
	for _, tt := range []struct {
		name  string
		ini   string
		o     Options
		cases []oracle.Case
	}{
		{"static", "", Options{Precompressed: true}, cases()},
		{"cached", "cache_max_age = 3600\n", Options{CacheMaxAge: 3600}, cases()[:30]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.o.DocumentRoot = dir
			ini := "[app:main]\nuse = egg:Paste#static\ndocument_root = " + dir + "\n" + tt.ini
			oracle.Compare(t, tt.name, ini, New(tt.o, slog.Default()), tt.cases, align)
		})
	}
}

// align takes out what the package comment says is different.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		delete(a.Headers, "Expires")
		if a.Status == http.StatusOK {
			delete(a.Headers, "Content-Range")
		}
		for name, values := range a.Headers {
			if name == "Last-Modified" {
				a.Headers[name] = []string{strings.Replace(values[0], "-0000", "GMT", 1)}
			}
		}
		if a.Status == http.StatusNotModified {
			delete(a.Headers, "Accept-Ranges")
		} else if a.Status/100 != 2 {
			alignErrors(a)
		}
	}
}

// alignErrors takes out the words of errors and redirects.
func alignErrors(a *oracle.Answer) {
	a.Body = ""
	for name, values := range a.Headers {
		switch to, err := url.Parse(values[0]); {
		case name == "Location" && err == nil:
			a.Headers[name] = []string{to.RequestURI()}
		case name == "Allow":
			a.Headers[name] = []string{strings.ReplaceAll(values[0], ", ", ",")}
		default:
			delete(a.Headers, name)
		}
	}
}
