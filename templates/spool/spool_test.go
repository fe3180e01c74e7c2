package spool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestBuffer(t *testing.T) {
	for _, writes := range [][]int{{}, {0}, {3}, {inMemory}, {inMemory + 1}, {inMemory - 1, 2, 5}, {inMemory, 1, 100000}, {1, inMemory * 3, 1}} {
		var b Buffer
		var want []byte
		for i, n := range writes {
			p := bytes.Repeat([]byte{byte('a' + i)}, n)
			want = append(want, p...)
			if got, err := b.Write(p); got != n || err != nil {
				t.Errorf("%v: wrote %d of %d (%v)", writes, got, n, err)
			}
		}
		for range 2 {
			if got, err := io.ReadAll(b.Reader()); !bytes.Equal(got, want) || err != nil || b.Size() != int64(len(want)) {
				t.Errorf("%v: %d bytes of %d, said to be %d (%v)", writes, len(got), len(want), b.Size(), err)
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestNoRoomForAFile(t *testing.T) {
	t.Setenv("TMPDIR", "/nonexistent")
	var b Buffer
	if n, err := b.Write(make([]byte, inMemory+1)); n != inMemory || err == nil {
		t.Errorf("wrote %d (%v)", n, err)
	}
}

func TestRequest(t *testing.T) {
	r := httptest.NewRequest("POST", "/", strings.NewReader("abc"))
	if c, done, err := Request(r); c != r || err != nil {
		t.Errorf("a length that is known: %v (%v)", c, err)
	} else {
		done()
	}
	r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
	c, done, err := Request(r)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if body, err := io.ReadAll(c.Body); string(body) != "abc" || err != nil || c.ContentLength != 3 || c.TransferEncoding != nil || r.ContentLength != -1 {
		t.Errorf("%q (%v), length %d", body, err, c.ContentLength)
	}
	broken := errors.New("broken")
	r.Body = io.NopCloser(iotest.ErrReader(broken))
	if _, _, err := Request(r); err != broken {
		t.Errorf("%v", err)
	}
}

// TestFilesAreClosed: the file of a body is closed when it has been read, and when
// it cannot be.
func TestFilesAreClosed(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	large := strings.Repeat("x", inMemory+1)
	r := httptest.NewRequest("POST", "/", strings.NewReader(large))
	r.ContentLength = -1
	_, done, err := Request(r)
	if n := opened(t); err != nil || n != 1 {
		t.Errorf("%d files (%v)", n, err)
	}
	if done(); opened(t) != 0 {
		t.Error("the file is open after the body was read")
	}
	r.Body = io.NopCloser(io.MultiReader(strings.NewReader(large), iotest.ErrReader(errors.New("broken"))))
	if _, _, err := Request(r); err == nil || opened(t) != 0 {
		t.Errorf("the file of a body that breaks off is open (%v)", err)
	}
}

// opened is how many files of TMPDIR the process has open.
func opened(t *testing.T) (n int) {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("nothing tells which files are open")
	}
	for _, fd := range all {
		if name, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(name, os.TempDir()+"/") {
			n++
		}
	}
	return n
}

// TestRefuse: a body that is too large is told from one that does not come.
func TestRefuse(t *testing.T) {
	for err, want := range map[error]int{
		io.ErrUnexpectedEOF: http.StatusBadRequest,
		fmt.Errorf("reading: %w", &http.MaxBytesError{Limit: 1}): http.StatusRequestEntityTooLarge,
	} {
		w := httptest.NewRecorder()
		Refuse(w, err)
		if w.Code != want {
			t.Errorf("%v: status %d, want %d", err, w.Code, want)
		}
	}
}
