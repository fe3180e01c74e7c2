package gzip

import (
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func compress(t *testing.T, o CompressOptions, mediaType, body, accept string) *http.Response {
	t.Helper()
	o.Level, o.MinSize = 6, 10
	filter, err := NewCompress(o)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		_, _ = io.WriteString(w, body)
	})).ServeHTTP(w, r)
	return w.Result()
}

func TestCompress(t *testing.T) {
	body := strings.Repeat("compress ", 100)
	both := CompressOptions{Types: []Type{"text/*"}, Codings: []Coding{Gzip, Deflate}}
	for range 2 { // what is pooled is good again
		for accept, want := range map[string]string{
			"gzip": "gzip", "deflate": "deflate", "gzip, deflate": "gzip", "gzip;q=0.5, deflate": "deflate", "br, zstd": "", "": "", "*": "gzip",
		} {
			answer := compress(t, both, "text/plain", body, accept)
			if got := answer.Header.Get("Content-Encoding"); got != want || answer.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%q: %q, %v", accept, got, answer.Header)
				continue
			}
			var in io.Reader = answer.Body
			var err error
			switch want {
			case "gzip":
				in, err = gzip.NewReader(in)
			case "deflate":
				in, err = zlib.NewReader(in)
			}
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(in); err != nil || string(text) != body {
				t.Errorf("%q: %v, %.20q", accept, err, text)
			}
		}
	}
	turned := CompressOptions{Types: both.Types, Codings: []Coding{Deflate, Gzip}}
	if got := compress(t, turned, "text/plain", body, "gzip, deflate").Header.Get("Content-Encoding"); got != "deflate" {
		t.Errorf("deflate is liked more: %q", got)
	}
	only := CompressOptions{Types: both.Types, Codings: []Coding{Deflate}}
	if got := compress(t, only, "text/plain", body, "gzip").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("there is no gzip: %q", got)
	}
}

func TestTypes(t *testing.T) {
	o := CompressOptions{Types: []Type{"text/*", "application/json", "*/*+xml"}, Codings: []Coding{Gzip}}
	for mediaType, want := range map[string]string{
		"text/html; charset=utf-8": "gzip", "TEXT/CSS": "gzip", "application/json": "gzip", "image/svg+xml": "gzip", "image/png": "", "application/jsonx": "",
		"application/octet-stream": "", "application/zip": "",
	} {
		if got := compress(t, o, mediaType, strings.Repeat("x", 1000), "gzip").Header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: %q", mediaType, got)
		}
	}
	for text, ok := range map[string]bool{"text/*": true, "*/*": true, "Text/HTML": true, "text": false, "": false, "a/b/c": false, "text/[a": false, "text/html;x": false} {
		var got Type
		if err := got.UnmarshalText([]byte(text)); (err == nil) != ok || ok && got != Type(strings.ToLower(text)) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestCompressErrors(t *testing.T) {
	for _, codings := range [][]Coding{nil, {"br"}, {Gzip, "zstd"}} {
		if filter, err := NewCompress(CompressOptions{Codings: codings}); err == nil || filter != nil {
			t.Errorf("%v: no error", codings)
		}
	}
}
