package python

import (
	"bytes"
	_ "embed" // for the source
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

//go:embed worker.py
var workerSource string

// bootstrap runs the source that it reads from descriptor 3, with the
// configuration behind it.
const bootstrap = `import os,sys,json,linecache,types
f=os.fdopen(3,"rb");n=int(f.readline());s=f.read(n).decode();c=json.loads(f.read().decode());f.close()
m=types.ModuleType("pastegen_worker");m.__file__="<pastegen worker>";sys.modules[m.__name__]=m
linecache.cache[m.__file__]=(len(s),None,s.splitlines(True),m.__file__)
exec(compile(s,m.__file__,"exec"),m.__dict__)
sys.exit(m.main(c))`

// worker is a process.
type worker struct {
	process
	output
	queue
	control *net.UnixConn
	stacks  *os.File
	replace func(why string) // asks for another worker in its place
	started time.Time

	building atomic.Value  // where it is in the INI file with what it builds, a string; nil before
	broken   atomic.Bool   // a connection is, as a request has met: it ends now, if it has not ended
	ready    chan error    // what has come of its start
	ended    chan struct{} // it has
	state    string        // how, when it has
	heard    chan struct{} // all that it has told
	signal   syscall.Signal

	// The pool's mutex guards these.
	room     int // for requests, those that wait in the queue included
	taken    int // of it
	requests int
	limit    int // of requests; 0 is none
	drained  chan struct{}
}

// ifIdle tells that a worker which takes no requests has none.
func (w *worker) ifIdle() {
	if w.taken == 0 {
		select {
		case <-w.drained:
		default:
			close(w.drained)
		}
	}
}

// lost is for a connection that is broken: the worker has ended, or does not
// keep to the protocol.
func (w *worker) lost() {
	w.broken.Store(true)
	select {
	case <-w.ended:
	case <-time.After(time.Second):
		w.kill()
	}
}

// process is the process of a worker.
type process interface {
	pid() int
	send(signal syscall.Signal) error
	await() (state string) // waits for the end
}

// command is a process that this one has started.
type command struct{ *exec.Cmd }

func (c command) pid() int                         { return c.Process.Pid }
func (c command) send(signal syscall.Signal) error { return c.Process.Signal(signal) }

func (c command) await() string {
	if err := c.Wait(); err != nil {
		return err.Error()
	}
	return "exit status 0"
}

// start starts the process.
func (w *worker) start(ws *Workers) error {
	var theirs files
	defer theirs.close()
	if err := w.open(ws, &theirs); err != nil {
		return err
	}
	if ws.config.Preload {
		p, err := ws.preloader()
		if err == nil {
			w.process, err = p.fork(theirs)
		}
		return err
	}
	cmd, err := ws.run(theirs)
	w.process = cmd
	return err
}

// files are to be closed.
type files []*os.File

func (f *files) close() {
	for _, file := range *f {
		_ = file.Close() // they are the child's
	}
}

// open opens all that connects to the process.
func (w *worker) open(ws *Workers, theirs *files) (err error) {
	if w.control, err = connect(syscall.SOCK_STREAM, theirs); err != nil {
		return err
	}
	stacks, write, err := os.Pipe()
	if err != nil {
		return err
	}
	w.stacks = stacks
	*theirs = append(*theirs, write)
	if w.socket, err = connect(syscall.SOCK_SEQPACKET, theirs); err != nil {
		return err
	}
	for range ws.config.Threads {
		own, err := connect(syscall.SOCK_STREAM, theirs)
		if err != nil {
			return err
		}
		w.conns = append(w.conns, &conn{pipe: pipe{conn: own}, resume: make(chan struct{}, 1)})
	}
	w.idle = append(w.idle, w.conns[1:]...)
	w.room = ws.config.Threads + (ws.config.Threads+1)/2
	return w.output.open(theirs)
}

// connect returns our end of a connection, and adds the other one to those of a
// child.
func connect(kind int, theirs *files) (*net.UnixConn, error) {
	syscall.ForkLock.RLock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, kind, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, os.NewSyscallError("socketpair", err)
	}
	for _, fd := range fds { // a part of a body is sent at once, or several are
		_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_SNDBUF, 2*maxRead)
	}
	own := os.NewFile(uintptr(fds[0]), "worker")
	defer own.Close() // FileConn makes a copy
	*theirs = append(*theirs, os.NewFile(uintptr(fds[1]), "server"))
	c, err := net.FileConn(own)
	if err != nil {
		return nil, err
	}
	return c.(*net.UnixConn), nil
}

// endWithParent has the kernel end a child with the thread that has started it,
// where there is such a thing.
func endWithParent(attr *syscall.SysProcAttr) {
	if field := reflect.ValueOf(attr).Elem().FieldByName("Pdeathsig"); field.IsValid() {
		field.SetInt(int64(syscall.SIGKILL))
	}
}

// feed writes the source and the configuration.
func feed(to *os.File, config []byte) {
	defer to.Close()
	fmt.Fprintf(to, "%d\n%s", len(workerSource), workerSource)
	_, _ = to.Write(config) // a worker that does not read it has ended, which wait tells
}

// wait waits for the end of the process. Connections are closed by then, since
// children of the worker may have them too.
func (w *worker) wait() {
	w.state = w.await()
	w.killGroup()
	select {
	case <-w.heard: // what it has told before
	case <-time.After(gatherTime): // somebody else has the socket
	}
	w.closeOurs()
	w.refuse()
	select {
	case w.ready <- fmt.Errorf("python: the worker has ended before it was ready: %s", w.state):
	default:
	}
	close(w.ended)
}

func (w *worker) closeOurs() {
	for _, c := range w.conns {
		_ = c.conn.Close() // it is over
	}
	for _, c := range []*net.UnixConn{w.control, w.socket} {
		if c != nil {
			_ = c.Close()
		}
	}
	if w.stacks != nil {
		_ = w.stacks.Close()
	}
	w.forget()
}

// unready is the error of a start that is not waited for any longer. It says
// which section was being built.
func (w *worker) unready(why error) error {
	if place, ok := w.building.Load().(string); ok {
		return fmt.Errorf("%s: python: the start ends while this is being built: %w", place, why)
	}
	return fmt.Errorf("python: the start ends before anything is built: %w", why)
}

// message is what a worker tells.
type message struct {
	Ready    bool
	Python   string
	Signal   int
	Threads  []int  // the kernel's numbers of those that answer, as far as they are known
	Building string // the place of the section that it begins with
	Failed   *failure

	Forked, Exited int
	State          string

	Log, Text, Section string

	Logger, Stack string
	Level         int
	Record, Extra map[string]any // texts and numbers
}

// failure is a start that has failed.
type failure struct{ Text, Place, Section, Traceback string }

// Error returns the place and what is wrong, with the traceback.
func (f *failure) Error() string {
	text := "python: " + f.Text
	if f.Place != "" {
		text = f.Place + ": " + f.Text
	}
	if f.Traceback != "" {
		text += "\n" + strings.TrimRight(f.Traceback, "\n")
	}
	return text
}

// listen takes what the worker tells.
func (w *worker) listen() {
	defer close(w.heard)
	decoder := json.NewDecoder(w.control)
	for {
		var m message
		if decoder.Decode(&m) != nil {
			return
		}
		switch {
		case m.Ready:
			w.signal = syscall.Signal(m.Signal)
			for _, thread := range m.Threads {
				w.know(fmt.Sprintf("/proc/%d/task/%d/stat", w.pid(), thread))
			}
			w.ready <- nil
		case m.Building != "":
			w.building.Store(m.Building)
		case m.Failed != nil:
			w.ready <- m.Failed
		case m.Logger != "":
			w.record(m)
		case m.Log != "":
			w.print(m.Log, m.Section, m.Text)
		}
	}
}

// read waits for requests that the thread of a connection takes, and leaves the
// connection to them.
func (w *worker) read(c *conn) {
	for {
		f, err := c.receive()
		if err != nil {
			return
		}
		if f.kind == frameIdle {
			w.found(c)
			continue
		}
		number, answer := f.number(), c.whole()
		t := w.redeem(number, c, answer)
		if f.kind != frameTaken || t == nil {
			w.log.Error("a Python worker sends what it should not")
			w.kill()
			return
		}
		t.taken <- c
		if answer != nil {
			continue
		}
		select {
		case <-c.resume:
		case <-w.ended:
			return
		}
	}
}

// stop has the worker end when its requests have.
func (w *worker) stop() {
	_, _ = w.control.Write([]byte{1}) // one that is gone has ended
	_ = w.socket.CloseWrite()
	for _, c := range w.conns {
		_ = c.conn.(*net.UnixConn).CloseWrite()
	}
}

// kill ends the worker at once.
func (w *worker) kill() {
	if !w.hasEnded() {
		_ = w.send(syscall.SIGKILL) // it may have ended just now
		w.killGroup()
	}
}

// killGroup ends what it has started, and what has not left its group.
func (w *worker) killGroup() {
	_ = syscall.Kill(-w.pid(), syscall.SIGKILL) // there may be nobody
}

// dump logs the stacks of all threads.
func (w *worker) dump(why string) {
	if w.signal == 0 || w.send(w.signal) != nil {
		return
	}
	var text bytes.Buffer
	buf := make([]byte, 1<<16)
	_ = w.stacks.SetReadDeadline(time.Now().Add(2 * time.Second))
	for {
		n, err := w.stacks.Read(buf)
		text.Write(buf[:n])
		if err != nil {
			break
		}
		_ = w.stacks.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	}
	w.log.Error(why, "stacks", text.String())
}

// memory returns how many bytes of memory the worker has; 0 if that is not known.
func (w *worker) memory() int64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(w.pid()) + "/statm")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
