package recursive

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"github.com/pastegen/pastegen/templates/response"
)

// keeper is the http.ResponseWriter of what is included.
type keeper struct {
	header http.Header
	sent   http.Header // a copy of header, as it was when the status was known
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (k *keeper) Header() http.Header { return k.header }

// WriteHeader implements http.ResponseWriter.
func (k *keeper) WriteHeader(status int) {
	if k.status == 0 && status >= 200 {
		k.status, k.sent = status, k.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (k *keeper) Write(p []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	if !response.HasBody(k.status) {
		return 0, http.ErrBodyNotAllowed
	}
	return k.body.Write(p)
}

// Flush does nothing.
func (k *keeper) Flush() {}

// response is what was kept.
func (k *keeper) response(r *http.Request) *http.Response {
	return &http.Response{
		Status:        strconv.Itoa(k.status) + " " + http.StatusText(k.status),
		StatusCode:    k.status,
		Proto:         r.Proto,
		ProtoMajor:    r.ProtoMajor,
		ProtoMinor:    r.ProtoMinor,
		Header:        k.sent,
		Body:          io.NopCloser(&k.body),
		ContentLength: int64(k.body.Len()),
		Request:       r,
	}
}
