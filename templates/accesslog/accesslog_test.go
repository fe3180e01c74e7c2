package accesslog

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// open opens a log that writes status codes.
func open(t testing.TB, to ...string) *Log {
	t.Helper()
	l, err := Open(Options{To: to, Format: parse(t, "%(s)s %(r)s")})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func write(l *Log, status int) {
	e := new(Entry)
	l.Begin(e, request().Request)
	e.Status = status
	l.Write(e)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// await waits for a file with a number of lines.
func await(t *testing.T, path string, lines int) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		text, err := os.ReadFile(path)
		if err == nil && strings.Count(string(text), "\n") >= lines {
			return string(text)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s has %q, %v", path, text, err)
		}
	}
}

const rest = " GET /caf%C3%A9/a%0Ab?x=1&y=%22 HTTP/1.1\n"

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.log")
	if err := os.WriteFile(path, []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := open(t, "", "None", path)
	write(l, 200)
	await(t, path, 2) // without Close
	write(l, 404)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "before\n200"+rest+"404"+rest {
		t.Error(got)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// TestReopen renames the file as logrotate does.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.log")
	l := open(t, path)
	defer l.Close()
	for i := range 5 {
		write(l, 200+i)
		if err := os.Rename(path, fmt.Sprint(path, i)); err != nil {
			t.Fatal(err)
		}
		write(l, 300+i)
		if err := l.Reopen(); err != nil {
			t.Fatal(err)
		}
		await(t, path, 0)
		write(l, 400+i)
		await(t, path, 1)
		want := fmt.Sprint(200+i, rest, 300+i, rest)
		if i > 0 {
			want = fmt.Sprint(399+i, rest, want)
		}
		if got := await(t, fmt.Sprint(path, i), 2); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
}

func TestReopenKeepsTheFileThatIsThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l := open(t, filepath.Join(dir, "a"))
	moved := dir + "-old"
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	if err := l.Reopen(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * gather)
	write(l, 200)
	l.Close()
	if got := read(t, filepath.Join(moved, "a")); got != "200"+rest {
		t.Error(got)
	}
}

// TestFailures removes the folder of a file that is to be opened again, and has a
// place that takes lines no more, and then does.
func TestFailures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 10)
	l, err := Open(Options{To: []string{filepath.Join(dir, "a")}, Failed: func(err error) { told <- err }})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := l.Reopen(); err != nil {
		t.Fatal(err)
	}
	if err := <-told; !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}

	full := errors.New("full")
	outcomes := scripted{full, full, nil, full}
	w := start(&outcomes, func(err error) { told <- err })
	for left := len(outcomes); left > 0; left-- {
		w.write([]byte("x\n"))
		for w.isWaiting() { // for lines to be written
			time.Sleep(time.Millisecond)
		}
	}
	w.Close()
	if len(told) != 2 || <-told != full || <-told != full {
		t.Errorf("%d failures are told", len(told))
	}
}

// scripted is a target whose writes have these outcomes.
type scripted []error

func (s *scripted) lines([]byte) error {
	err := (*s)[0]
	*s = (*s)[1:]
	return err
}
func (*scripted) open() error  { return nil }
func (*scripted) close() error { return nil }

// isWaiting reports whether lines wait to be written.
func (w *writer) isWaiting() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.pending) > 0
}

func TestReopenClosesTheOldFile(t *testing.T) {
	f := &file{path: filepath.Join(t.TempDir(), "access.log")}
	if err := f.open(); err != nil {
		t.Fatal(err)
	}
	old := f.File
	if err := f.open(); err != nil {
		t.Fatal(err)
	}
	defer f.close()
	if err := old.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the old file was open: %v", err)
	}
}

func TestNothingToLog(t *testing.T) {
	l, err := Open(Options{To: []string{"", "None"}})
	if l != nil || err != nil {
		t.Fatal(l, err)
	}
	e := new(Entry)
	if l.Begin(e, request().Request); e.Request != nil {
		t.Error("there is an entry of a log that is none")
	}
	l.Write(e)
	if l.Reopen() != nil || l.Close() != nil {
		t.Error("an error")
	}
	if l, err := Open(Options{To: []string{filepath.Join(t.TempDir(), "none", "x")}}); err == nil {
		t.Error(l)
	}
	if l, err := Open(Options{To: []string{"syslog:http://x"}}); err == nil || Check("syslog:?facility=x") == nil || Check("a\x00") == nil || Check("x") != nil {
		t.Error(l)
	}
}

func TestSyslog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	daemon, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Close()
	l := open(t, "syslog:"+path+"?facility=local3&ident=gunicorn.app.access")
	write(l, 200)
	write(l, 201)
	l.Close()
	buffer := make([]byte, 1000)
	for i := range 2 {
		_ = daemon.SetReadDeadline(time.Now().Add(10 * time.Second))
		n, err := daemon.Read(buffer)
		if want := fmt.Sprint("<158>gunicorn.app.access: ", 200+i, strings.TrimSuffix(rest, "\n")); err != nil || string(buffer[:n]) != want {
			t.Errorf("%q %v, want %q", buffer[:n], err, want)
		}
	}
}

// TestPipe has lines that do not fit into a pipe at once.
func TestPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	f := &file{File: w}
	long := strings.Repeat("x", 2*pipePart) + "\n"
	text := strings.Repeat("a line\n", 1000) + long + "the last\n"
	go func() {
		_ = f.lines([]byte(text))
		w.Close()
	}()
	var all strings.Builder
	buffer := make([]byte, pipePart)
	for {
		n, err := r.Read(buffer)
		all.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	if all.String() != text {
		t.Errorf("%d bytes of %d", all.Len(), len(text))
	}
}

// TestManyAtOnce has a file that cannot keep up, in the end.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.log")
	l := open(t, path)
	var group sync.WaitGroup
	for range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 5000 {
				write(l, 200)
			}
		}()
	}
	group.Wait()
	l.Close()
	if got := read(t, path); strings.Count(got, "200"+rest) != 40000 || len(got) != 40000*len("200"+rest) {
		t.Errorf("%d bytes", len(got))
	}
}

func BenchmarkWrite(b *testing.B) {
	l, err := Open(Options{To: []string{filepath.Join(b.TempDir(), "access.log")}})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	r := request().Request
	b.ReportAllocs()
	for range b.N {
		e := new(Entry)
		l.Begin(e, r)
		e.Took = time.Since(e.Begin)
		l.Write(e)
	}
}

func TestEach(t *testing.T) {
	var told []int
	each := func(e *Entry) { told = append(told, e.Status) }
	alone, err := Open(Options{Each: each})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "log")
	both, err := Open(Options{To: []string{path}, Each: each})
	if err != nil {
		t.Fatal(err)
	}
	write(alone, 200)
	write(both, 404)
	if err := errors.Join(alone.Close(), both.Close()); err != nil || !slices.Equal(told, []int{200, 404}) || strings.Count(read(t, path), "\n") != 1 {
		t.Error(told, err)
	}
}
