package replay

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	const text = `127.0.0.1 - - [26/Nov/2026:08:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 12 "-" "curl/8"
10.0.0.1 - joe [26/Nov/2026:08:00:00 +0000] "HEAD /h\xc3\xa9 HTTP/1.0" 200 - "http://x/\"q\"" "a \"b\""
::1 - - [26/Nov/2026:08:00:00 +0000] "POST /p HTTP/1.1" 201 3
::1 - - [26/Nov/2026:08:00:00 +0000] "GET http://example.com/abs HTTP/1.1" 200 3
::1 - - [26/Nov/2026:08:00:00 +0000] "GET http://example.com HTTP/1.1" 200 3

::1 - - [26/Nov/2026:08:00:00 +0000] "\x16\x03\x01" 400 0 "-" "-"
::1 - - [26/Nov/2026:08:00:00 +0000] "GET /with space HTTP/1.1" 200 3
::1 - - [26/Nov/2026:08:00:00 +0000] "OPTIONS * HTTP/1.1" 200 3
no log at all
`
	got, err := Read(strings.NewReader(text))
	want := Log{Requests: []Request{
		{"GET", "/a?b=c", "", "curl/8"}, {"HEAD", "/h\u00e9", `http://x/"q"`, `a "b"`},
		{"GET", "/abs", "", ""}, {"GET", "/", "", ""}, {"GET", "/with%20space", "", ""},
	}, Others: 1, Unread: 3}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`"GET /\x4`)
	f.Add(`x "GET // HTTP/1.1" "a" "b\`)
	f.Fuzz(func(t *testing.T, text string) {
		log, _ := Read(strings.NewReader(text))
		for _, r := range log.Requests {
			if !strings.HasPrefix(r.Target, "/") || strings.ContainsAny(r.Target, " \r\n") {
				t.Errorf("%q", r.Target)
			}
		}
	})
}

// TestAsk sends targets as they are in the log.
func TestAsk(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.RequestURI+" "+r.UserAgent()+" "+r.Referer()+r.Header.Get("Accept-Encoding"))
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(302)
	})}
	go server.Serve(listener)
	defer server.Close()
	c := NewClient(socket)
	defer c.Close()
	if err := c.Await(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, r := range []Request{{"GET", "/a/../b?c=%2F", "", ""}, {"HEAD", "/x", "r", "b"}} {
		if err := c.Ask(context.Background(), r); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"GET /a/../b?c=%2F  ", "HEAD /x b r"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}
