package python

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Object is an object of Python in an environ of Go. It may be passed on,
// replaced or taken out; a layer of Python below finds the object itself.
type Object struct {
	Type string // "package.module.Class"

	q      *request
	number int
}

// makeFirst makes the frame of the first call of a request.
func (q *request) makeFirst(m *maker, id, node, flags int, ahead []byte) {
	m.begin(frameCall)
	m.short(node)
	m.short(flags)
	m.number(id)
	m.number(0)
	m.number(0)
	m.number(len(ahead))
	start := m.size()
	var typed []byte
	for key, value := range q.environ {
		text, isText := value.(string)
		switch {
		case isCall(key):
		case isText && strings.IndexByte(text, 0) < 0:
			m.out = append(append(append(append(m.out, key...), 0), text...), 0)
		default:
			typed = q.appendTyped(typed, key, value)
		}
	}
	if m.size() > start {
		m.out = m.out[:m.size()-1]
	}
	m.set(frameHeader+12, m.size()-start)
	m.bytes(typed)
	m.bytes(ahead)
}

// isCall reports whether a key has what each call has of its own, and Python of
// its own.
func isCall(key string) bool {
	return strings.HasPrefix(key, "wsgi.") && key != "wsgi.url_scheme" || strings.HasPrefix(key, "net/http.")
}

// appendTyped appends a value as Python reads it. What has no meaning there is
// left out: functions, say.
func (q *request) appendTyped(out []byte, key string, value any) []byte {
	text, ok := q.encode(value)
	if !ok {
		return out
	}
	return appendChange(out, key, text)
}

func appendChange(out []byte, key, text string) []byte {
	if len(out) > 0 {
		out = append(out, 0)
	}
	return append(append(append(out, key...), 0), text...)
}

// encode returns a value as it is sent.
func (q *request) encode(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		if strings.IndexByte(v, 0) >= 0 {
			return "x" + hex.EncodeToString([]byte(v)), true
		}
		return "s" + v, true
	case Object:
		return "h" + strconv.Itoa(v.number), v.q == q
	case nil, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64,
		[]string, map[string]string, []any, map[string]any:
		data, err := json.Marshal(v)
		return "j" + string(data), err == nil
	}
	return "", false
}

// learn takes over what Python tells of its environ of that number, into what
// is known of it and into the map of a call.
func (q *request) learn(number int, changes []byte, into map[string]any) {
	if len(changes) == 0 {
		return
	}
	known := q.environs[number]
	text := string(changes)
	for more := true; more; {
		var key, value string
		key, text, _ = strings.Cut(text, "\x00")
		value, text, more = strings.Cut(text, "\x00")
		made, is := q.decode(value)
		for _, m := range []map[string]any{known, into} {
			if m != nil && is {
				m[key] = made
			} else if m != nil {
				delete(m, key)
			}
		}
	}
}

// decode is the reverse of encode; is is false for what has gone.
func (q *request) decode(text string) (value any, is bool) {
	if text == "" {
		return nil, false
	}
	rest := text[1:]
	switch text[0] {
	case 's':
		return rest, true
	case 'x':
		bytes, _ := hex.DecodeString(rest)
		return string(bytes), true
	case 'j':
		var v any
		err := json.Unmarshal([]byte(rest), &v)
		if f, isNumber := v.(float64); isNumber && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return int(f), true
		}
		return v, err == nil
	case 'h':
		number, name, _ := strings.Cut(rest, ":")
		n, err := strconv.Atoi(number)
		return Object{Type: name, q: q, number: n}, err == nil
	}
	return nil, false
}

// environOf returns what Python has in an environ that it calls Go with, after
// changes.
func (q *request) environOf(number int, changes []byte) map[string]any {
	if q.environs == nil {
		first := maps.Clone(q.environ)
		if len(q.inputs) > 0 {
			first["wsgi.input"] = q.inputs[0]
		}
		q.environs = map[int]map[string]any{0: first}
	}
	if q.environs[number] == nil {
		q.environs[number] = maps.Clone(q.environs[0])
	}
	q.learn(number, changes, nil)
	return q.environs[number]
}

// changes returns what Python is to change in an environ to have what wanted has.
func (q *request) changes(number int, wanted map[string]any) (out []byte) {
	known := q.environs[number]
	for key, value := range wanted {
		if isCall(key) {
			if strings.HasPrefix(key, "net/http.") {
				known[key] = value
			}
			continue
		}
		if old, is := known[key]; !is || !same(old, value) {
			known[key] = value
			out = q.appendTyped(out, key, value)
		}
	}
	for key := range known {
		if _, is := wanted[key]; !is && !isCall(key) {
			delete(known, key)
			out = appendChange(out, key, "d")
		}
	}
	return out
}

// same reports whether two values are surely the same.
func same(a, b any) bool {
	switch v := a.(type) {
	case string:
		w, ok := b.(string)
		return ok && v == w
	case nil:
		return b == nil
	}
	if !reflect.ValueOf(a).Comparable() || b == nil || !reflect.ValueOf(b).Comparable() {
		return isReference(a) && isReference(b) && reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
	}
	return a == b
}

// isReference reports whether a value is a map, whose identity counts.
func isReference(v any) bool {
	return v != nil && reflect.TypeOf(v).Kind() == reflect.Map
}

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

// serveInput sends a part of a body to Python: what there is, up to most bytes, and at least so many, which Python would ask for
// again.
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
