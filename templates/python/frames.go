package python

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"syscall"
)

// The kinds of frames: what workers are sent, and what they send. worker.py has
// them under the same letters.
const (
	frameCall   = 'C'
	frameNext   = 'N'
	frameClose  = 'X'
	frameRead   = 'R'
	frameCancel = 'Z'
	frameTake   = 'A' // to a thread: there is something in the queue
	frameLarge  = 'Q' // in the queue: a call that is too large for it

	frameAnswered = 'h'
	frameData     = 'd'
	frameDone     = 'f'
	frameRaised   = 'e'
	frameClosed   = 'k'
	frameInput    = 'i'
	frameInLent   = 'j' // the same in memory
	frameMapped   = 'm' // whether Go has the memory that it was offered
	frameFreed    = 'o' // the chunk that was there longest was passed on

	frameTaken  = 'T'
	frameIdle   = 'I' // there was nothing in it
	frameHead   = 'H'
	frameChunk  = 'D'
	frameEnd    = 'F'
	frameWrite  = 'W'
	frameError  = 'E'
	frameOver   = 'K'
	frameObject = 'B'
	frameShare  = 'M' // offers memory
	frameLent   = 'L' // a chunk that is there

	frameStub      = 'S'
	frameStubNext  = 'n'
	frameStubClose = 'x'
	frameInputRead = 'r'
)

const (
	flagInput   = 2 // of a call: more of the body can be read
	flagWatched = 4 // of a call: what the app does to environ is wanted
	flagBelow   = 8 // of a call in a request: what is called is an object that Python has numbered
	flagLast    = 1 // of an answer: nothing follows

	frameHeader = 5       // the kind and the size
	maxQueued   = 1 << 15 // how large a call may be that waits in the queue of a worker
	keptBuffer  = 1 << 18 // how much room a connection keeps
)

// maker makes a frame.
type maker struct{ out []byte }

// begin begins a frame in out.
func (m *maker) begin(kind byte) {
	m.out = append(m.out[:0], kind, 0, 0, 0, 0)
}

func (m *maker) number(n int)    { m.out = binary.LittleEndian.AppendUint32(m.out, uint32(n)) }
func (m *maker) short(n int)     { m.out = binary.LittleEndian.AppendUint16(m.out, uint16(n)) }
func (m *maker) text(s string)   { m.out = append(m.out, s...) }
func (m *maker) bytes(b []byte)  { m.out = append(m.out, b...) }
func (m *maker) set(at, n int)   { binary.LittleEndian.PutUint32(m.out[at:], uint32(n)) }
func (m *maker) size() (now int) { return len(m.out) }

// sendTo sends the frame.
func (m *maker) sendTo(conn net.Conn) error {
	m.set(1, len(m.out)-frameHeader)
	_, err := conn.Write(m.out)
	if cap(m.out) > keptBuffer {
		m.out = nil
	}
	return err
}

// pipe reads and writes frames on a connection to one thread of a worker.
type pipe struct {
	maker
	conn net.Conn
	buf  []byte // what was received is buf[r:w]
	r, w int
}

// send sends the frame that was made.
func (p *pipe) send() error { return p.sendTo(p.conn) }

// sendNumber sends a frame that is a number.
func (p *pipe) sendNumber(kind byte, n int) error {
	p.begin(kind)
	p.number(n)
	return p.send()
}

// receive returns the next frame, which is valid until it is called again.
func (p *pipe) receive() (frame, error) {
	if err := p.fill(frameHeader); err != nil {
		return frame{}, err
	}
	size := int(binary.LittleEndian.Uint32(p.buf[p.r+1:]))
	if err := p.fill(frameHeader + size); err != nil {
		return frame{}, err
	}
	f := frame{kind: p.buf[p.r], rest: p.buf[p.r+frameHeader : p.r+frameHeader+size]}
	p.r += frameHeader + size
	return f, nil
}

// whole returns a copy of the rest of the next frame, if it was received
// already and is a whole answer.
func (p *pipe) whole() []byte {
	have := p.buf[p.r:p.w]
	if len(have) < frameHeader+2 || have[0] != frameHead || have[frameHeader]&flagLast == 0 {
		return nil
	}
	end := frameHeader + int(binary.LittleEndian.Uint32(have[1:]))
	if end > len(have) {
		return nil
	}
	p.r += end
	return bytes.Clone(have[frameHeader:end])
}

// hasUnread reports whether something has come that was not received.
func (p *pipe) hasUnread() (some bool) {
	if c, ok := p.conn.(*net.UnixConn); ok {
		if raw, err := c.SyscallConn(); err == nil {
			_ = raw.Control(func(fd uintptr) { // a connection that is closed has nothing
				n, _, _ := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
				some = n > 0
			})
		}
	}
	return some
}

// fill reads until there are n bytes.
func (p *pipe) fill(n int) error {
	if p.w-p.r >= n {
		return nil
	}
	p.makeRoom(n)
	for p.w-p.r < n {
		m, err := p.conn.Read(p.buf[p.w:])
		p.w += m
		if m == 0 && err == nil {
			err = io.ErrNoProgress
		}
		if err != nil && p.w-p.r < n {
			return err
		}
	}
	return nil
}

// makeRoom makes room for n bytes, and moves what there is to the beginning.
func (p *pipe) makeRoom(n int) {
	if have := p.w - p.r; len(p.buf) < n || have == 0 && len(p.buf) > keptBuffer {
		size := 1 << 14
		if n > size {
			size = keptBuffer // several at once
		}
		p.buf = append(make([]byte, 0, max(n, size)), p.buf[p.r:p.w]...)
		p.buf = p.buf[:cap(p.buf)]
		p.r, p.w = 0, have
	} else if p.r > 0 {
		copy(p.buf, p.buf[p.r:p.w])
		p.r, p.w = 0, have
	}
}

// frame is a frame that was received. Its methods take parts of it, one after
// the other; a part that is not there is empty.
type frame struct {
	kind byte
	rest []byte
}

func (f *frame) number() int { return int(binary.LittleEndian.Uint32(f.pad(4))) }
func (f *frame) short() int  { return int(binary.LittleEndian.Uint16(f.pad(2))) }

// pad takes n bytes.
func (f *frame) pad(n int) []byte {
	part := f.bytes(n)
	if len(part) < n {
		part = make([]byte, n)
	}
	return part
}

func (f *frame) bytes(n int) []byte {
	n = min(max(n, 0), len(f.rest))
	part := f.rest[:n]
	f.rest = f.rest[n:]
	return part
}
