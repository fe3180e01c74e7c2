package exchange

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestLengthsThatDiffer has requests that say in two ways where their body
// ends, after which nothing is to be taken from their connection.
func TestLengthsThatDiffer(t *testing.T) {
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %v", r.URL.Path, body, err)
	})
	const chunks = "3\r\nabc\r\n0\r\n\r\n"
	for _, tt := range []struct {
		name, request, body string
		last                bool
	}{
		{"chunked", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "/ abc <nil>", false},
		{"length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "/ abc <nil>", false},
		{"both", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "/ abc <nil>", true},
		{"the other way round", "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nconTENT-lenGTH:3\r\n\r\n" + chunks, "/x abc <nil>", true},
		{"a target with a host", "POST http://x/y HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "/y abc <nil>", true},
		{"a length in the body", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Replace(chunks, "abc", "gth", 1), "/ gth <nil>", false},
		{"a large head", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX: " + strings.Repeat("x", 10_000) + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "/ abc <nil>", true},
		{"a line that looks like the first", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX: " + strings.Repeat("x", 8_000) +
			" POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "/ abc <nil>", true},
		{"1.0", "POST / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc", "/ abc <nil>", false},
		{"both in 1.0", "POST / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "/ 3\r\n <nil>", true},
		{"chunked in 1.0", "GET /z HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n", "/z  <nil>", true},
	} {
		c := connect(t, url)
		for range 2 { // the second begins like the first
			if _, err := io.WriteString(c, tt.request); err != nil {
				t.Fatal(err)
			}
			response, body, err := c.whole()
			if err != nil || body != tt.body {
				t.Fatalf("%s: %q %v", tt.name, body, err)
			}
			keptOn := response.ProtoAtLeast(1, 1) || strings.EqualFold(response.Header.Get("Connection"), "keep-alive")
			if last := response.Close || !keptOn; last != tt.last {
				t.Errorf("%s: the connection ends: %v", tt.name, last)
			}
			if tt.last {
				break
			}
		}
		if !tt.last {
			continue
		}
		if rest, err := io.ReadAll(c.in); err != nil || len(rest) > 0 {
			t.Errorf("%s: the connection goes on with %q (%v)", tt.name, rest, err)
		}
	}
}
