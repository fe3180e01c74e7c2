package python

import (
	"encoding/binary"
	"io"
)

// input is a request body that Python reads from and Go as well: what was sent
// and not read comes back.
type input struct {
	reader io.Reader
	back   []byte // was sent to Python, which has not read it
	sent   []byte // what was sent last
	room   []byte // for frames with parts of it, the last of which has sent
}

// Read implements io.Reader for handlers of Go.
func (in *input) Read(p []byte) (int, error) {
	if len(in.back) > 0 {
		n := copy(p, in.back)
		in.back = in.back[n:]
		return n, nil
	}
	return in.reader.Read(p)
}

// giveBack takes back the last n bytes of those that were sent.
func (in *input) giveBack(n int) {
	if n > 0 && n <= len(in.sent) {
		in.back = append(append([]byte(nil), in.sent[len(in.sent)-n:]...), in.back...)
	}
}

// maxRead is how much of a body is sent at once.
const maxRead = 1 << 18

// serveInput sends a part of a body to Python: what there is, up to most bytes,
// and at least so many, which Python would ask for again.
func (q *request) serveInput(number, least, most int) error {
	if number >= len(q.inputs) {
		return q.sendRaised(misuse, 0, "there is no such wsgi.input")
	}
	most = min(max(most, 1), maxRead)
	if s := q.conn.shared; s != nil && number == 0 {
		return q.lendInput(s, least, most)
	}
	frame, err := q.inputs[number].frame(least, most)
	if err != nil {
		return q.sendRaised(inputError, 0, err.Error())
	}
	_, err = q.conn.conn.Write(frame)
	return err
}

// frame reads at least and at most so many bytes, and returns the frame with them.
func (in *input) frame(least, most int) ([]byte, error) {
	const start = frameHeader + 1
	if len(in.room) < start+most {
		in.room = make([]byte, start+most)
	}
	n, last, err := in.readTo(in.room[start:start+most], least)
	if err != nil {
		return nil, err
	}
	frame := in.room[:start+n]
	frame[0], frame[frameHeader] = frameInput, last
	binary.LittleEndian.PutUint32(frame[1:], uint32(n+1))
	return frame, nil
}

// readTo reads at least so many bytes, and never none, into room, where they stay
// until the next ones are read; less is the end, or what there was before an
// error. last is 1 at the end.
func (in *input) readTo(room []byte, least int) (n int, last byte, err error) {
	least = min(max(least, 1), len(room))
	for n < least && err == nil {
		var more int
		more, err = in.Read(room[n:])
		n += more
	}
	in.sent = room[:n]
	if err == io.EOF {
		return n, 1, nil
	}
	if n > 0 {
		err = nil // the next one has it, too
	}
	return n, 0, err
}

// object reads from a wsgi.input that Python has made.
type object struct {
	handler *activation
	number  int
	rest    []byte
	ended   bool
}

// Read implements io.Reader.
func (o *object) Read(p []byte) (int, error) {
	if len(o.rest) == 0 && !o.ended {
		if err := o.fill(max(len(p), 1<<12)); err != nil {
			return 0, err
		}
	}
	if len(o.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, o.rest)
	o.rest = o.rest[n:]
	return n, nil
}

func (o *object) fill(size int) error {
	q := o.handler.q
	return o.handler.ask(func() {
		q.begin(frameRead)
		q.number(o.number)
		q.number(size)
	}, func(f frame) error {
		if f.kind == frameError {
			err, _ := q.raised(f).(error)
			return err
		}
		o.rest = append(o.rest[:0], f.rest...)
		o.ended = len(o.rest) == 0
		return nil
	})
}
