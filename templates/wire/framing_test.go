package wire

import (
	"io"
	"net/http"
	"testing"
)

// TestHeadsInPieces has requests whose beginning was read with the rest, or by
// who waited for the client to go, and some that are not trusted.
func TestHeadsInPieces(t *testing.T) {
	const head = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
	for name, tt := range map[string]struct {
		sent  string
		reads []int // how much each asks for
		twice bool
	}{
		"whole":                     {head + "\r\n", []int{4096}, false},
		"its first byte before":     {head + "\r\n", []int{1, 4096}, false},
		"both, and the first byte":  {head + "Content-Length: 3\r\n\r\n", []int{1, 4096}, true},
		"two before":                {head + "\r\n", []int{2, 4096}, true},
		"another byte before":       {"X" + head[1:] + "\r\n", []int{1, 4096}, true},
		"one byte long ago":         {"P" + head[1:20] + head[1:] + "\r\n", []int{1, 20, 4096}, true},
		"after the end of a body":   {"0\r\n\r\n" + head + "\r\n", []int{4096}, false},
		"a byte of what was before": {"0\r\n\r\n" + head + "\r\n", []int{1, 4096}, false},
	} {
		c, _, far := pipe(t)
		go io.WriteString(far, tt.sent)
		for _, asked := range tt.reads {
			if _, err := c.Read(make([]byte, asked)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		r := &http.Request{Method: "POST", RequestURI: "/a", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1}
		if got := c.SaysTwice(r); got != tt.twice {
			t.Errorf("%s: %v, want %v", name, got, tt.twice)
		}
	}
}
