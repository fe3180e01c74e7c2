package wire

import (
	"crypto/tls"
	"fmt"
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

// TestSaysTwice: where nothing follows by the connection, or net/http has it from
// one key, it does not matter; with TLS it is not seen.
func TestSaysTwice(t *testing.T) {
	for name, tt := range map[string]struct {
		r     http.Request
		twice bool
	}{
		"chunked":               {http.Request{ProtoMinor: 1, ContentLength: -1}, true},
		"a length, by 1.1":      {http.Request{ProtoMinor: 1, ContentLength: 3}, false},
		"a length, by 1.0":      {http.Request{ContentLength: 3}, true},
		"chunked, then closed":  {http.Request{ProtoMinor: 1, ContentLength: -1, Close: true}, false},
		"chunked, by TLS":       {http.Request{ProtoMinor: 1, ContentLength: -1, TLS: &tls.ConnectionState{}}, false},
		"a length, by TLS":      {http.Request{ContentLength: 3, TLS: &tls.ConnectionState{}}, false},
		"a length, then closed": {http.Request{ContentLength: 3, Close: true}, false},
	} {
		tt.r.Method, tt.r.RequestURI, tt.r.ProtoMajor = "POST", "/a", 1
		tt.r.Proto = fmt.Sprintf("HTTP/1.%d", tt.r.ProtoMinor)
		c := &Conn{heard: []byte("POST /a " + tt.r.Proto + "\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n")}
		if got := c.SaysTwice(&tt.r); got != tt.twice {
			t.Errorf("%s: %v, want %v", name, got, tt.twice)
		}
	}
}
