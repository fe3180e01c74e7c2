package response

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

type decide func(status int) Body

func (d decide) Decide(status int) Body { return d(status) }

// gated puts a gate before next.
func gated(d Decider, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		gate := NewGate(w, d)
		next(gate, r)
		_ = gate.Finish()
	}
}

// upper is a Body that answers in capitals.
type upper struct {
	w      http.ResponseWriter
	closed bool
}

func (u *upper) Write(p []byte) (int, error) {
	_, err := u.w.Write(bytes.ToUpper(p))
	return len(p), err
}

func (u *upper) Flush() error { return http.NewResponseController(u.w).Flush() }
func (u *upper) Close() error { u.closed = true; return nil }

func TestABodyTakesTheAnswer(t *testing.T) {
	for name, write := range map[string]func(w http.ResponseWriter) error{
		"Write":       func(w http.ResponseWriter) error { _, err := w.Write([]byte("text")); return err },
		"WriteString": func(w http.ResponseWriter) error { _, err := io.WriteString(w, "text"); return err },
		"ReadFrom":    func(w http.ResponseWriter) error { _, err := io.Copy(w, strings.NewReader("text")); return err },
	} {
		w := newRecorder()
		body := &upper{w: w}
		gate := NewGate(w, decide(func(status int) Body {
			w.WriteHeader(status + 1)
			return body
		}))
		gate.WriteHeader(103)
		gate.WriteHeader(202)
		if err := write(gate); err != nil || w.hints != 1 || w.Code != 203 || w.Body.String() != "TEXT" || gate.Passed() || gate.Status() != 202 {
			t.Errorf("%s: %d, %q, %v", name, w.Code, w.Body, err)
		}
		if gate.Flush(); !w.Flushed {
			t.Errorf("%s: it is not flushed", name)
		}
		if _, _, err := gate.Hijack(); err == nil {
			t.Errorf("%s: it is hijacked", name)
		}
		if err := gate.Finish(); err != nil || !body.closed {
			t.Errorf("%s: it is not closed: %v", name, err)
		}
	}
}

func TestABodyThatIsNotAllowed(t *testing.T) {
	gate := NewGate(httptest.NewRecorder(), decide(func(int) Body { return Drop{} }))
	gate.WriteHeader(304)
	if _, err := gate.Write([]byte("x")); err != http.ErrBodyNotAllowed {
		t.Error(err)
	}
}

func TestADecisionIsMadeOnce(t *testing.T) {
	for name, app := range map[string]http.HandlerFunc{
		"nothing": func(http.ResponseWriter, *http.Request) {},
		"twice":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); w.WriteHeader(404) },
		"flush":   func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); w.Write(nil) },
	} {
		for _, body := range []Body{nil, Drop{}} {
			var decided []int
			w := httptest.NewRecorder()
			gated(decide(func(status int) Body { decided = append(decided, status); return body }), app)(w, nil)
			if len(decided) != 1 || decided[0] != 200 || (body != nil && w.Body.Len()+len(w.Result().Header) != 0) {
				t.Errorf("%s: decided about %v", name, decided)
			}
		}
	}
}

func TestAnAnswerAfterOneThatIsDropped(t *testing.T) {
	answer, body := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Outer", "outer")
		w.Header().Add("Vary", "A")
		snapshot := TakeSnapshot(w.Header())
		gated(decide(func(int) Body { return Drop{} }), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Vary", "B")
			w.Header().Set("X-Inner", "inner")
			http.Error(w, "gone", 404)
			w.Header().Set("X-Outer", "changed")
		})(w, r)
		snapshot.Restore(w.Header())
		w.Header().Add("Vary", "C")
		io.WriteString(w, "second")
	})
	if body != "second" || answer.StatusCode != 200 || answer.Header.Get("X-Inner") != "" || answer.Header.Get("X-Outer") != "outer" ||
		strings.Join(answer.Header["Vary"], ",") != "A,C" {
		t.Errorf("%d %v %q", answer.StatusCode, answer.Header, body)
	}
}

func TestSnapshotIsNotChanged(t *testing.T) {
	header := http.Header{"A": {"1"}}
	snapshot := TakeSnapshot(header)
	for range 2 {
		header.Add("A", "2")
		header["A"][0] = "changed"
		header.Set("B", "3")
		snapshot.Restore(header)
		if len(header) != 1 || len(header["A"]) != 1 || header["A"][0] != "1" {
			t.Error(header)
		}
	}
	header = http.Header{}
	empty := TakeSnapshot(header)
	header.Set("B", "3")
	if empty.Restore(header); len(header) != 0 {
		t.Error(header)
	}
}

func TestThrough(t *testing.T) {
	w := &reading{ResponseRecorder: httptest.NewRecorder()}
	gated(decide(func(int) Body {
		w.WriteHeader(404)
		return Through{w}
	}), func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "a")
		io.Copy(w, io.LimitReader(strings.NewReader("b"), 1))
		http.NewResponseController(w).Flush()
	})(w, nil)
	if w.Code != 404 || w.Body.String() != "ab" || w.source == nil || !w.Flushed {
		t.Errorf("%d, %q, read from %v", w.Code, w.Body, w.source)
	}
}
