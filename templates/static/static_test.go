package static

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

//go:embed testdata/site
var embedded embed.FS

func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestNothingOutsideTheDirectory(t *testing.T) {
	top := t.TempDir()
	root := filepath.Join(top, "root")
	write(t, filepath.Join(top, "root2", "secret"), "secret")
	write(t, filepath.Join(top, "secret"), "secret")
	write(t, filepath.Join(root, "sub", "file"), "file")
	for link, to := range map[string]string{
		"inside": "sub/file", "out": "../secret", "absolute": filepath.Join(top, "secret"), "dir": "../root2", "up": "sub/../../secret", "loop": "loop",
	} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	h := New(Options{DocumentRoot: root}, slog.Default())
	for target, want := range map[string]int{
		"/sub/file": 200, "/inside": 200, "/out": 404, "/absolute": 404, "/dir/secret": 404, "/dir": 404, "/up": 404, "/loop": 404,
		"/../secret": 404, "/../root2/secret": 404, "/%2e%2e/root2/secret": 404, "/sub/../../secret": 404, "/sub/../sub/file": 200,
		"/..%2fsecret": 404, "/sub/..%2f..%2fsecret": 404, "/" + top + "/secret": 404, "/%00": 404,
	} {
		w := get(h, target)
		if w.Code != want || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), top) {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
	}
}

func TestForbidden(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	root := t.TempDir()
	write(t, filepath.Join(root, "file"), "file")
	if err := os.Chmod(filepath.Join(root, "file"), 0); err != nil {
		t.Fatal(err)
	}
	if w := get(New(Options{DocumentRoot: root}, slog.Default()), "/file"); w.Code != http.StatusForbidden {
		t.Errorf("a file that must not be read: %d", w.Code)
	}
}

func TestDirectoryThatComesLater(t *testing.T) {
	var log strings.Builder
	root := filepath.Join(t.TempDir(), "later")
	h := New(Options{DocumentRoot: root}, slog.New(slog.NewTextHandler(&log, nil)))
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "document_root="+root) {
		t.Errorf("the log says %q", log.String())
	}
	if w := get(h, "/x"); w.Code != http.StatusNotFound {
		t.Errorf("before: %d", w.Code)
	}
	write(t, filepath.Join(root, "x"), "x")
	if w := get(h, "/x"); w.Code != http.StatusOK {
		t.Errorf("after: %d", w.Code)
	}
}

// TestRedirectBelowAPrefix has requests as URL maps shift them.
func TestRedirectBelowAPrefix(t *testing.T) {
	h := New(Options{DocumentRoot: "testdata/site"}, slog.Default())
	for _, tt := range []struct{ pattern, path, query, want string }{
		{"", "/sub", "", "/sub/"},
		{"/files", "", "", "/files/"},
		{"/files", "", "a=b", "/files/?a=b"},
		{"/v1/files", "/sub", "", "/v1/files/sub/"},
		{"GET /", "/sub", "", "/sub/"},
		{"", "//sub", "", "/sub/"},
		{"/files", "/a b", "", "/files/a%20b/"},
		{"/fil es", "/sub/deep/..", "", "/fil%20es/sub/"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Pattern, r.URL.Path, r.URL.RawQuery = tt.pattern, tt.path, tt.query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || got != tt.want {
			t.Errorf("%q below %q: %d to %q, want %q", tt.path, tt.pattern, w.Code, got, tt.want)
		}
	}
}

func TestPrecompressed(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"a.css": "plain", "a.css.br": "brotli", "a.css.gz": "gzipped", "only.js": "plain", "only.js.gz": "gzipped", "none.css": "plain",
		"old.css": "plain", "old.css.gz": "old", "i.png": "plain", "i.png.gz": "gzipped", "d.css": "plain", "d.css.gz/x": "x",
	} {
		write(t, filepath.Join(root, name), text)
		now := time.Now()
		if err := os.Chtimes(filepath.Join(root, name), now, now.Truncate(24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(filepath.Join(root, "old.css.gz"), old, old); err != nil {
		t.Fatal(err)
	}
	h := New(Options{DocumentRoot: root, Precompressed: true}, slog.Default())
	for _, tt := range []struct{ target, accept, body, coding, vary string }{
		{"/a.css", "gzip, deflate, br", "brotli", "br", "Accept-Encoding"},
		{"/a.css", "gzip", "gzipped", "gzip", "Accept-Encoding"},
		{"/a.css", "GZIP", "gzipped", "gzip", "Accept-Encoding"},
		{"/a.css", "x-gzip", "gzipped", "gzip", "Accept-Encoding"},
		{"/a.css", "br;q=0.5, gzip;q=0.8", "gzipped", "gzip", "Accept-Encoding"},
		{"/a.css", "br;q=0, gzip;q=0", "plain", "", "Accept-Encoding"},
		{"/a.css", "*", "brotli", "br", "Accept-Encoding"},
		{"/a.css", "*;q=0.1, br;q=0", "gzipped", "gzip", "Accept-Encoding"},
		{"/a.css", "br;q=nonsense", "plain", "", "Accept-Encoding"},
		{"/a.css", "br;q=2", "plain", "", "Accept-Encoding"},
		{"/a.css", "", "plain", "", "Accept-Encoding"},
		{"/only.js", "br, gzip", "gzipped", "gzip", "Accept-Encoding"},
		{"/only.js", "br", "plain", "", "Accept-Encoding"},
		{"/none.css", "gzip, br", "plain", "", ""},
		{"/old.css", "gzip", "plain", "", ""},
		{"/i.png", "gzip", "plain", "", ""},
		{"/d.css", "gzip", "plain", "", ""},
		{"/a.css.gz", "gzip", "gzipped", "gzip", ""},
	} {
		w := get(h, tt.target, "Accept-Encoding", tt.accept)
		if w.Code != 200 || w.Body.String() != tt.body || w.Header().Get("Content-Encoding") != tt.coding || w.Header().Get("Vary") != tt.vary {
			t.Errorf("%s for %q: %d %q %v", tt.target, tt.accept, w.Code, w.Body, w.Header())
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/") && tt.target != "/i.png" || w.Header().Get("Content-Length") == "" {
			t.Errorf("%s for %q: %v", tt.target, tt.accept, w.Header())
		}
	}
	tags := map[string]bool{}
	for _, accept := range []string{"", "gzip", "br"} {
		tags[get(h, "/a.css", "Accept-Encoding", accept).Header().Get("Etag")] = true
	}
	if len(tags) != 3 {
		t.Errorf("the ETags are not of one coding each: %v", tags)
	}
	w := get(h, "/a.css", "Accept-Encoding", "br", "Range", "bytes=1-2")
	if w.Code != http.StatusPartialContent || w.Body.String() != "ro" || w.Header().Get("Content-Length") != "2" {
		t.Errorf("a range of a coded file: %d %q %v", w.Code, w.Body, w.Header())
	}
	if w := get(New(Options{DocumentRoot: root}, slog.Default()), "/a.css", "Accept-Encoding", "br"); w.Body.String() != "plain" || w.Header().Get("Vary") != "" {
		t.Errorf("switched off: %q %v", w.Body, w.Header())
	}
}

func TestRanges(t *testing.T) {
	h := New(Options{DocumentRoot: "testdata/site"}, slog.Default())
	etag := get(h, "/digits.txt").Header().Get("Etag")
	for _, tt := range []struct {
		headers []string
		status  int
		body    string
	}{
		{[]string{"Range", "bytes=0-0"}, 206, "0"},
		{[]string{"Range", "bytes=-3"}, 206, "789"},
		{[]string{"Range", "items=0-3"}, 200, "0123456789"},
		{[]string{"Range", "bytes=x-y"}, 200, "0123456789"},
		{[]string{"Range", "bytes=-"}, 200, "0123456789"},
		{[]string{"Range", "bytes=1"}, 200, "0123456789"},
		{[]string{"Range", "bytes="}, 200, "0123456789"},
		{[]string{"Range", "bytes=0-2", "If-Range", etag}, 206, "012"},
		{[]string{"Range", "bytes=0-2", "If-Range", `"other"`}, 200, "0123456789"},
		{[]string{"Range", "bytes=10-"}, 416, ""},
		{[]string{"If-Match", `"other"`}, 412, ""},
	} {
		w := get(h, "/digits.txt", tt.headers...)
		if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%q: %d %q", tt.headers, w.Code, w.Body)
		}
	}
	w := get(h, "/digits.txt", "Range", "bytes=0-1,3-4")
	if w.Code != 206 || !strings.HasPrefix(w.Header().Get("Content-Type"), "multipart/byteranges; boundary=") || !strings.Contains(w.Body.String(), "Content-Range: bytes 3-4/10") {
		t.Errorf("two ranges: %d %v", w.Code, w.Header())
	}
}

func TestExpires(t *testing.T) {
	w := get(New(Options{DocumentRoot: "testdata/site", CacheMaxAge: 60}, slog.Default()), "/style.css")
	expires, err := http.ParseTime(w.Header().Get("Expires"))
	if left := time.Until(expires); err != nil || left < 55*time.Second || left > 61*time.Second {
		t.Errorf("Expires: %q", w.Header().Get("Expires"))
	}
	w = get(New(Options{DocumentRoot: "testdata/site", CacheMaxAge: 60}, slog.Default()), "/none")
	if w.Header().Get("Cache-Control") != "" || w.Header().Get("Expires") != "" {
		t.Errorf("what is not found is to be kept: %v", w.Header())
	}
}

// TestFilesOfTheProgram serves the same tree from inside the program, where
// files have no times.
func TestFilesOfTheProgram(t *testing.T) {
	sub, err := fs.Sub(embedded, "testdata/site")
	if err != nil {
		t.Fatal(err)
	}
	h, onDisk := New(Options{Embed: sub, Precompressed: true}, slog.Default()), New(Options{DocumentRoot: "testdata/site", Precompressed: true}, slog.Default())
	for _, target := range []string{"/", "/sub", "/sub/", "/style.css", "/none", "/../x", "/big.txt", "/empty/", "/page.html.gz", "/zero.txt"} {
		got, want := get(h, target), get(onDisk, target)
		if got.Code != want.Code || got.Body.String() != want.Body.String() || got.Header().Get("Content-Type") != want.Header().Get("Content-Type") || got.Header().Get("Location") != want.Header().Get("Location") {
			t.Errorf("%s: %d %v, from disk %d %v", target, got.Code, got.Header(), want.Code, want.Header())
		}
	}
	w := get(h, "/style.css")
	tag := w.Header().Get("Etag")
	if len(tag) != 34 || w.Header().Get("Last-Modified") != "" || tag == get(h, "/app.js").Header().Get("Etag") {
		t.Errorf("the header is %v", w.Header())
	}
	if w := get(h, "/style.css", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", w.Code)
	}
	if w := get(h, "/big.txt", "Range", "bytes=-8"); w.Code != 206 || w.Body.String() != "0000599\n" {
		t.Errorf("range: %d %q", w.Code, w.Body)
	}
}

func TestTreeThatCannotSeek(t *testing.T) {
	h := Files(noSeek{fstest.MapFS{"a.txt": {Data: []byte("0123"), ModTime: time.Unix(1, 0)}}}, Options{})
	if w := get(h, "/a.txt", "Range", "bytes=1-2"); w.Code != 206 || w.Body.String() != "12" || w.Header().Get("Etag") != `"1.0-4"` {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}

type noSeek struct{ fs.FS }

func (n noSeek) Open(name string) (fs.File, error) {
	file, err := n.FS.Open(name)
	return struct{ fs.File }{file}, err
}

func TestWebobsKeys(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "home.htm"), "home")
	write(t, filepath.Join(root, "sub", "home.htm"), "sub")
	write(t, filepath.Join(root, "index.html"), "index")
	h := NewDir(DirOptions{Path: root, IndexPage: "home.htm", HideIndexWithRedirect: true}, slog.Default())
	for target, want := range map[string]string{
		"/": "200 home ", "/sub/": "200 sub ", "/sub": "301 /sub/", "/sub/home.htm": "301 /sub/", "/home.htm": "301 /", "/index.html": "200 index ",
	} {
		w := get(h, target)
		got := w.Result().Status[:3] + " " + w.Body.String() + " "
		if w.Code == 301 {
			got = "301 " + w.Header().Get("Location")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, p := range []string{"", "/", "//", "/a/../b", "/..", "/a/../../b", "a", "/./", "/a/./b//"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		name, inside := fileName(p)
		if inside && (strings.HasPrefix(name, "../") || name == ".." || path.IsAbs(name) || name != path.Clean(name)) {
			t.Errorf("%q is %q", p, name)
		}
	})
}

// The tests that follow are those of Paste's own test_fileapp.py and
// test_urlparser.py that ask about more than the differential cases: what
// DataApp and DirectoryApp are, and Content-Disposition, no section can name.

// TestRangesOfPastesOwnTests is test_range and test_file_range, with a file
// that is kept in memory and one that is not.
func TestRangesOfPastesOwnTests(t *testing.T) {
	root := t.TempDir()
	letters := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for name, times := range map[string]int{"small": 5, "large": 80} {
		content := strings.Repeat(letters, times)
		write(t, filepath.Join(root, name), content)
		h := New(Options{DocumentRoot: root}, slog.Default())
		last := len(content) - 1
		for text, want := range map[string]string{
			fmt.Sprintf("bytes=0-%d", last): content, "bytes=0-": content, "bytes=0-9": content[:10], fmt.Sprintf("bytes=%d-", last): "Z", "bytes=3-17": content[3:18],
			fmt.Sprintf("bytes=-%d", last):    content[1:], // Paste sends all of it
			fmt.Sprintf("bytes=0-%d", last+2): content,     // Paste refuses what ends behind the end (RFC 9110, 14.1.2)
		} {
			w := get(h, "/"+name, "Range", text)
			if w.Code != 206 || w.Body.String() != want || w.Header().Get("Content-Length") != fmt.Sprint(len(want)) || w.Header().Get("Accept-Ranges") != "bytes" {
				t.Errorf("%s, %s: %d, %d bytes", name, text, w.Code, w.Body.Len())
			}
		}
	}
}

// TestTimesThatAreNone is test_modified and test_file_cache: Paste answers with
// status 400, here they are ignored.
func TestTimesThatAreNone(t *testing.T) {
	h := New(Options{DocumentRoot: "testdata/site"}, slog.Default())
	modified := get(h, "/style.css").Header().Get("Last-Modified")
	for text, want := range map[string]int{
		modified: 304, "Thu, 22 Dec 3030 01:01:01 GMT": 304, "Sat, 1 Jan 2005 12:00:00 GMT": 200, "Sat, 01 Jan 2005 12:00:00 GMT": 200, "garbage": 200, modified + "; length=1506": 200,
	} {
		if w := get(h, "/style.css", "If-Modified-Since", text); w.Code != want {
			t.Errorf("%q: %d", text, w.Code)
		}
	}
}

// TestXSS is test_xss.
func TestXSS(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path = "/-->\r<script>alert('xss')</script>"
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	New(Options{DocumentRoot: "testdata/site"}, slog.Default()).ServeHTTP(w, r)
	if w.Code != 404 || strings.Contains(w.Body.String(), "<script>") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

// TestHeadHasTheHeaderOfGet is test_methods.
func TestHeadHasTheHeaderOfGet(t *testing.T) {
	h := New(Options{DocumentRoot: "testdata/site"}, slog.Default())
	for _, target := range []string{"/style.css", "/big.txt", "/page.html.gz"} {
		r := httptest.NewRequest("HEAD", target, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if want := get(h, target).Header(); !reflect.DeepEqual(w.Header(), want) || w.Body.Len() > 0 {
			t.Errorf("%s: %v, want %v", target, w.Header(), want)
		}
	}
}
