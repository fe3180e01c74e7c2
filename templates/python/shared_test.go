package python

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// sharing are applications with chunks of all sizes. What a chunk is says where
// it belongs.
const sharing = `
import io, os

SIZES = [1, 70000, 16384, 16385, 131072, 131073, 0, 40000, 1000000] * 2 + [100000] * 20

def chunk(number, size):
    return (b"%d:" % number + bytes([65 + number % 26]) * size)[:size]

def sizes(environ, start_response):
    start_response("200 OK", [])
    for number, size in enumerate(SIZES):
        yield bytearray(chunk(number, size)) if number % 3 else chunk(number, size)

def reading(environ, start_response):
    start_response("200 OK", [])
    for number, size in enumerate(SIZES):
        yield environ["wsgi.input"].read(size)

def whole(environ, start_response):
    start_response("200 OK", [])
    return [b"".join(chunk(*each) for each in enumerate(SIZES))]

def wrapped(environ, start_response):
    start_response("200 OK", [])
    file = io.BytesIO(b"".join(chunk(*each) for each in enumerate(SIZES)))
    return environ["wsgi.file_wrapper"](file, 100)

def writes(environ, start_response):
    write = start_response("200 OK", [])
    write(chunk(0, 1))
    for number, size in list(enumerate(SIZES))[1:]:
        if number % 2:
            write(chunk(number, size))
        else:
            yield chunk(number, size)

def fails(environ, start_response):
    start_response("200 OK", [])
    for number, size in enumerate(SIZES):
        yield chunk(number, size)
    raise ValueError("it fails")

def lines(environ, start_response):
    start_response("200 OK", [])
    for line in environ["wsgi.input"]:
        yield line

def turns(environ, start_response):
    start_response("200 OK", [])
    body = environ["wsgi.input"]
    yield b"go on"
    yield body.read(5)
    yield body.readline()
    yield body.readline(100)
    for _ in range(6):
        yield body.read(50000)
    yield body.read(5)
    yield body.readline()
    yield body.read()

def partly(global_conf):
    def wrap(app):
        def filtered(environ, start_response):
            read = environ["wsgi.input"].read(500000)
            start_response("200 OK", [])
            yield read
            yield from app(environ, lambda status, headers, exc_info=None: None)
        return filtered
    return wrap

kept = []

def keeps(environ, start_response):
    start_response("200 OK", [])
    if environ["REQUEST_METHOD"] == "GET":
        parts = []
        try:
            while True:
                parts.append(kept[0].read(1000))
        except ValueError:  # it is of another request
            return parts
    kept.append(environ["wsgi.input"])
    return [kept[-1].read(400000)]

def endless(environ, start_response):
    start_response("200 OK", [])
    while True:
        yield b"x" * 100000

def passing(global_conf):
    return lambda app: app

def without(global_conf):
    if hasattr(os, "memfd_create"):
        del os.memfd_create
    return sizes
`

// sharedBody is what the applications answer.
func sharedBody() []byte {
	var all []byte
	sizes := slices.Repeat([]int{1, 70000, 16384, 16385, 131072, 131073, 0, 40000, 1000000}, 2)
	for number, size := range append(sizes, slices.Repeat([]int{100000}, 20)...) {
		chunk := append(strconv.AppendInt(nil, int64(number), 10), ':')
		chunk = append(chunk, bytes.Repeat([]byte{byte(65 + number%26)}, size)...)
		all = append(all, chunk[:size]...)
	}
	return all
}

// TestSharedMemory has large chunks pass through memory, between small ones, in
// the order in which they were made.
func TestSharedMemory(t *testing.T) {
	want := sharedBody()
	w, _ := startWith(t, sharing, Config{Threads: 1, Nodes: []Node{
		callable("sizes"), callable("whole"), callable("wrapped"), callable("writes"), callable("reading"), callable("lines"), filter("passing"), filter("partly"),
	}})
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	whole := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(want) })
	apps := map[string]http.Handler{"go": w.Filter("passing")(whole), "partly": w.Filter("partly")(echo)}
	for _, name := range []string{"sizes", "whole", "wrapped", "writes", "reading", "lines"} {
		apps[name] = w.App(name, nil)
	}
	for name, h := range apps {
		if _, _, body := ask(t, h, httptest.NewRequest("POST", "/", bytes.NewReader(want))); body != string(want) {
			t.Errorf("%s: %d bytes, which are not those that were to come", name, len(body))
		}
	}
	if shares := w.current()[0].conns[0].shared != nil; shares != canShare(t) {
		t.Error("memory is shared:", shares)
	}
}

// TestNoSharedMemory is for systems that have none.
func TestNoSharedMemory(t *testing.T) {
	w, _ := startWith(t, sharing, Config{Threads: 1, Nodes: []Node{{ID: "without", Kind: App, Use: "code_:without", Protocol: "paste.app_factory"}}})
	want := sharedBody()
	if _, _, body := ask(t, w.App("without", nil), httptest.NewRequest("GET", "/", nil)); body != string(want) {
		t.Errorf("%d bytes, which are not those that were to come", len(body))
	}
	if w.current()[0].conns[0].shared != nil {
		t.Error("there is memory")
	}
}

// TestInputOfAnEndedRequest has an app keep wsgi.input, which has what was read
// ahead of its own request, and nothing of others.
func TestInputOfAnEndedRequest(t *testing.T) {
	w, _ := startWith(t, sharing, Config{Threads: 1, Nodes: []Node{callable("keeps")}})
	h := w.App("keeps", nil)
	for _, letter := range []string{"a", "b"} {
		body := strings.Repeat(letter, 1_000_000)
		if _, _, got := ask(t, h, httptest.NewRequest("POST", "/", strings.NewReader(body))); got != body[:400_000] {
			t.Errorf("%d bytes", len(got))
		}
	}
	_, _, got := ask(t, h, httptest.NewRequest("GET", "/", nil))
	if len(got) < 50_000 || strings.Trim(got, "a") != "" {
		t.Errorf("%d bytes, %d of them not its own", len(got), len(strings.Trim(got, "a")))
	}
}

// TestBodiesByTurns has a client send each part of a body when it has the answer
// to the one before, so that nothing may be waited for that an app has not asked
// for.
func TestBodiesByTurns(t *testing.T) {
	w, _ := startWith(t, sharing, Config{Threads: 1, Nodes: []Node{callable("turns")}})
	server := httptest.NewServer(w.App("turns", nil))
	defer server.Close()
	defer time.AfterFunc(20*time.Second, server.CloseClientConnections).Stop()
	r, parts := io.Pipe()
	defer parts.Close()
	response, err := http.Post(server.URL, "", r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, int64(len("go on"))) // reading on tells
	for _, part := range []string{"12345", "a line\n", "short\n", strings.Repeat("x", 300_000), "67890", strings.Repeat("y", 70_000) + "\n", "the rest"} {
		if _, err := io.WriteString(parts, part); err != nil {
			t.Fatal(err)
		}
		if part == "the rest" {
			parts.Close()
		}
		answer := make([]byte, len(part))
		if _, err := io.ReadFull(response.Body, answer); err != nil || string(answer) != part {
			t.Fatalf("%.20q has the answer %.20q (%v)", part, answer, err)
		}
	}
	if shares := w.current()[0].conns[0].shared != nil; shares != canShare(t) {
		t.Error("memory is shared:", shares)
	}
}

// TestInputReadsWhatIsWanted has bodies come in pieces.
func TestInputReadsWhatIsWanted(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(io.ErrClosedPipe))
	for _, test := range []struct {
		body        io.Reader
		room, least int
		read        string
		last        byte
		err         error
	}{
		{strings.NewReader("abcdef"), 4, 1, "abcd", 0, nil},
		{iotest.OneByteReader(strings.NewReader("abcdef")), 4, 1, "a", 0, nil},
		{iotest.OneByteReader(strings.NewReader("abcdef")), 4, 0, "a", 0, nil},
		{iotest.OneByteReader(strings.NewReader("abcdef")), 4, 3, "abc", 0, nil},
		{iotest.OneByteReader(strings.NewReader("abcdef")), 4, 1000, "abcd", 0, nil},
		{iotest.OneByteReader(strings.NewReader("abcdef")), 10, 8, "abcdef", 1, nil},
		{iotest.DataErrReader(strings.NewReader("abcdef")), 10, 2, "abcdef", 1, nil},
		{strings.NewReader(""), 10, 2, "", 1, nil},
		{iotest.OneByteReader(broken), 10, 5, "abc", 0, nil},
		{iotest.ErrReader(io.ErrClosedPipe), 10, 5, "", 0, io.ErrClosedPipe},
	} {
		in := &input{reader: test.body}
		room := make([]byte, test.room)
		n, last, err := in.readTo(room, test.least)
		if string(room[:n]) != test.read || last != test.last || err != test.err || string(in.sent) != test.read {
			t.Errorf("%d of %d: %q, %d, %v, and not %q, %d, %v", test.least, test.room, room[:n], last, err, test.read, test.last, test.err)
		}
	}
}

// canShare reports whether the interpreter can make memory for others.
func canShare(t *testing.T) bool {
	return runtime.GOOS == "linux" && exec.Command(interpreter(t), "-c", "import os; os.memfd_create").Run() == nil
}

// TestSharedMemoryIsGivenBack has answers end before their time, one after the
// other in one thread.
func TestSharedMemoryIsGivenBack(t *testing.T) {
	w, _ := startWith(t, sharing, Config{Threads: 1, Nodes: []Node{callable("sizes"), callable("fails"), callable("endless")}})
	want := string(sharedBody())
	for _, h := range []http.Handler{w.App("fails", nil), w.App("endless", nil), leaves(w.App("endless", nil)), leaves(w.App("sizes", nil))} {
		goOnce(t, h)
		if _, _, body := ask(t, w.App("sizes", nil), httptest.NewRequest("GET", "/", nil)); body != want {
			t.Errorf("the next one has %d bytes, and not %d", len(body), len(want))
		}
	}
	if w.current()[0].requests != 8 {
		t.Error("the worker has been replaced")
	}
}

// goOnce is a client that reads a part of an answer.
func goOnce(t *testing.T, h http.Handler) {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	server.Start()
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	_, _ = io.ReadFull(response.Body, make([]byte, 1_000_000)) // the answer may end before
}

// leaves is a filter that wants no more than a part.
func leaves(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&leaving{ResponseWriter: w}, r)
	})
}

type leaving struct {
	http.ResponseWriter
	size int
}

func (l *leaving) Write(p []byte) (int, error) {
	if l.size += len(p); l.size > 500_000 {
		panic(http.ErrAbortHandler)
	}
	return l.ResponseWriter.Write(p)
}

// TestBadSharedMemory has a worker offer what is not there, and name chunks that
// are not in it.
func TestBadSharedMemory(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.Truncate(maxRead); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][2]int{{int(file.Fd()), maxRead + 1}, {int(file.Fd()), 10}, {99999, maxRead}} {
		if _, err := openShared(os.Getpid(), bad[0], bad[1]); err == nil {
			t.Error("there is nothing like it:", bad)
		}
	}
	s := &shared{make([]byte, 1000)}
	for _, bad := range [][2]int{{0, 1001}, {1000, 1}, {-1, 10}, {10, -1}, {1 << 40, 1}} {
		o := &outermost{q: &request{conn: &conn{shared: s}}}
		if o.lent(bad[0], bad[1]) == nil {
			t.Error("there is nothing at", bad)
		}
	}
	if o := (&outermost{q: &request{conn: &conn{}}}); o.lent(0, 0) == nil {
		t.Error("there is no memory")
	}
}
