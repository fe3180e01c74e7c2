package wsgicall

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// wsgiWriter is the http.ResponseWriter of a handler below WSGI.
type wsgiWriter struct {
	request    *http.Request
	start      func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	controller *http.ResponseController // of the server; nil when environ has none
	header     http.Header
	headers    http.Header // a copy of header as it is sent, and final
	code       int         // 0 until WriteHeader
	started    bool
	body       *bufio.Writer
}

func (w *wsgiWriter) Header() http.Header {
	return w.header
}

// WriteHeader makes the header final. start is called later, because the Content-Type may have to wait for the body.
func (w *wsgiWriter) WriteHeader(code int) {
	if w.code != 0 || code < 200 {
		return
	}
	w.code = code
	w.headers = w.header.Clone()
}

func (w *wsgiWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if !w.hasBody() {
		return 0, http.ErrBodyNotAllowed
	}
	w.begin(p)
	return w.body.Write(p)
}

func (w *wsgiWriter) WriteString(s string) (int, error) {
	return w.Write([]byte(s))
}

// hasBody reports whether the status allows a body. HEAD is no matter: the server drops what is yielded.
func (w *wsgiWriter) hasBody() bool {
	return w.code != http.StatusNoContent && w.code != http.StatusNotModified
}

// begin calls start. first is the beginning of the body.
func (w *wsgiWriter) begin(first []byte) {
	if w.started {
		return
	}
	w.started = true
	_, typed := w.headers["Content-Type"]
	if !typed && w.hasBody() && len(first) > 0 && w.headers.Get("Content-Encoding") == "" {
		w.headers.Set("Content-Type", http.DetectContentType(first))
	}
	text := http.StatusText(w.code)
	if text == "" {
		text = "Unknown"
	}
	w.start(fmt.Sprintf("%d %s", w.code, text), wsgiHeaderList(w.headers), nil)
}

// wsgiHeaderList returns the headers that WSGI allows, in the order of their names. Those whose name is none are left out, as
// net/http's own server does.
func wsgiHeaderList(headers http.Header) [][2]string {
	list := make([][2]string, 0, len(headers))
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if wsgiIsHopByHop(name) || !wsgiIsFieldName(name) {
			continue
		}
		for _, value := range headers[name] {
			list = append(list, [2]string{name, wsgiOneLine(value)})
		}
	}
	return list
}

// wsgiOneLine replaces control characters by spaces, as net/http does with line ends. Other bytes stay as they are: a value
// need not be UTF-8.
func wsgiOneLine(value string) string {
	line := []byte(value)
	for i, char := range line {
		if char < ' ' || char == 0x7f {
			line[i] = ' '
		}
	}
	return textproto.TrimString(string(line))
}

// wsgiIsFieldName reports whether name is a token of RFC 9110, 5.6.2.
func wsgiIsFieldName(name string) bool {
	for i := range len(name) {
		c := name[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return name != ""
}

func wsgiIsHopByHop(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Trailers", "Transfer-Encoding", "Upgrade":
		return true
	}
	return strings.HasPrefix(name, http.TrailerPrefix)
}

// finish completes the answer when the handler has returned.
func (w *wsgiWriter) finish() {
	w.WriteHeader(http.StatusOK)
	w.begin(nil)
	_ = w.body.Flush() // nobody is left who could be told
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *wsgiWriter) Flush() {
	_ = w.FlushError()
}

// FlushError yields what is buffered; the server sends each chunk at once. Headers go with the first chunk and not before
// it, as WSGI wants.
func (w *wsgiWriter) FlushError() error {
	w.WriteHeader(http.StatusOK)
	return w.body.Flush()
}

// SetReadDeadline, SetWriteDeadline and EnableFullDuplex are what http.ResponseController looks for.
func (w *wsgiWriter) SetReadDeadline(deadline time.Time) error {
	if w.controller == nil {
		return http.ErrNotSupported
	}
	return w.controller.SetReadDeadline(deadline)
}

func (w *wsgiWriter) SetWriteDeadline(deadline time.Time) error {
	if w.controller == nil {
		return http.ErrNotSupported
	}
	return w.controller.SetWriteDeadline(deadline)
}

func (w *wsgiWriter) EnableFullDuplex() error {
	if w.controller == nil {
		return http.ErrNotSupported
	}
	return w.controller.EnableFullDuplex()
}
