package sessions

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
)

// Encode writes values as JSON, so that Decode gives an int for an int and a
// float64 for a float64, and Python the same.
func Encode(values map[string]any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(marked(values)); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// marked returns a value whose floats are numbers with a point.
func marked(v any) any {
	switch v := v.(type) {
	case float32:
		return marked(float64(v))
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e21 { // from there on package json writes an exponent
			return json.Number(strconv.FormatFloat(v, 'f', 1, 64))
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = marked(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = marked(item)
		}
		return out
	}
	return v
}

// Decode reads what Encode or Python's json module has written. Whole numbers
// without a point are of type int, others float64.
func Decode(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var values map[string]any
	if err := d.Decode(&values); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF || values == nil {
		return nil, errors.New("sessions: this is no JSON object")
	}
	for key, value := range values {
		values[key] = plain(value)
	}
	return values, nil
}

// plain returns a value with numbers of Go. It changes maps and slices in place.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil {
			return n
		}
		f, _ := v.Float64() // ±Inf for one beyond the range
		return f
	case map[string]any:
		for key, item := range v {
			v[key] = plain(item)
		}
	case []any:
		for i, item := range v {
			v[i] = plain(item)
		}
	}
	return v
}
