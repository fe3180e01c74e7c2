// Package gzip compresses answers on their way out.
//
// An answer is compressed if the client accepts that, its Content-Type is
// text/... or application/... (but none with "zip" in it), it has at least
// min_size bytes, and no Content-Encoding yet. It goes on streaming: what an
// app flushes reaches the client at once.
//
// The filter compress is the same, with keys that say which types are
// compressed, and besides gzip with deflate, which few clients need. Go's
// standard library has neither brotli nor zstd: what was compressed beforehand,
// as files that the app static sends, passes as it is.
//
// # Differences
//
// Paste's filter looks for the letters "gzip" in Accept-Encoding, so that it
// compresses for a client which forbids it (gzip;q=0), and buffers each answer
// as a whole. This one reads the header as RFC 9110 has it, and besides:
//
//   - answers say Vary: Accept-Encoding, so that caches keep both forms apart, and a strong ETag becomes a weak one
//   - parts of a file (206), answers with Cache-Control: no-transform or with a digest of their bytes pass as they are
//   - a HEAD request gets the header that GET would get
//   - answers of less than min_size bytes pass, as they would hardly get smaller
//   - a Content-Type that the app leaves to net/http is told from the bytes before they are compressed
//
// A page that shows both a secret and text of the request's own should not be
// compressed when it goes over TLS (BREACH).
//
//paste:group compression
package gzip

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
)

// Options are the keys of the section.
type Options struct {
	// CompressLevel is 1 (fastest) to 9 (smallest); 0 packs without compression.
	// From 2 on Go's compress/flate clears 640 KB of memory for each answer: a page
	// of some KB is packed three or four times as fast with 1, and is up to a tenth larger.
	CompressLevel Level `paste:"compress_level,default=6"`

	// MinSize is the size in bytes from which on an answer is compressed.
	MinSize Size `paste:"min_size,default=256"`
}

// Level is a level of compression, 0 to 9.
type Level int

// UnmarshalText reads a number.
func (l *Level) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || n < gzip.NoCompression || n > gzip.BestCompression {
		return fmt.Errorf("%q is not a level of compression, 0 to 9", text)
	}
	*l = Level(n)
	return nil
}

// Size is a number of bytes, 0 to 64 KB.
type Size int

const maxSize = 64 << 10

// UnmarshalText reads a number.
func (s *Size) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || n < 0 || n > maxSize {
		return fmt.Errorf("%q is not a number of bytes from 0 to %d", text, maxSize)
	}
	*s = Size(n)
	return nil
}

// New returns a filter that compresses answers for clients which accept gzip.
//
//paste:filter_factory gzip
//paste:stands_for egg:Paste#gzip paste.gzipper:make_gzip_middleware
func New(o Options) func(http.Handler) http.Handler {
	return newCompressing(o.CompressLevel, o.MinSize, isTextual, newGzip()).filter
}

// isTextual reports whether Paste's filter compresses answers of a type.
func isTextual(mediaType string) bool {
	return (strings.HasPrefix(mediaType, "text/") || strings.HasPrefix(mediaType, "application/")) && !strings.Contains(mediaType, "zip")
}

// compressing is what the requests to one filter share.
type compressing struct {
	level   int
	minSize int
	packs   func(mediaType string) bool // whether answers of a type, in small letters, are compressed
	codings []*coding                   // those that are liked most are the first
	names   []string                    // of them
}

func newCompressing(level Level, minSize Size, packs func(string) bool, codings ...*coding) *compressing {
	c := &compressing{level: int(level), minSize: int(minSize), packs: packs, codings: codings}
	for _, coding := range codings {
		c.names = append(c.names, coding.name)
	}
	return c
}

func (c *compressing) filter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.serve(w, r, next) })
}

func (c *compressing) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	chosen := choose(r.Header["Accept-Encoding"], c.names...)
	if chosen < 0 {
		watched := response.Watch(w)
		watched.Hook(c)
		next.ServeHTTP(watched, r)
		watched.Finish()
		return
	}
	a := &answer{compressing: c, coding: c.codings[chosen], head: r.Method == http.MethodHead}
	a.gate = response.MakeGate(w, a)
	next.ServeHTTP(&a.gate, r)
	_ = a.gate.Finish() // nobody is left who could be told
	a.release()
}

// BeforeHeader marks an answer that is not compressed because of what the
// client accepts.
func (c *compressing) BeforeHeader(w *response.Writer, status int) {
	header := w.Header()
	if status == http.StatusNotModified || (mayPack(header, status) && c.kindOf(header) != settled) {
		vary(header)
	}
}
