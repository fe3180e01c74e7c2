package wire

import (
	"bytes"
	"net/http"
)

// SaysTwice reports whether a request may have said in two ways where its body
// ends. net/http believes Transfer-Encoding then and forgets Content-Length, and
// with HTTP/1.0 the other way round; what stands in front may have understood it
// otherwise, so that nothing must follow by the connection (RFC 9112, 6.1 and
// 6.3). What was heard last tells, if the request begins in it: a head that came
// in pieces is not trusted. With TLS it is not seen.
func (c *Conn) SaysTwice(r *http.Request) bool {
	other := "\ncontent-length:"
	if r.ContentLength >= 0 {
		other = "\ntransfer-encoding:"
	}
	if r.Close || r.TLS != nil || r.ContentLength >= 0 && r.ProtoAtLeast(1, 1) {
		return false
	}
	line := []byte("\n" + r.Method + " " + r.RequestURI + " " + r.Proto)
	begins := bytes.HasPrefix(c.heard, line[1:]) || c.begun == line[1] && bytes.HasPrefix(c.heard, line[2:])
	if !begins && !bytes.Contains(c.heard, line) {
		return true
	}
	return bytes.Contains(bytes.ToLower(c.heard), []byte(other))
}
