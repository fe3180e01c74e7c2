package cascade

import (
	"bytes"
	"io"
	"net/http"
	"os"
)

// inMemory is how many bytes of a body are kept in memory.
const inMemory = 4096

// replay is the body of a request that several apps may read from its beginning.
type replay struct {
	body   io.Reader // of the request; nil when it has none
	limit  int64     // how much may be kept; -1 when there is no limit
	memory []byte    // what has been read, up to inMemory bytes
	file   *os.File  // what has been read beyond that; nil when that is nothing
	filed  int64     // how many bytes file has
	lost   int       // the status for the client when not all was kept that an app has read
}

func newReplay(r *http.Request, limit int64) *replay {
	if r.Body == nil || r.Body == http.NoBody {
		return &replay{}
	}
	if r.ContentLength >= 0 {
		limit = -1
	}
	return &replay{body: r.Body, limit: limit}
}

// request returns r for an app that others follow.
func (b *replay) request(r *http.Request) *http.Request {
	c := *r
	if b.body != nil {
		c.Body = &reader{replay: b}
	}
	return &c
}

// lastRequest returns r for the last app: nothing of what it reads is kept.
func (b *replay) lastRequest(r *http.Request) *http.Request {
	if len(b.memory) == 0 {
		return r
	}
	c := *r
	c.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b.memory), io.NewSectionReader(b.file, 0, b.filed), b.body), r.Body}
	return &c
}

// close removes what was kept.
func (b *replay) close() {
	if b.file != nil {
		_ = b.file.Close() // it has no name any more
	}
}

// keep keeps what was read.
func (b *replay) keep(p []byte) {
	if b.lost != 0 {
		return
	}
	if kept := int64(len(b.memory)) + b.filed; b.limit >= 0 && kept+int64(len(p)) > b.limit {
		b.lost = http.StatusRequestEntityTooLarge
		return
	}
	n := min(len(p), inMemory-len(b.memory))
	b.memory = append(b.memory, p[:n]...)
	if n < len(p) {
		b.spool(p[n:])
	}
}

// spool writes to the file, which it makes first.
func (b *replay) spool(p []byte) {
	if b.file == nil {
		file, err := os.CreateTemp("", "cascade-")
		if err != nil {
			b.lost = http.StatusInternalServerError
			return
		}
		b.file = file
		_ = os.Remove(file.Name()) // the open file stays
	}
	n, err := b.file.Write(p)
	b.filed += int64(n)
	if err != nil {
		b.lost = http.StatusInternalServerError
	}
}

// reader reads a body for one app, and keeps what nobody has read before.
type reader struct {
	*replay
	at     int64
	closed bool
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (n int, err error) {
	memory := int64(len(r.memory))
	switch {
	case r.closed:
		return 0, http.ErrBodyReadAfterClose
	case r.at < memory:
		n = copy(p, r.memory[r.at:])
	case r.at < memory+r.filed:
		n, err = r.file.ReadAt(p[:min(int64(len(p)), memory+r.filed-r.at)], r.at-memory)
	default:
		n, err = r.body.Read(p)
		r.keep(p[:n])
	}
	r.at += int64(n)
	return n, err
}

// Close ends the reading of one app.
func (r *reader) Close() error {
	r.closed = true
	return nil
}
