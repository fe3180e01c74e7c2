package gzip

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

func standard() Options { return Options{CompressLevel: 6, MinSize: 256} }

// get sends a request through the filter by a server, and returns the answer
// with its body as it was sent.
func get(t *testing.T, method, accept string, app http.HandlerFunc) (*http.Response, []byte) {
	t.Helper()
	server := httptest.NewServer(New(standard())(app))
	defer server.Close()
	r, err := http.NewRequest(method, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, body
}

func unzip(t *testing.T, body []byte) string {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var long = strings.Repeat("<p>All work and no play.</p>\n", 100)

// answering answers with the text and header lines.
func answering(status int, text string, lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			w.Header().Add(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

func TestAnswers(t *testing.T) {
	length := "Content-Length: " + strconv.Itoa(len(long))
	for name, c := range map[string]struct {
		app    http.HandlerFunc
		packed bool
		vary   string // with gzip accepted
		plain  string // Vary without
	}{
		"text":              {answering(200, long, "Content-Type: text/plain; charset=utf-8"), true, "Accept-Encoding", "Accept-Encoding"},
		"its length known":  {answering(200, long, "Content-Type: text/plain", length), true, "Accept-Encoding", "Accept-Encoding"},
		"capitals":          {answering(200, long, "Content-Type: TEXT/Plain"), true, "Accept-Encoding", "Accept-Encoding"},
		"json":              {answering(404, long, "Content-Type: application/json"), true, "Accept-Encoding", "Accept-Encoding"},
		"no type":           {answering(200, long), true, "Accept-Encoding", "Accept-Encoding"},
		"no type, an image": {answering(200, "\x89PNG\x0D\x0A\x1A\x0A"+long), false, "Accept-Encoding", "Accept-Encoding"},
		"a type of none": {func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Type"] = nil
			io.WriteString(w, long)
		}, false, "", ""},
		"image":            {answering(200, long, "Content-Type: image/png"), false, "", ""},
		"zip":              {answering(200, long, "Content-Type: application/zip"), false, "", ""},
		"x-gzip":           {answering(200, long, "Content-Type: application/x-gzip"), false, "", ""},
		"zip in parameter": {answering(200, long, "Content-Type: text/plain; name=a.zip"), true, "Accept-Encoding", "Accept-Encoding"},
		"small":            {answering(200, "small", "Content-Type: text/plain"), false, "Accept-Encoding", "Accept-Encoding"},
		"small and known":  {answering(200, "small", "Content-Type: text/plain", "Content-Length: 5"), false, "Accept-Encoding", "Accept-Encoding"},
		"encoded":          {answering(200, long, "Content-Type: text/plain", "Content-Encoding: br"), false, "", ""},
		"a part":           {answering(206, long, "Content-Type: text/plain", "Content-Range: bytes 0-1/2"), false, "", ""},
		"a part of 416":    {answering(416, long, "Content-Type: text/plain", "Content-Range: bytes */2"), false, "", ""},
		"no-transform":     {answering(200, long, "Content-Type: text/plain", "Cache-Control: private, No-Transform"), false, "", ""},
		"a digest":         {answering(200, long, "Content-Type: text/plain", "Content-Digest: sha-256=:AA==:"), false, "", ""},
		"varies":           {answering(200, long, "Content-Type: text/plain", "Vary: Cookie"), true, "Cookie, Accept-Encoding", "Cookie, Accept-Encoding"},
		"varies already":   {answering(200, long, "Content-Type: text/plain", "Vary: accept-encoding"), true, "accept-encoding", "accept-encoding"},
		"varies by all":    {answering(200, long, "Content-Type: text/plain", "Vary: *"), true, "*", "*"},
		"not modified":     {answering(304, ""), false, "Accept-Encoding", "Accept-Encoding"},
		"no content":       {answering(204, ""), false, "", ""},
		"nothing":          {func(http.ResponseWriter, *http.Request) {}, false, "Accept-Encoding", "Accept-Encoding"},
	} {
		plainAnswer, plain := get(t, "GET", "", c.app)
		if vary := strings.Join(plainAnswer.Header["Vary"], ", "); vary != c.plain || plainAnswer.Header["Content-Encoding"] != nil && !strings.Contains(name, "encoded") {
			t.Errorf("%s: without gzip it varies by %q, want %q", name, vary, c.plain)
		}
		answer, body := get(t, "GET", "gzip", c.app)
		packed := answer.Header.Get("Content-Encoding") == "gzip"
		if vary := strings.Join(answer.Header["Vary"], ", "); packed != c.packed || vary != c.vary {
			t.Errorf("%s: packed %v, want %v; varies by %q, want %q", name, packed, c.packed, vary, c.vary)
		}
		if packed {
			body = []byte(unzip(t, body))
		}
		if answer.StatusCode != plainAnswer.StatusCode || !bytes.Equal(body, plain) || answer.Header.Get("Content-Type") != plainAnswer.Header.Get("Content-Type") {
			t.Errorf("%s: %d %q %.40q with gzip, %d %q %.40q without", name, answer.StatusCode, answer.Header.Get("Content-Type"), body,
				plainAnswer.StatusCode, plainAnswer.Header.Get("Content-Type"), plain)
		}
		head, nothing := get(t, "HEAD", "gzip", c.app)
		for _, name := range []string{"Content-Encoding", "Vary", "Etag", "Content-Type"} {
			if strings.Join(head.Header[name], ", ") != strings.Join(answer.Header[name], ", ") && packed {
				t.Errorf("%s: HEAD has the %s %q, GET %q", name, name, head.Header[name], answer.Header[name])
			}
		}
		if len(nothing) != 0 || packed && head.ContentLength >= 0 {
			t.Errorf("%s: HEAD has a body %q, or the length %d", name, nothing, head.ContentLength)
		}
	}
}

func TestTagsAreWeakened(t *testing.T) {
	for tag, want := range map[string]string{`"a"`: `W/"a"`, `W/"a"`: `W/"a"`, "": ""} {
		for _, status := range []int{200, 304} {
			answer, _ := get(t, "GET", "gzip", func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/plain")
				w.Header().Set("Accept-Ranges", "bytes")
				if tag != "" {
					w.Header().Set("ETag", tag)
				}
				w.WriteHeader(status)
				_, _ = io.WriteString(w, long)
			})
			if got := answer.Header.Get("ETag"); got != want {
				t.Errorf("%d, %q: %q", status, tag, got)
			}
			if status == 200 && answer.Header["Accept-Ranges"] != nil {
				t.Error("it says that it has ranges")
			}
		}
	}
}

// TestFlushedTextArrives has an app that waits until the client has read what
// was flushed.
func TestFlushedTextArrives(t *testing.T) {
	read := make(chan struct{})
	server := httptest.NewServer(New(standard())(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range 3 {
			_, _ = io.WriteString(w, "data: 1\n\n")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			<-read
		}
	})))
	defer server.Close()
	answer, err := server.Client().Get(server.URL) // asks for gzip by itself
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if !answer.Uncompressed {
		t.Error("it is not compressed")
	}
	for range 3 {
		event := make([]byte, len("data: 1\n\n"))
		if _, err := io.ReadFull(answer.Body, event); err != nil || string(event) != "data: 1\n\n" {
			t.Fatalf("%q, %v", event, err)
		}
		read <- struct{}{}
	}
	if rest, err := io.ReadAll(answer.Body); len(rest) > 0 || err != nil {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestAPanicEndsNoBody(t *testing.T) {
	server := httptest.NewServer(New(standard())(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, long)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})))
	defer server.Close()
	answer, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.ReadAll(answer.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a part of a body is taken for the whole: %v", err)
	}
}

// TestChunksOfAllSizes writes a text in pieces, with a flush at some place or
// none.
func TestChunksOfAllSizes(t *testing.T) {
	for _, size := range []int{1, 100, 255, 256, 257, 511, 512, 513, len(long)} {
		for _, flushAt := range []int{-1, 0, 1, 2} {
			for _, typed := range []bool{false, true} {
				answer, body := get(t, "GET", "gzip", func(w http.ResponseWriter, _ *http.Request) {
					if typed {
						w.Header().Set("Content-Type", "text/html; charset=utf-8")
					}
					for i, rest := 0, long; rest != ""; i++ {
						if i == flushAt {
							w.(http.Flusher).Flush()
						}
						n := min(size, len(rest))
						if wrote, err := io.Copy(w, strings.NewReader(rest[:n])); int(wrote) != n || err != nil {
							t.Error(wrote, err)
						}
						rest = rest[n:]
					}
				})
				if answer.Header.Get("Content-Encoding") == "gzip" {
					body = []byte(unzip(t, body))
				} else if typed || flushAt != 0 {
					t.Errorf("size %d, flush at %d, typed %v: it is not compressed", size, flushAt, typed)
				}
				if string(body) != long {
					t.Errorf("size %d, flush at %d: %q", size, flushAt, body)
				}
			}
		}
	}
}

func TestValues(t *testing.T) {
	var level Level
	var size Size
	for text, want := range map[string]int{"0": 0, " 6 ": 6, "9": 9, "10": -1, "-1": -1, "best": -1, "": -1} {
		if err := level.UnmarshalText([]byte(text)); (err != nil) != (want < 0) || err == nil && int(level) != want {
			t.Errorf("%q: %d, %v", text, level, err)
		}
	}
	for text, want := range map[string]int{"0": 0, "65536": 65536, "65537": -1, "-1": -1, "1k": -1} {
		if err := size.UnmarshalText([]byte(text)); (err != nil) != (want < 0) || err == nil && int(size) != want {
			t.Errorf("%q: %d, %v", text, size, err)
		}
	}
}

func BenchmarkOff(b *testing.B) { benchmark(b, "") }
func BenchmarkOn(b *testing.B)  { benchmark(b, "gzip") }

type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) WriteHeader(int)             {}
func (s sink) Write(p []byte) (int, error) { return len(p), nil }

func benchmark(b *testing.B, accept string) {
	body := []byte(long[:1024])
	h := New(standard())(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", "1024")
		_, _ = w.Write(body)
	}))
	r := httptest.NewRequest("GET", "/", nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := sink{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		h.ServeHTTP(w, r)
	}
}
