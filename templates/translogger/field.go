package translogger

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/escape"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/peers"
)

// field is something of a request that a line can show.
type field int

const (
	remoteAddr field = iota + 1
	remoteUser
	method
	uri
	version
	begun
	status
	size
	referer
	userAgent
	host
	duration
)

// fieldNames are the names of the fields in their order.
func fieldNames() []string {
	return []string{
		"REMOTE_ADDR", "REMOTE_USER", "REQUEST_METHOD", "REQUEST_URI", "HTTP_VERSION", "time", "status", "bytes",
		"HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_HOST", "duration",
	}
}

// append appends the field of a request.
func (f field) append(line []byte, l *logger, q *request) []byte {
	switch f {
	case remoteAddr:
		return l.appendAddr(line, q.Request)
	case remoteUser:
		user, _ := q.notes.Last("REMOTE_USER").(string)
		return appendOr(line, user)
	case method:
		return escape.Append(line, q.Method)
	case uri:
		return appendURI(line, q.Request)
	case version:
		return escape.Append(line, q.Proto)
	case begun:
		return q.begin.AppendFormat(line, "02/Jan/2006:15:04:05 -0700")
	case status:
		return appendStatus(line, q.answer.Status())
	case size:
		return appendSize(line, q)
	case referer:
		return escape.AppendField(line, q.Header["Referer"])
	case userAgent:
		return escape.AppendField(line, q.Header["User-Agent"])
	case host:
		return appendOr(line, q.Host)
	default:
		return strconv.AppendFloat(line, time.Since(q.begin).Seconds(), 'f', 6, 64)
	}
}

// appendAddr appends the address of the client, which a proxy may have said.
func (l *logger) appendAddr(line []byte, r *http.Request) []byte {
	if forwarded := r.Header["X-Forwarded-For"]; forwarded != nil && l.TrustedProxy.Contain(peers.Addr(r.RemoteAddr)) {
		if client, _ := l.TrustedProxy.Client(forwarded); client.IsValid() {
			return client.AppendTo(line)
		}
	}
	addr := r.RemoteAddr
	if i := strings.LastIndexByte(addr, ':'); i >= 0 {
		addr = strings.Trim(addr[:i], "[]")
	}
	return appendOr(line, addr)
}

// appendURI appends the whole path, quoted as urllib.parse.quote does, and the
// query as it came.
func appendURI(line []byte, r *http.Request) []byte {
	line = appendQuoted(line, mount.Prefix(r))
	line = appendQuoted(line, r.URL.Path)
	if r.URL.RawQuery != "" {
		line = append(line, '?')
		line = escape.Append(line, r.URL.RawQuery)
	}
	return line
}

func appendQuoted(line []byte, path string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(path) {
		c := path[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if isLetter || ('0' <= c && c <= '9') || strings.IndexByte("/_.-~", c) >= 0 {
			line = append(line, c)
		} else {
			line = append(line, '%', hex[c>>4], hex[c&15])
		}
	}
	return line
}

// appendStatus appends a status. There is none only if the handler has
// panicked, which is answered with 500.
func appendStatus(line []byte, status int) []byte {
	if status == 0 {
		status = http.StatusInternalServerError
	}
	return strconv.AppendInt(line, int64(status), 10)
}

// appendSize appends the length of the body. When a handler has panicked, the
// header may tell one that was not sent.
func appendSize(line []byte, q *request) []byte {
	if length := q.answer.Header()["Content-Length"]; len(length) > 0 && q.answer.Status() != 0 {
		return escape.Append(line, length[0])
	}
	if n := q.answer.Bytes(); n > 0 && q.Method != http.MethodHead {
		return strconv.AppendInt(line, n, 10)
	}
	return append(line, '-')
}

// appendOr appends text, or a dash for none.
func appendOr(line []byte, text string) []byte {
	if text == "" {
		return append(line, '-')
	}
	return escape.Append(line, text)
}
