package gateway

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// answerOf returns what a handler's answer looks like, and whether it is complete.
func answerOf(method string, h http.HandlerFunc) (text string, complete bool) {
	var out bytes.Buffer
	w := NewWriter(&out, &http.Request{Method: method})
	h(w, nil)
	complete = w.Finish()
	return out.String(), complete
}

func TestWriter(t *testing.T) {
	set := func(w http.ResponseWriter, pairs ...string) {
		w.Header()["Content-Type"] = nil
		for i := 0; i < len(pairs); i += 2 {
			w.Header()[pairs[i]] = append(w.Header()[pairs[i]], pairs[i+1])
		}
	}
	write := func(w http.ResponseWriter, text string, want error) {
		if _, err := io.WriteString(w, text); !errors.Is(err, want) {
			t.Errorf("writing %q: %v, want %v", text, err, want)
		}
	}
	for name, tt := range map[string]struct {
		answer   http.HandlerFunc
		want     string
		complete bool
	}{
		"Status": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Status", "404 Not Found", "status", "500 x", "X-Status", "kept")
			write(w, "x", nil)
		}, "Status: 200 OK\r\nX-Status: kept\r\n\r\nx", true},
		"two lengths": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "3", "Content-Length", "4")
			write(w, "abc", nil)
		}, "Status: 200 OK\r\nContent-Length: 3\r\n\r\nabc", true},
		"no length": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "many")
			write(w, "abc", nil)
		}, "Status: 200 OK\r\n\r\nabc", true},
		"length 0": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "0")
			write(w, "abc", http.ErrContentLength)
		}, "Status: 200 OK\r\nContent-Length: 0\r\n\r\n", true},
		"too long": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "3")
			write(w, "ab", nil)
			write(w, "cd", http.ErrContentLength)
			write(w, "c", nil)
		}, "Status: 200 OK\r\nContent-Length: 3\r\n\r\nabc", true},
		"too short": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "3")
			write(w, "ab", nil)
		}, "Status: 200 OK\r\nContent-Length: 3\r\n\r\nab", false},
		"nothing of it": {func(w http.ResponseWriter, _ *http.Request) { set(w, "Content-Length", "3") }, "Status: 200 OK\r\nContent-Length: 3\r\n\r\n", false},
		"204 with a length": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "3")
			w.WriteHeader(204)
			write(w, "abc", http.ErrBodyNotAllowed)
		}, "Status: 204 No Content\r\n\r\n", true},
		"304 with a length": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Content-Length", "3")
			w.WriteHeader(304)
		}, "Status: 304 Not Modified\r\nContent-Length: 3\r\n\r\n", true},
		"hop-by-hop": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "Transfer-Encoding", "chunked", "Connection", "close", "Trailer", "X-T", "Upgrade", "x", "X-A", "kept")
			write(w, "x", nil)
			w.Header().Set(http.TrailerPrefix+"X-T", "late")
		}, "Status: 200 OK\r\nX-A: kept\r\n\r\nx", true},
		"line ends": {func(w http.ResponseWriter, _ *http.Request) {
			set(w, "X-A", "a\r\nX-Evil: b", "X Y", "c")
			write(w, "x", nil)
		}, "Status: 200 OK\r\nX-A: a  X-Evil: b\r\n\r\nx", true},
	} {
		if got, complete := answerOf("GET", tt.answer); got != tt.want || complete != tt.complete {
			t.Errorf("%s: %q, complete %v, want %q", name, got, complete, tt.want)
		}
		head, _, _ := strings.Cut(tt.want, "\r\n\r\n")
		if strings.Contains(name, "too") || name == "length 0" {
			continue // there is no error for HEAD
		}
		if got, complete := answerOf("HEAD", tt.answer); got != head+"\r\n\r\n" || !complete {
			t.Errorf("HEAD, %s: %q, complete %v", name, got, complete)
		}
	}
}

// TestErrorInPlaceOfAnAnswer has a panic after a header that promises a body.
func TestErrorInPlaceOfAnAnswer(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, &http.Request{Method: "GET"})
	w.Header().Set("Content-Length", "1000")
	w.Header().Set("Set-Cookie", "half=made")
	fmt.Fprint(w, "lost")
	if !w.fail() || !strings.HasSuffix(out.String(), "Internal Server Error\n") || strings.Contains(out.String(), "half") || strings.Contains(out.String(), "1000") {
		t.Errorf("%q", out.String())
	}
	w.Flush()
	if w.fail() {
		t.Error("twice")
	}
}
