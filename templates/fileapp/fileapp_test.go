package fileapp

import (
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
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

// FuzzRange sends any Range: the answer is the whole, a part of it, or status 416, and says what it is.
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
