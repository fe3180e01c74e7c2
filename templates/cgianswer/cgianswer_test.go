package cgianswer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

func TestCopy(t *testing.T) {
	for text, want := range map[string]string{
		"Content-Type: text/plain\r\n\r\nbody":         "200 [text/plain] body",
		"content-type:text/plain\n\nbody\n":            "200 [text/plain] body\n",
		"\nbody":                                       "200 [] body",
		"Status: 404 Not Found\nContent-Type: a/b\n\n": "404 [a/b] ",
		"STATUS: 201\n\n":                              "201 [] ",
		"Location: /x\n\n":                             "302 [] ",
		"Status: 301 Moved\nLocation: /x\n\n":          "301 [] ",
		"Status: 204 No Content\n\nignored":            "204 [] ignored",
		"Content-Type: a/b":                            "error: the answer ends in its header",
		"":                                             "error: the answer ends in its header",
		"nonsense\n\n":                                 `error: "nonsense" is no line of a header`,
		"a b: c\n\n":                                   `error: "a b: c" is no line of a header`,
		": c\n\n":                                      `error: ": c" is no line of a header`,
		"A: b\x00c\n\n":                                `error: "A: b\x00c" is no line of a header`,
		"Status: 100 Continue\n\n":                     `error: "100 Continue" is no status of an answer`,
		"Status: 199\n\n":                              `error: "199" is no status of an answer`,
		"Status: 200\n\n":                              "200 [] ",
		"Status: 999\n\n":                              "999 [] ",
		"A: b\x7f\n\n":                                 `error: "A: b\x7f" is no line of a header`,
		"Content-Type: a\tb\n\n":                       "200 [a\tb] ",
		"Status: ok\n\n":                               `error: "ok" is no status of an answer`,
		"Status: 0404\n\n":                             `error: "0404" is no status of an answer`,
		"Status:\n\n":                                  `error: "" is no status of an answer`,
		"A: " + strings.Repeat("x", 5000) + "\n\n":     "error: the header is too long",
		strings.Repeat("A: "+strings.Repeat("x", 1020)+"\n", 63) + "A: " + strings.Repeat("x", 1019) + "\n\n": "200 [] ",
		strings.Repeat("A: "+strings.Repeat("x", 1020)+"\n", 63) + "A: " + strings.Repeat("x", 1020) + "\n\n": "error: the header is too long",
		strings.Repeat("A: "+strings.Repeat("x", 1000)+"\n", 70):                                              "error: the header is too long",
	} {
		w := httptest.NewRecorder()
		begun, err := Copy(w, strings.NewReader(text))
		got := fmt.Sprint(w.Code, " ", w.Header()["Content-Type"], " ", w.Body)
		if !begun {
			got = fmt.Sprint("error: ", err)
		}
		if got != want {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
	}
}

func TestHeadersOfOneName(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Set-Cookie", "outer=1")
	if _, err := Copy(w, strings.NewReader("Set-Cookie: a=b\nset-cookie: c=d\n\n")); err != nil || strings.Join(w.Header()["Set-Cookie"], ";") != "outer=1;a=b;c=d" {
		t.Errorf("%v (%v)", w.Header(), err)
	}
}

func TestBodyThatBreaksOff(t *testing.T) {
	broken := errors.New("broken")
	begun, err := Copy(httptest.NewRecorder(), io.MultiReader(strings.NewReader("A: b\n\nbody"), iotest.ErrReader(broken)))
	if !begun || err != broken {
		t.Errorf("%v %v", begun, err)
	}
	begun, err = Copy(httptest.NewRecorder(), io.MultiReader(strings.NewReader("A: b\n"), iotest.ErrReader(broken)))
	if begun || err != broken {
		t.Errorf("in its header: %v %v", begun, err)
	}
}

// TestStreaming has a program that goes on when the client has got what is there.
func TestStreaming(t *testing.T) {
	out, program := io.Pipe()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = Copy(w, out) }))
	defer server.Close()
	go fmt.Fprint(program, "Content-Type: text/plain\n\na")
	answer, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	for _, want := range []string{"a", "b"} {
		part := make([]byte, 1)
		if _, err := io.ReadFull(answer.Body, part); string(part) != want {
			t.Fatalf("%q (%v), want %q", part, err, want)
		}
		go fmt.Fprint(program, "b")
	}
	program.Close()
}

func TestLines(t *testing.T) {
	var log bytes.Buffer
	l := &Lines{Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, part := range []string{"a", "b\nc\r\n\n", strings.Repeat("x", maxLine+10), "\n", "e"} {
		if n, err := l.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("wrote %d (%v)", n, err)
		}
	}
	l.Flush()
	if got := strings.Count(log.String(), "stderr="); got != 5 || !strings.Contains(log.String(), "stderr=ab\n") || !strings.Contains(log.String(), "stderr=c\n") {
		t.Errorf("%d lines: %.300s", got, log.String())
	}
}

func FuzzCopy(f *testing.F) {
	for _, text := range []string{"Status: 200\n\nx", "A:b\r\n\r\n", "\n", "Status: 999\nA: b\n\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		server := httptest.NewRecorder()
		begun, err := Copy(server, strings.NewReader(text))
		if begun == (err != nil) {
			t.Errorf("%q: begun %v, %v", text, begun, err)
		}
		if begun && (server.Code < 200 || !strings.HasSuffix(text, server.Body.String())) {
			t.Errorf("%q: %d %q", text, server.Code, server.Body)
		}
	})
}

// TestClientThatIsGone has one whose connection fails, and an answer that must
// have no body.
func TestClientThatIsGone(t *testing.T) {
	gone := errors.New("gone")
	for _, tt := range []struct{ fails, want error }{{gone, gone}, {http.ErrBodyNotAllowed, nil}} {
		w := failing{httptest.NewRecorder(), tt.fails}
		if begun, err := Copy(w, strings.NewReader("A: b\n\nbody")); !begun || err != tt.want {
			t.Errorf("%v: begun %v, %v", tt.fails, begun, err)
		}
	}
}

// failing cannot write.
type failing struct {
	*httptest.ResponseRecorder
	err error
}

func (f failing) Write([]byte) (int, error) { return 0, f.err }
