package intake

import (
	"bytes"
	"io"
	"os"
	"sync/atomic"
	"time"
)

const (
	// maxMemory is how much of a body is kept in memory.
	maxMemory = 256 << 10

	// maxKept is how much of a body is taken in that nobody reads.
	maxKept = 128 << 20

	// maxRoom is how much all requests of a server together may keep.
	maxRoom = 1 << 30
)

// Room is what the requests of a server share. The zero value is ready.
type Room struct {
	// Stall is how long the next bytes of a body may take, and Rate how many
	// must come in a second. For zero there are limits that do for most, and
	// for less than zero none.
	Stall time.Duration
	Rate  int

	taken atomic.Int64
}

// take reports whether n more bytes fit, and takes them then.
func (r *Room) take(n int64) bool {
	if r == nil || r.taken.Add(n) <= maxRoom {
		return true
	}
	r.taken.Add(-n)
	return false
}

func (r *Room) give(n int64) {
	if r != nil {
		r.taken.Add(-n)
	}
}

// store keeps what was read ahead, in the order head, file, tail. The file has
// no name.
type store struct {
	room  *Room
	taken int64

	head        bytes.Buffer
	file        *os.File // nil until it is needed
	wrote, gone int64    // what was written to the file, and what was read of it
	tail        bytes.Buffer
}

func (s *store) size() int64 {
	return int64(s.head.Len()) + s.wrote - s.gone + int64(s.tail.Len())
}

// write keeps p, and reports whether there is room for more. Where no file can
// be written, memory must do.
func (s *store) write(p []byte) (more bool) {
	if s.size() == 0 {
		s.reset()
	}
	fits := s.size() < maxKept && s.room.take(int64(len(p)))
	if fits {
		s.taken += int64(len(p))
	}
	switch {
	case s.tail.Len() > 0:
		s.tail.Write(p)
		return false
	case s.wrote == 0 && s.head.Len()+len(p) <= maxMemory:
		s.head.Write(p)
		return fits
	}
	n := s.writeFile(p)
	s.wrote += int64(n)
	s.tail.Write(p[n:])
	return fits && n == len(p)
}

// writeFile writes to the end of the file, and returns how much it could.
func (s *store) writeFile(p []byte) int {
	if s.file == nil {
		file, err := os.CreateTemp("", "body-*")
		if err != nil {
			return 0
		}
		_ = os.Remove(file.Name()) // free removes it where that fails because it is open
		s.file = file
	}
	n, _ := s.file.WriteAt(p, s.wrote)
	return n
}

// read reads from the beginning. size is not 0.
func (s *store) read(p []byte) (int, error) {
	switch {
	case s.head.Len() > 0:
		return s.head.Read(p)
	case s.gone < s.wrote:
		n, err := s.file.ReadAt(p[:min(int64(len(p)), s.wrote-s.gone)], s.gone)
		s.gone += int64(n)
		if err == io.EOF && n > 0 {
			err = nil
		}
		return n, err
	}
	return s.tail.Read(p)
}

// reset gives back what was read.
func (s *store) reset() {
	s.room.give(s.taken)
	s.taken, s.wrote, s.gone = 0, 0, 0
	s.head.Reset()
}

// free gives back everything.
func (s *store) free() {
	s.reset()
	s.head, s.tail = bytes.Buffer{}, bytes.Buffer{}
	if s.file != nil {
		s.file.Close()
		_ = os.Remove(s.file.Name())
		s.file = nil
	}
}
