package python

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// borderCall and borderAnswer are how much goes through a border for a request.
const (
	borderCall   = 400
	borderAnswer = 200
)

// borderWorker calls an application of benchApps for each call that it is sent.
const borderWorker = `
import io, socket, sys
from wsgiref.util import setup_testing_defaults
import bench
app, border, environ = getattr(bench, sys.argv[1]), socket.socket(fileno=0), {}
call, answer = map(int, sys.argv[2:])
setup_testing_defaults(environ)
while True:
    calls = border.recv(1 << 16)
    if not calls:
        break
    for _ in range(len(calls) // call):
        body = app({**environ, "wsgi.input": io.BytesIO()}, lambda *_: None)
        border.sendall(b"".join(body).ljust(answer))
`

// border is the least that a server of net/http with an application in another
// process can do: a write and a read on each side, of what nobody looks at. It
// is what a server that does its work in no time would be.
type border struct {
	mu      sync.Mutex
	conn    net.Conn
	waiting chan chan<- []byte // who wants the answers, in the order of the calls
}

func newBorder(t *testing.T, app string) *border {
	t.Helper()
	var theirs files
	defer theirs.close()
	conn, err := connect(syscall.SOCK_STREAM, &theirs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(interpreter(t), "-c", borderWorker, app, strconv.Itoa(borderCall), strconv.Itoa(borderAnswer))
	cmd.Stdin = theirs[0]
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &border{conn: conn, waiting: make(chan chan<- []byte, 10*benchConns)}
	go b.read()
	return b
}

func (b *border) read() {
	for from := bufio.NewReader(b.conn); ; {
		answer := make([]byte, borderAnswer)
		if _, err := io.ReadFull(from, answer); err != nil {
			return // the client notices
		}
		(<-b.waiting) <- answer
	}
}

func (b *border) call() []byte {
	answer := make(chan []byte, 1)
	var call [borderCall]byte
	b.mu.Lock()
	b.waiting <- answer
	_, _ = b.conn.Write(call[:]) // the client notices
	b.mu.Unlock()
	return <-answer
}

// borders serve an application in two processes by turns.
func borders(t *testing.T, app string) http.Handler {
	both := [...]*border{newBorder(t, app), newBorder(t, app)}
	var count atomic.Uint32
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer := both[count.Add(1)%2].call()
		w.Header()["Content-Type"] = []string{"application/json"}
		w.Header()["Content-Length"] = []string{strconv.Itoa(borderAnswer)}
		_, _ = w.Write(answer) // the client is the benchmark's own
	})
}
