package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

// piped returns a body that a client sends by the other end of a pipe.
func piped(t *testing.T) (b *Body, client *io.PipeWriter) {
	t.Helper()
	in, client := io.Pipe()
	b = New(Source{Reader: in, Interrupt: func() { in.Close() }}, nil)
	t.Cleanup(b.Release)
	return b, client
}

// send sends parts and then the end of a body.
func send(client *io.PipeWriter, parts ...string) {
	for _, part := range parts {
		if _, err := io.WriteString(client, part); err != nil {
			return
		}
	}
	client.Close()
}

func TestReadDirectly(t *testing.T) {
	b, client := piped(t)
	go send(client, "one", "two")
	text, err := io.ReadAll(iotest.OneByteReader(b))
	if string(text) != "onetwo" || err != nil || !b.Whole() {
		t.Errorf("%q %v", text, err)
	}
	if n, err := b.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("%d %v", n, err)
	}
}

func TestSettleKeepsTheRest(t *testing.T) {
	for _, size := range []int{0, 10, maxMemory - 3, maxMemory, 3 * maxMemory, 10 << 20} {
		b, client := piped(t)
		want := strings.Repeat("0123456789", size/10+1)[:size]
		go send(client, "abc", want)
		first := make([]byte, 3)
		if _, err := io.ReadFull(b, first); err != nil {
			t.Fatal(err)
		}
		if !b.Settle(true) {
			t.Errorf("%d bytes are not whole", size)
		}
		if text, err := io.ReadAll(b); string(text) != want || err != nil {
			t.Errorf("%d bytes: %d came (%v)", size, len(text), err)
		}
	}
}

func TestSettleDrops(t *testing.T) {
	b, client := piped(t)
	go send(client, strings.Repeat("x", 5<<20))
	if !b.Settle(false) || b.kept.size() != 0 {
		t.Error("not whole, or kept")
	}
	if _, err := b.Read(make([]byte, 1)); err != http.ErrBodyReadAfterClose {
		t.Error(err)
	}
}

// TestSettleHasAnEnd has a client that stalls, one that never ends, and one
// that breaks off.
func TestSettleHasAnEnd(t *testing.T) {
	stalled, client := piped(t)
	go func() { _, _ = io.WriteString(client, "ab") }()
	begun := time.Now()
	if stalled.Settle(true) || time.Since(begun) < settleStall || time.Since(begun) >= settleTime {
		t.Errorf("after %v", time.Since(begun))
	}
	if n, err := stalled.Read(make([]byte, 9)); n != 2 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	for _, keep := range []bool{true, false} {
		endless := New(Source{Reader: zeros{}}, nil)
		if endless.Settle(keep) || endless.came < maxKept || endless.came > maxKept+1<<20 {
			t.Errorf("keep %v: %d bytes were read", keep, endless.came)
		}
		endless.Release()
	}
	broken, client := piped(t)
	client.CloseWithError(io.ErrUnexpectedEOF)
	if broken.Settle(true) || broken.Whole() {
		t.Error("whole")
	}
	if _, err := broken.Read(make([]byte, 1)); err != io.ErrUnexpectedEOF {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestReadGoesOnBehindWhatIsKept has more than there is room for.
func TestReadGoesOnBehindWhatIsKept(t *testing.T) {
	room := &Room{}
	room.taken.Store(maxRoom - 40<<10)
	text := bytes.Repeat([]byte("0123456789abcdef"), 10_000)
	b := New(Source{Reader: bytes.NewReader(text)}, room)
	if b.Settle(true) || b.kept.size() >= int64(len(text)) {
		t.Errorf("%d bytes are kept", b.kept.size())
	}
	if got, err := io.ReadAll(b); !bytes.Equal(got, text) || err != nil {
		t.Errorf("%d bytes (%v)", len(got), err)
	}
	b.Release()
	if left := room.taken.Load(); left != maxRoom-40<<10 {
		t.Errorf("%d bytes are not given back", left-(maxRoom-40<<10))
	}
}

// TestWithoutTemporaryFiles has a folder for them that is not there.
func TestWithoutTemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", "/nowhere")
	text := bytes.Repeat([]byte("0123456789"), 100_000)
	b := New(Source{Reader: bytes.NewReader(text)}, nil)
	defer b.Release()
	if b.Settle(true) {
		t.Error("whole")
	}
	if got, err := io.ReadAll(b); !bytes.Equal(got, text) || err != nil {
		t.Errorf("%d bytes (%v)", len(got), err)
	}
}

func TestTemporaryFilesAreGone(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	b := New(Source{Reader: bytes.NewReader(make([]byte, 3*maxMemory))}, nil)
	b.Settle(true)
	if b.kept.file == nil {
		t.Error("there was no file")
	}
	b.Release()
	if left, err := os.ReadDir(dir); len(left) > 0 || err != nil {
		t.Errorf("%v %v", left, err)
	}
}

// TestSmallBodies are in memory, up to its last byte.
func TestSmallBodies(t *testing.T) {
	for _, sizes := range [][]int{{1}, {1, maxMemory - 1}, {maxMemory, 1}, {maxMemory - 1, 2, 1}} {
		var s store
		sum := 0
		for _, n := range sizes {
			sum += n
			if !s.write(make([]byte, n)) {
				t.Errorf("%d: no room", sizes)
			}
		}
		if (s.file != nil) != (sum > maxMemory) || s.size() != int64(sum) {
			t.Errorf("%d: %d bytes, in a file: %v", sizes, s.size(), s.file != nil)
		}
		s.free()
	}
}

// TestFilesOfAStore has those that cannot be read, and those that cannot be
// removed while they are open.
func TestFilesOfAStore(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	s := store{file: file, wrote: 3}
	if n, err := s.read(make([]byte, 3)); n != 0 || err != io.EOF {
		t.Errorf("%d bytes of a file without any (%v)", n, err)
	}
	file.WriteString("abc")
	if n, err := s.read(make([]byte, 5)); n != 3 || err != nil {
		t.Errorf("%d bytes (%v)", n, err)
	}
	s.free()
	if _, err := os.Stat(file.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is left (%v)", err)
	}
}

// TestUnreadBodyIsReadAhead has an app that does something else.
func TestUnreadBodyIsReadAhead(t *testing.T) {
	b, client := piped(t)
	read := make(chan bool)
	go func() {
		send(client, "one", "two")
		close(read)
	}()
	select {
	case <-read:
		t.Error("it was read at once")
	case <-time.After(idleTime / 2):
	}
	<-read
	if text, err := io.ReadAll(b); string(text) != "onetwo" || err != nil {
		t.Errorf("%q %v", text, err)
	}
}

func TestClientThatWaitsIsNotRead(t *testing.T) {
	b := New(Source{Reader: strings.NewReader("body"), Waits: true}, nil)
	defer b.Release()
	b.watch.Reset(0)
	time.Sleep(10 * time.Millisecond)
	if b.Settle(true) || b.Settle(false) || b.came != 0 {
		t.Errorf("%d bytes were read", b.came)
	}
	read := New(Source{Reader: iotest.OneByteReader(strings.NewReader("body")), Waits: true}, nil)
	defer read.Release()
	if _, err := read.Read(make([]byte, 1)); err != nil || !read.Settle(true) {
		t.Error("the rest was not read", err)
	}
}

func TestClosedByTheApp(t *testing.T) {
	b, client := piped(t)
	go send(client, "one", "two")
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := b.Read(make([]byte, 1)); err != http.ErrBodyReadAfterClose {
		t.Error(err)
	}
	if !b.Settle(true) || b.kept.size() > 0 {
		t.Error("the rest was not taken in, or kept")
	}
}

// TestRelease has reads of all kinds under way.
func TestRelease(t *testing.T) {
	before := runtime.NumGoroutine()
	for name, read := range map[string]func(b *Body){
		"none":    func(*Body) {},
		"app":     func(b *Body) { go io.ReadAll(b) },
		"ahead":   func(b *Body) { b.mu.Lock(); b.last = time.Time{}; b.mu.Unlock(); b.watch.Reset(0) },
		"settled": func(b *Body) { go b.Settle(true) },
		"both":    func(b *Body) { go io.ReadAll(b); go b.Settle(true) },
	} {
		in, client := io.Pipe()
		b := New(Source{Reader: in, Interrupt: func() { in.Close() }}, nil)
		read(b)
		time.Sleep(5 * time.Millisecond)
		b.Release()
		if _, err := b.Read(make([]byte, 1)); err != http.ErrBodyReadAfterClose {
			t.Errorf("%s: %v", name, err)
		}
		client.Close()
	}
	for range 500 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines more", runtime.NumGoroutine()-before)
}

// TestManyReaders has goroutines of an app that read at once while the body is
// taken in.
func TestManyReaders(t *testing.T) {
	text := bytes.Repeat([]byte("x"), 3<<20)
	b := New(Source{Reader: iotest.HalfReader(bytes.NewReader(text))}, nil)
	defer b.Release()
	var readers sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for range 4 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			buffer := make([]byte, 1000)
			for {
				n, err := b.Read(buffer)
				mu.Lock()
				sum += n
				mu.Unlock()
				if err != nil {
					return
				}
			}
		}()
	}
	b.Settle(true)
	readers.Wait()
	if sum != len(text) {
		t.Errorf("%d bytes of %d", sum, len(text))
	}
}

// connected returns a body that a client sends by a connection, with limits for
// the test.
func connected(t *testing.T, stall, start time.Duration) (b *Body, client net.Conn) {
	t.Helper()
	client, conn := net.Pipe()
	b = New(Source{Reader: conn, SetReadDeadline: conn.SetReadDeadline, Interrupt: func() { conn.Close() }}, nil)
	b.pace.stall, b.pace.start = stall, start
	t.Cleanup(func() { client.Close(); b.Release() })
	return b, client
}

func TestStalledClient(t *testing.T) {
	b, client := connected(t, 50*time.Millisecond, time.Hour)
	go fmt.Fprint(client, "some")
	if text, err := io.ReadAll(b); string(text) != "some" || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%q %v", text, err)
	}
}

// TestSlowClient sends a byte now and then, so that it never stalls.
func TestSlowClient(t *testing.T) {
	b, client := connected(t, time.Hour, 50*time.Millisecond)
	go func() {
		for {
			if _, err := fmt.Fprint(client, "x"); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	if text, err := io.ReadAll(b); len(text) == 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%q %v", text, err)
	}
}

// TestSlowApp takes its time between two reads, which is not the client's.
func TestSlowApp(t *testing.T) {
	b, client := connected(t, 50*time.Millisecond, 50*time.Millisecond)
	go fmt.Fprint(client, "abcd")
	for range 4 {
		time.Sleep(30 * time.Millisecond)
		if n, err := b.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
}

func TestAppThatSetsItsOwnDeadline(t *testing.T) {
	b, client := connected(t, 10*time.Millisecond, 10*time.Millisecond)
	b.Unlimited()
	go func() {
		time.Sleep(50 * time.Millisecond)
		fmt.Fprint(client, "late")
		client.Close()
	}()
	if text, err := io.ReadAll(b); string(text) != "late" || err != nil {
		t.Errorf("%q %v", text, err)
	}
}

// TestDeadlines: each read has one, and who reads on behind the body has none.
func TestDeadlines(t *testing.T) {
	var set []bool
	source := Source{Reader: strings.NewReader("ab"), SetReadDeadline: func(deadline time.Time) error {
		set = append(set, !deadline.IsZero())
		return nil
	}}
	var p pace
	p.begin(nil)
	for _, want := range []error{nil, nil, io.EOF} {
		if _, err := p.read(source, make([]byte, 1)); err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	p.end(source)
	if want := []bool{true, true, true, false}; !slices.Equal(set, want) {
		t.Errorf("%v, want %v", set, want)
	}
}

func TestPatience(t *testing.T) {
	p := pace{stall: stallTime, start: startTime, rate: minRate}
	for _, tt := range []struct {
		came   int64
		waited time.Duration
		want   time.Duration
	}{
		{0, 0, 20 * time.Second}, {0, 15 * time.Second, 5 * time.Second}, {499, 20 * time.Second, 0}, {500, 20 * time.Second, time.Second},
		{10 << 20, 0, 30 * time.Second}, {10 << 20, time.Hour, 30 * time.Second}, {1000, time.Hour, 22*time.Second - time.Hour},
	} {
		p.came, p.waited = tt.came, tt.waited
		if got := p.patience(); got != tt.want {
			t.Errorf("%d bytes in %v: %v, want %v", tt.came, tt.waited, got, tt.want)
		}
	}
	for stall, want := range map[time.Duration]time.Duration{-1: startTime, 0: 0, 1: 1} {
		if got := (&pace{stall: stall, start: startTime, rate: 1}).patience(); got != want {
			t.Errorf("stall of %v: %v, want %v", stall, got, want)
		}
	}
}

func TestLimitsOfTheServer(t *testing.T) {
	for _, tt := range []struct {
		room  *Room
		stall time.Duration
		rate  int64
		free  bool
	}{
		{nil, stallTime, minRate, false},
		{&Room{}, stallTime, minRate, false},
		{&Room{Stall: time.Second}, time.Second, minRate, false},
		{&Room{Rate: 7}, stallTime, 7, false},
		{&Room{Rate: -1}, stallTime, 0, false},
		{&Room{Stall: -1}, -1, minRate, false},
		{&Room{Stall: -1, Rate: -1}, -1, 0, true},
	} {
		var p pace
		p.begin(tt.room)
		if p.stall != tt.stall || p.rate != tt.rate || p.free.Load() != tt.free {
			t.Errorf("%+v: %v %d %v", tt.room, p.stall, p.rate, p.free.Load())
		}
	}
}
