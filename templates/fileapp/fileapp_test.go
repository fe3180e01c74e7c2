package fileapp

import (
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

func TestType(t *testing.T) {
	for name, want := range map[string][2]string{
		"a.html": {"text/html", ""}, "a.HTM": {"text/html", ""}, "a/b.css": {"text/css", ""}, "x.tar.gz": {"application/x-tar", "gzip"},
		"x.tgz": {"application/x-tar", "gzip"}, "x.svgz": {"image/svg+xml", "gzip"}, "x.js.br": {"text/javascript", "br"}, "x.txz": {"application/x-tar", "xz"},
		"README": {"application/octet-stream", ""}, "a.b/c": {"application/octet-stream", ""}, "x.gz": {"application/octet-stream", "gzip"}, "x.txt.Z": {"text/plain", "compress"},
		".html": {"text/html", ""}, "x.": {"application/octet-stream", ""}, "x.unheardof": {"application/octet-stream", ""}, "x.wasm": {"application/wasm", ""},
	} {
		if mediaType, coding := Type(name); mediaType != want[0] || coding != want[1] {
			t.Errorf("%s is %q, coded %q", name, mediaType, coding)
		}
	}
}

// TestPythonTime has what Python 3.11 shows of such times.
func TestPythonTime(t *testing.T) {
	for want, when := range map[string]time.Time{
		"1700000000.25":      time.Unix(1700000000, 250_000_000),
		"1700000000.0":       time.Unix(1700000000, 0),
		"1700000000.1234567": time.Unix(1700000000, 123_456_700),
		"1764115200.9876542": time.Unix(1764115200, 987_654_321),
		"0.0":                time.Unix(0, 0),
		"-1.5":               time.Unix(-2, 500_000_000),
	} {
		if got := pythonTime(when); got != want {
			t.Errorf("%v is %q, want %q", when, got, want)
		}
	}
}

func TestIsRange(t *testing.T) {
	for text, want := range map[string]bool{
		"bytes=0-1": true, "bytes=0-": true, "bytes=-1": true, "bytes=0-1, 3-4": true, "bytes=0-1,\t-2": true, "bytes=5-2": true,
		"bytes=": false, "bytes=-": false, "bytes=1": false, "bytes=a-b": false, "items=0-1": false, "bytes 0-1": false, "bytes=0-1,": false, "bytes=+1-2": false, "bytes=-0": false, "bytes=0-1,-00": false, "": false,
	} {
		if isRange(text) != want {
			t.Errorf("%q is a range: %v", text, !want)
		}
	}
}

// FuzzRange sends any Range: the answer is the whole, a part of it, or status
// 416, and says what it is.
func FuzzRange(f *testing.F) {
	for _, text := range []string{"bytes=0-1", "bytes=-1", "bytes=9-", "bytes=0-1,3-4", "bytes=10-", "x", "bytes=0-0,0-0,0-0", "bytes=99999999999999999999-"} {
		f.Add(text)
	}
	server := New(fstest.MapFS{"f.txt": {Data: []byte("0123456789"), ModTime: time.Unix(1, 0)}}, Options{})
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Range", text)
		w := httptest.NewRecorder()
		server.Serve(w, r, "f.txt")
		switch body := w.Body.String(); w.Code {
		case http.StatusOK:
			if body != "0123456789" {
				t.Errorf("%q: %q", text, body)
			}
		case http.StatusPartialContent:
			multipart := strings.HasPrefix(w.Header().Get("Content-Type"), "multipart/byteranges")
			if !multipart && (body == "" || !strings.Contains("0123456789", body) || !strings.HasPrefix(w.Header().Get("Content-Range"), "bytes "+body[:1])) {
				t.Errorf("%q: %q %v", text, body, w.Header())
			}
		case http.StatusRequestedRangeNotSatisfiable:
			if !isRange(text) {
				t.Errorf("%q is no range, and not ignored", text)
			}
		default:
			t.Errorf("%q: status %d", text, w.Code)
		}
	})
}

func FuzzWeights(f *testing.F) {
	for _, text := range []string{"gzip", "br;q=0.5, *;q=0.1", "gzip;q=NaN", ";;;q", "gzip;q=1e-3;q=0", ","} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, weight := range weights(http.Header{"Accept-Encoding": {text}}, "br", "gzip") {
			if math.IsNaN(weight) || weight < 0 || weight > 1 {
				t.Errorf("%q: %v", text, weight)
			}
		}
	})
}

// settled writes a file that has the time of the day before, and n seconds.
func settled(t *testing.T, file, text string, n int) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	when := time.Now().Add(-24 * time.Hour).Add(time.Duration(n) * time.Second)
	if err := os.Chtimes(file, when, when); err != nil {
		t.Fatal(err)
	}
}

func body(s *Server, name, acceptEncoding string) string {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", acceptEncoding)
	w := httptest.NewRecorder()
	s.Serve(w, r, name)
	return w.Body.String()
}

// TestFilesThatChange has small files, which are kept in memory, and a large one.
func TestFilesThatChange(t *testing.T) {
	dir := t.TempDir()
	s := New(Dir(dir), Options{})
	for _, size := range []int{0, 1, maxKept - 1, maxKept, maxKept + 1} {
		file := filepath.Join(dir, "f.txt")
		for i, char := range []string{"a", "b", "c"} {
			text := strings.Repeat(char, size)
			settled(t, file, text, i)
			for range 2 {
				if got := body(s, "f.txt", ""); got != text {
					t.Errorf("size %d, version %d: %d bytes, %.10q", size, i, len(got), got)
				}
			}
		}
		if e := s.known.byName["f.txt"]; (e.content != nil) != (size < maxKept) {
			t.Errorf("size %d: kept %v", size, e.content != nil)
		}
	}
	if err := os.Remove(filepath.Join(dir, "f.txt")); err != nil {
		t.Fatal(err)
	}
	if got := body(s, "f.txt", ""); !strings.Contains(got, "not found") {
		t.Errorf("a file that is gone: %q", got)
	}
}

// TestYoungFiles has a file that changes and keeps its time, as it may within
// the tick of a clock.
func TestYoungFiles(t *testing.T) {
	dir := t.TempDir()
	s := New(Dir(dir), Options{})
	now := time.Now()
	for _, text := range []string{"old", "new"} {
		if err := os.WriteFile(filepath.Join(dir, "f.txt"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(dir, "f.txt"), now, now); err != nil {
			t.Fatal(err)
		}
		if got := body(s, "f.txt", ""); got != text {
			t.Errorf("%q, want %q", got, text)
		}
	}
}

func TestVariantsThatComeAndGo(t *testing.T) {
	dir := t.TempDir()
	settled(t, filepath.Join(dir, "f.css"), "plain", 0)
	s := New(Dir(dir), Options{Precompressed: true})
	if got := body(s, "f.css", "gzip"); got != "plain" {
		t.Errorf("%q", got)
	}
	settled(t, filepath.Join(dir, "f.css.gz"), "gzipped", 1)
	forget := func() { s.known.byName["f.css"].looked = time.Time{} } // as after a second
	forget()
	if got := body(s, "f.css", "gzip"); got != "gzipped" {
		t.Errorf("%q", got)
	}
	settled(t, filepath.Join(dir, "f.css"), "newer", 2)
	if got := body(s, "f.css", "gzip"); got != "newer" {
		t.Errorf("%q", got)
	}
	settled(t, filepath.Join(dir, "f.css.gz"), "newest", 3)
	forget()
	if got := body(s, "f.css", "gzip"); got != "newest" {
		t.Errorf("%q", got)
	}
	if err := os.Remove(filepath.Join(dir, "f.css.gz")); err != nil {
		t.Fatal(err)
	}
	if got := body(s, "f.css", "gzip"); got != "newest" { // it is still in memory for a moment
		t.Errorf("%q", got)
	}
	forget()
	if got := body(s, "f.css", "gzip"); got != "newer" {
		t.Errorf("%q", got)
	}
}

// TestLargeVariantThatHasGone has one that is opened each time, and was there a
// moment ago.
func TestLargeVariantThatHasGone(t *testing.T) {
	dir := t.TempDir()
	settled(t, filepath.Join(dir, "f.css"), "plain", 0)
	settled(t, filepath.Join(dir, "f.css.gz"), strings.Repeat("z", maxKept), 0)
	s := New(Dir(dir), Options{Precompressed: true})
	if got := body(s, "f.css", "gzip"); len(got) != maxKept {
		t.Errorf("%.20q", got)
	}
	if err := os.Remove(filepath.Join(dir, "f.css.gz")); err != nil {
		t.Fatal(err)
	}
	if got := body(s, "f.css", "gzip"); got != "plain" {
		t.Errorf("%.20q", got)
	}
}

// TestVersionBetween has a file that is replaced after it was looked at: the
// ETag is that of what is sent.
func TestVersionBetween(t *testing.T) {
	dir := t.TempDir()
	settled(t, filepath.Join(dir, "f.txt"), strings.Repeat("a", maxKept), 0)
	s := New(Dir(dir), Options{})
	old, err := s.Stat("f.txt")
	if err != nil {
		t.Fatal(err)
	}
	settled(t, filepath.Join(dir, "f.txt"), strings.Repeat("b", maxKept+1), 1)
	w := httptest.NewRecorder()
	s.ServeStat(w, httptest.NewRequest("GET", "/", nil), "f.txt", old)
	if tag := w.Header().Get("Etag"); w.Body.String()[0] != 'b' || !strings.HasSuffix(tag, fmt.Sprintf("-%d\"", maxKept+1)) {
		t.Errorf("%.5q with %s", w.Body, tag)
	}
}

func TestManyFiles(t *testing.T) {
	tree := fstest.MapFS{}
	s := New(tree, Options{})
	for i := range maxEntries + 10 {
		name := fmt.Sprint(i)
		tree[name] = &fstest.MapFile{Data: []byte(name)}
		if got := body(s, name, ""); got != name {
			t.Fatalf("%q is %q", name, got)
		}
	}
	if n := len(s.known.byName); n > maxEntries {
		t.Errorf("%d files are known", n)
	}
}

func TestManyClients(t *testing.T) {
	dir := t.TempDir()
	s := New(Dir(dir), Options{Precompressed: true})
	for _, name := range []string{"f.css", "f.css.br", "f.css.gz"} {
		settled(t, filepath.Join(dir, name), name, 0)
	}
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Add(1)
		go func() {
			defer clients.Done()
			for range 50 {
				coding, want := "br", "f.css.br"
				if i%2 == 1 {
					coding, want = "gzip", "f.css.gz"
				}
				if got := body(s, "f.css", coding); got != want {
					t.Errorf("%q, want %q", got, want)
				}
			}
		}()
	}
	clients.Wait()
}

func TestWeights(t *testing.T) {
	for text, want := range map[string][2]float64{
		"": {0, 0}, "br": {1, 0}, "gzip, br": {1, 1}, "GZIP;q=0.5": {0, 0.5}, "x-gzip": {0, 1}, "x-br": {0, 0}, "*": {1, 1}, "*;q=0.1, br;q=0": {0, 0.1}, "br;q=2": {0, 0}, "br;q=-1": {0, 0},
		"br;q=x, gzip;q=1": {0, 1}, "br ; Q = 0.25": {0.25, 0}, "br;x=0;q=0.75": {0.75, 0},
	} {
		if got := weights(http.Header{"Accept-Encoding": {text}}, "br", "gzip"); got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestIsText(t *testing.T) {
	for mediaType, want := range map[string]bool{
		"text/html": true, "application/json": true, "image/svg+xml": true, "application/manifest+json": true, "application/wasm": true, "font/ttf": true,
		"image/png": false, "font/woff2": false, "video/mp4": false, "application/zip": false,
	} {
		if isText(mediaType) != want {
			t.Errorf("%s: %v", mediaType, !want)
		}
	}
}

// TestFilesInTheProgram has files without times, small and large.
func TestFilesInTheProgram(t *testing.T) {
	tree := fstest.MapFS{}
	s := New(tree, Options{MaxAge: 60})
	tags := map[string]bool{}
	for _, size := range []int{0, 10, maxKept, maxKept * 10} {
		name := fmt.Sprint(size, ".txt.gz")
		text := strings.Repeat("x", size)
		tree[name] = &fstest.MapFile{Data: []byte(text)}
		for range 2 {
			w := httptest.NewRecorder()
			s.Serve(w, httptest.NewRequest("GET", "/", nil), name)
			h := w.Header()
			if w.Body.String() != text || h.Get("Content-Length") != fmt.Sprint(size) || h.Get("Content-Encoding") != "gzip" || h.Get("Cache-Control") != "public, max-age=60" || len(h.Get("Etag")) != 34 {
				t.Errorf("%d bytes: %d, %v", size, w.Body.Len(), h)
			}
			tags[h.Get("Etag")] = true
		}
	}
	if len(tags) != 4 {
		t.Errorf("the tags are %v", tags)
	}
	for method, want := range map[string]int{"POST": 405, "DELETE": 405, "HEAD": 200} {
		w := httptest.NewRecorder()
		s.Serve(w, httptest.NewRequest(method, "/", nil), "10.txt.gz")
		if w.Code != want || w.Code == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d %v", method, w.Code, w.Header())
		}
	}
}

// failing has files that can be opened, but of which nothing more is to be had.
type failing struct {
	fstest.MapFS
	stat, read, seek error
}

func (f failing) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	return failingFile{file, f}, err
}

type failingFile struct {
	fs.File
	failing
}

func (f failingFile) Stat() (fs.FileInfo, error) {
	if f.stat != nil {
		return nil, f.stat
	}
	return f.File.Stat()
}

func (f failingFile) Read(p []byte) (int, error) {
	if f.read != nil {
		return 0, f.read
	}
	return f.File.Read(p)
}

func (f failingFile) Seek(offset int64, whence int) (int64, error) {
	if f.seek != nil {
		return 0, f.seek
	}
	return f.File.(io.Seeker).Seek(offset, whence)
}

func TestFilesThatFail(t *testing.T) {
	for _, size := range []int{10, maxKept} {
		tree := fstest.MapFS{"a.txt": {Data: make([]byte, size)}}
		for name, tt := range map[string]struct {
			tree failing
			want int
		}{
			"nothing fails": {failing{MapFS: tree}, 200},
			"stat":          {failing{MapFS: tree, stat: fs.ErrPermission}, 403},
			"read":          {failing{MapFS: tree, read: fs.ErrInvalid}, 404},
			"seek":          {failing{MapFS: tree, seek: fs.ErrInvalid}, 404},
		} {
			s := New(tt.tree, Options{})
			for range 2 {
				w := httptest.NewRecorder()
				if s.Serve(w, httptest.NewRequest("GET", "/", nil), "a.txt"); w.Code != tt.want {
					t.Errorf("%s of %d bytes: %d, want %d", name, size, w.Code, tt.want)
				}
			}
		}
	}
}

func TestErrors(t *testing.T) {
	for err, want := range map[error]int{fs.ErrPermission: 403, fs.ErrNotExist: 404, fs.ErrInvalid: 404} {
		w := httptest.NewRecorder()
		answerError(w, httptest.NewRequest("GET", "/", nil), &fs.PathError{Op: "open", Path: "secret", Err: err})
		if w.Code != want || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%v: %d %s", err, w.Code, w.Body)
		}
	}
}
