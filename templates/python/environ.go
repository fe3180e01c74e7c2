package python

import (
	"encoding/hex"
	"encoding/json"
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

	of     *environs
	number int
}

// environs are what both sides know of the environs of a request. Each side tells
// what it has changed.
type environs struct {
	environ map[string]any         // of the first call
	known   map[int]map[string]any // what Python has in each environ that it has called Go with, by its numbers
}

// makeFirst makes the frame of the first call of a request.
func (e *environs) makeFirst(m *maker, id, node, flags int, ahead []byte) {
	m.begin(frameCall)
	m.short(node)
	m.short(flags)
	m.number(id)
	m.number(0)
	m.number(0)
	m.number(len(ahead))
	start := m.size()
	var typed []byte
	for key, value := range e.environ {
		text, isText := value.(string)
		switch {
		case isCall(key):
		case isText && strings.IndexByte(text, 0) < 0:
			m.out = append(append(append(append(m.out, key...), 0), text...), 0)
		default:
			typed = e.appendTyped(typed, key, value)
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
func (e *environs) appendTyped(out []byte, key string, value any) []byte {
	text, ok := e.encode(value)
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
func (e *environs) encode(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		if strings.IndexByte(v, 0) >= 0 {
			return "x" + hex.EncodeToString([]byte(v)), true
		}
		return "s" + v, true
	case Object:
		return "h" + strconv.Itoa(v.number), v.of == e
	case nil, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64,
		[]string, map[string]string, []any, map[string]any:
		data, err := json.Marshal(v)
		return "j" + string(data), err == nil
	}
	return "", false
}

// learn takes over what Python tells of its environ of that number, into what
// is known of it and into the map of a call.
func (e *environs) learn(number int, changes []byte, into map[string]any) {
	if len(changes) == 0 {
		return
	}
	known := e.known[number]
	text := string(changes)
	for more := true; more; {
		var key, value string
		key, text, _ = strings.Cut(text, "\x00")
		value, text, more = strings.Cut(text, "\x00")
		made, is := e.decode(value)
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
func (e *environs) decode(text string) (value any, is bool) {
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
		return Object{Type: name, of: e, number: n}, err == nil
	}
	return nil, false
}

// environOf returns what Python has in an environ that it calls Go with, after
// changes. The body is that of the first call; nil is none.
func (e *environs) environOf(number int, changes []byte, body *input) map[string]any {
	if e.known == nil {
		first := maps.Clone(e.environ)
		if body != nil {
			first["wsgi.input"] = body
		}
		e.known = map[int]map[string]any{0: first}
	}
	if e.known[number] == nil {
		e.known[number] = maps.Clone(e.known[0])
	}
	e.learn(number, changes, nil)
	return e.known[number]
}

// changes returns what Python is to change in an environ to have what wanted has.
func (e *environs) changes(number int, wanted map[string]any) (out []byte) {
	known := e.known[number]
	for key, value := range wanted {
		if isCall(key) {
			if strings.HasPrefix(key, "net/http.") {
				known[key] = value
			}
			continue
		}
		if old, is := known[key]; !is || !same(old, value) {
			known[key] = value
			out = e.appendTyped(out, key, value)
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
