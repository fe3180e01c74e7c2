package wsgi

import (
	"io"
	"iter"
	"reflect"
)

// wrappedFile is what wsgi.file_wrapper has been called with.
type wrappedFile struct {
	answer    *answer
	file      io.Reader
	blockSize int
}

// isWrapped reports whether body is what a wrapFile has returned, and not an
// iteration over it that middleware makes. Function values cannot be compared,
// but the code they run can, and no other function runs that of blocks.
func isWrapped(body iter.Seq[[]byte]) bool {
	return reflect.ValueOf(body).Pointer() == reflect.ValueOf((*wrappedFile)(nil).blocks).Pointer()
}

// blocks yields the file from its current position on, and closes it. When the
// server itself iterates, it takes the file.
func (f *wrappedFile) blocks(yield func([]byte) bool) {
	if closer, ok := f.file.(io.Closer); ok {
		defer closer.Close() // it was only read
	}
	if f.answer.direct {
		f.send()
		return
	}
	block := make([]byte, f.blockSize)
	for {
		n, err := f.file.Read(block)
		if n > 0 && !yield(block[:n]) || err == io.EOF {
			return
		}
		if err != nil {
			panic(err)
		}
	}
}

// send sends the whole answer from the file. Up to the length that the app has given
// or that the file has, the server's own ReadFrom copies, with sendfile where the
// system has it.
func (f *wrappedFile) send() {
	a := f.answer
	if !a.wanted() || a.code == 0 {
		return // finish says why
	}
	a.begin()
	if a.left < 0 && !a.sent && !a.nested && bodyAllowed(a.code) {
		if n := f.remaining(); n >= 0 {
			a.setLength(n)
		}
	}
	a.sendHeaders()
	if !a.hasBody() {
		return
	}
	var n int64
	var err error
	if a.left >= 0 {
		n, err = io.CopyN(a.w, f.file, a.left)
	} else {
		n, err = io.Copy(a.w, f.file)
	}
	if err == io.EOF {
		err = nil // the file is shorter than the app has said, which finish tells
	}
	a.sentBytes(int(n), err)
}

// remaining is how much of the file there is from its current position on; -1 if it
// cannot tell.
func (f *wrappedFile) remaining() int64 {
	seeker, ok := f.file.(io.Seeker)
	if !ok {
		return -1
	}
	at, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return -1 // a pipe, say
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return -1
	}
	if _, err := seeker.Seek(at, io.SeekStart); err != nil {
		panic(err)
	}
	return max(end-at, -1)
}
