package clients

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/serve"
)

// TestMain lets this binary be the program that is flooded.
func TestMain(m *testing.M) {
	dir := os.Getenv("CLIENTS_TEST_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	os.Exit(serve.Main(nil, os.Stderr, serve.Program{Config: func() string { return "" }, Apps: []serve.App{
		{Name: "main", Server: mainServer, Build: built(flooded())},
		{Name: "admin", Addrs: []string{"unix:" + filepath.Join(dir, "admin")}, Build: built(http.HandlerFunc(state))},
	}}))
}

func built(h http.Handler) func(context.Context) (http.Handler, func(context.Context) error, error) {
	return func(context.Context) (http.Handler, func(context.Context) error, error) { return h, nil, nil }
}

// mainServer has short times, so that short tests see them pass.
func mainServer() (serve.Server, error) {
	return serve.Server{
		Addrs: []string{"127.0.0.1:0"}, TLS: certs.Options{Cert: certs.SelfMade}, Plain: []string{"127.0.0.1:0"},
		Limits: serve.Limits{
			Header: 64 << 10, Line: 4094, Fields: 100, Field: 8190, Body: 100 << 10,
			HeaderTime: time.Second, BodyStall: time.Second, Take: time.Second, Request: 20 * time.Second,
		},
	}, nil
}

// flooded is the app of users and attackers.
func flooded() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/smuggled", func(http.ResponseWriter, *http.Request) { fmt.Fprintln(os.Stderr, "SMUGGLED") })
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			if _, err := w.Write(make([]byte, 100<<10)); err != nil {
				return
			}
		}
	})
	echo := Echo("1")
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			http.Error(w, "The body comes too slowly.", http.StatusRequestTimeout)
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		default:
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			echo.ServeHTTP(w, r)
		}
	})
	return mux
}

// state tells what the program holds.
func state(w http.ResponseWriter, _ *http.Request) {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	files, _ := os.ReadDir("/proc/self/fd")
	fmt.Fprintln(w, runtime.NumGoroutine(), memory.HeapAlloc>>10, len(files))
}

// held is what a program holds.
type held struct{ goroutines, heapKB, files int }

func most(all []held) (m held) {
	for _, h := range all {
		m = held{max(m.goroutines, h.goroutines), max(m.heapKB, h.heapKB), max(m.files, h.files)}
	}
	return m
}

// floodedProgram is the program, and what is known of it.
type floodedProgram struct {
	t             *testing.T
	cmd           *exec.Cmd
	log           string // its file
	admin         *http.Client
	plain, secure string
}

// startFlooded starts the program with so many files that it may open; 0 for
// any number.
func startFlooded(t *testing.T, files int) *floodedProgram {
	dir, err := os.MkdirTemp("", "flood") // a path that is short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	command := "exec " + os.Args[0]
	if files > 0 {
		command = fmt.Sprintf("ulimit -n %d; %s", files, command)
	}
	p := &floodedProgram{t: t, cmd: exec.Command("sh", "-c", command), log: filepath.Join(dir, "log")}
	p.cmd.Env = append(os.Environ(), "CLIENTS_TEST_DIR="+dir)
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p.cmd.Stderr = log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.admin = &http.Client{Timeout: patience, Transport: NewUnixTransport(filepath.Join(dir, "admin"))}
	p.secure, p.plain = p.await(" url=https://"), p.await(" url=http://")
	p.await("addr=unix:")
	return p
}

// await returns the address in the first line of the log that has a text.
func (p *floodedProgram) await(text string) string {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		log, err := os.ReadFile(p.log)
		if err != nil {
			p.t.Fatal(err)
		}
		for line := range strings.Lines(string(log)) {
			if strings.HasSuffix(line, "\n") && strings.Contains(line, text) {
				_, addr, _ := strings.Cut(line, " addr=")
				addr, _, _ = strings.Cut(strings.TrimSpace(addr), " ")
				return addr
			}
		}
	}
	p.t.Fatalf("no %q in the log", text)
	return ""
}

// held asks what the program holds. When it is full the question may have to be
// put again.
func (p *floodedProgram) held() (h held) {
	var err error
	for range 50 {
		var response *http.Response
		if response, err = p.admin.Get("http://admin/"); err != nil {
			continue
		}
		_, err = fmt.Fscan(response.Body, &h.goroutines, &h.heapKB, &h.files)
		response.Body.Close()
		if err == nil {
			return h
		}
	}
	p.t.Errorf("the program does not tell what it holds: %v", err)
	return h
}

// users are those that keep their connections, and those that do not.
func (p *floodedProgram) users() (kept, fresh []User) {
	for range 2 {
		kept = append(kept, &Asker{Network: "tcp", Addr: p.plain, Kept: true}, &Asker{Network: "tcp", Addr: p.secure, Secure: Believing(), Kept: true}, NewMultiplexer(p.secure))
		fresh = append(fresh, &Asker{Network: "tcp", Addr: p.plain}, &Asker{Network: "tcp", Addr: p.secure, Secure: Believing()})
	}
	return kept, fresh
}

// floodTime is how long the program is flooded, and how many times fewer
// requests may be answered then: a short test on a machine that has other work
// to do cannot tell that well.
func floodTime(t *testing.T) (length time.Duration, fewer int64) {
	text := os.Getenv("PASTEGEN_FLOOD")
	if text == "" {
		return 2 * time.Second, 20
	}
	length, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return length, 2
}

// long is how long a flood is at least that can tell what is held in the end.
const long = 20 * time.Second

const (
	// attackers is how many there are at a time, and pause how long each waits
	// between two attacks.
	attackers = 256
	pause     = 500 * time.Millisecond
)

// TestFlood has attackers of all kinds at once, and users, who must be
// answered meanwhile.
func TestFlood(t *testing.T) {
	flood(t, startFlooded(t, 0), Kinds())
}

// TestFloodOfConnections has a program that may open 128 files, and twice as
// many clients who want connections.
func TestFloodOfConnections(t *testing.T) {
	flood(t, startFlooded(t, 128), slices.DeleteFunc(Kinds(), func(k Kind) bool {
		return !slices.Contains([]string{"slow header", "stalled handshake", "open and close", "silence"}, k.Name)
	}))
}

// tooSlow is for how long this process may have stood still in a test that can
// tell whether users are answered: a part of the time after which the program
// takes a seat from a client that has sent nothing yet.
const tooSlow = 200 * time.Millisecond

// startWatch watches for how long this process stands still at a time: it
// returns what tells the longest so far.
func startWatch() (longest func() time.Duration) {
	const step = 10 * time.Millisecond
	done, most := make(chan bool), make(chan time.Duration, 1)
	go func() {
		longest := time.Duration(0)
		for last := time.Now(); ; {
			select {
			case <-done:
				most <- longest
				return
			case <-time.After(step):
			}
			now := time.Now()
			longest, last = max(longest, now.Sub(last)-step), now
		}
	}()
	return func() time.Duration {
		close(done)
		return <-most
	}
}

func flood(t *testing.T, p *floodedProgram, kinds []Kind) {
	length, fewer := floodTime(t)
	stood := startWatch()
	kept, fresh := p.users()
	keep, come := StartLoad(0, kept...), StartLoad(100*time.Millisecond, fresh...)
	rates := func(d time.Duration) [2]float64 {
		before := [2]int64{keep.Requests(), come.Requests()}
		time.Sleep(d)
		return [2]float64{float64(keep.Requests()-before[0]) / d.Seconds(), float64(come.Requests()-before[1]) / d.Seconds()}
	}
	time.Sleep(200 * time.Millisecond) // they are connected
	calm, before := rates(max(time.Second, length/20)), p.held()
	a := startAttacks(p, kinds)
	var samples []held
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for begun := time.Now(); time.Since(begun) < length; time.Sleep(min(length/20, 5*time.Second)) {
			samples = append(samples, p.held())
		}
	}()
	during := rates(length)
	<-ended
	a.end(t)
	// Who takes long for a request is taken for one of those who do harm.
	longest := stood()
	slow := longest > tooSlow && length < long
	t.Logf("this process has stood still for up to %v", longest)
	keep.End(t, slow)
	come.End(t, slow)
	t.Logf("requests per second of users who keep their connections: %.0f, then %.0f (%.2f); of others, who wait between: %.1f, then %.1f (%.2f)",
		calm[0], during[0], during[0]/calm[0], calm[1], during[1], during[1]/calm[1])
	t.Logf("goroutines, heap in KB, files: before %v, most in the first third %v, in the last %v", before, most(samples[:len(samples)/3]), most(samples[len(samples)*2/3:]))
	if int64(calm[0]) > fewer*int64(during[0]) {
		t.Errorf("users were answered more than %d times less", fewer)
	}
	checkFlat(t, length, samples)
	p.settle(before)
}

// checkFlat wants that the program holds no more than a few files and
// goroutines for each client, and in the last third of the time no more than in
// the first, when all attackers have come.
func checkFlat(t *testing.T, length time.Duration, samples []held) {
	each := 1 // files for each client
	if length < long {
		each = 4 // on a machine with other work, not all that have gone are noticed soon
	}
	if all := most(samples); all.goroutines > 4*attackers || all.files > each*attackers+100 {
		t.Errorf("the program held %v for %d clients", all, attackers)
	}
	if length < long {
		return
	}
	third := len(samples) / 3
	first, last := most(samples[:third]), most(samples[len(samples)-third:])
	if last.goroutines > first.goroutines*3/2+50 || last.files > first.files*3/2+30 || last.heapKB > first.heapKB*2+10_000 {
		t.Errorf("the program held %v, and %v in the end", first, last)
	}
}

// settle wants that the program comes to hold what it held before, answers,
// and has not lost anything on the way.
func (p *floodedProgram) settle(before held) {
	var now held
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		now = p.held()
		if now.goroutines <= before.goroutines+10 && now.files <= before.files+10 {
			break
		}
	}
	p.t.Logf("after it: %v", now)
	if now.goroutines > before.goroutines+10 || now.files > before.files+10 {
		p.t.Errorf("the program held %v before, and holds %v", before, now)
	}
	if _, err := (&Asker{Network: "tcp", Addr: p.plain}).Ask("/"); err != nil {
		p.t.Errorf("after it: %v", err)
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the program: %v", err)
	}
	log, err := os.ReadFile(p.log)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, bad := range []string{"SMUGGLED", "panic", "fatal", "too many open files"} {
		if at := strings.Index(string(log), bad); at >= 0 {
			p.t.Errorf("the log has %q %d times, first in\n%.3000s", bad, strings.Count(string(log), bad), log[max(0, at-1000):])
		}
	}
}

// attacks are attackers at their work.
type attacks struct {
	stop  chan struct{}
	group sync.WaitGroup

	mu       sync.Mutex
	statuses map[string]map[int]int // how often kinds of attackers got them
}

// startAttacks lets attackers loose, in turn of each kind.
func startAttacks(p *floodedProgram, kinds []Kind) *attacks {
	a := &attacks{stop: make(chan struct{}), statuses: map[string]map[int]int{}}
	var number atomic.Int64
	for _, kind := range kinds {
		a.statuses[kind.Name] = map[int]int{}
	}
	for i := range attackers {
		kind := kinds[i%len(kinds)]
		a.group.Add(1)
		go func() {
			defer a.group.Done()
			attacker := Attacker{Plain: p.plain, Secure: p.secure, Stop: a.stop}
			for attacker.pause(pause) {
				attacker.Number = int(number.Add(1))
				got := kind.Attack(attacker)
				a.mu.Lock()
				a.statuses[kind.Name][got]++
				a.mu.Unlock()
			}
		}()
	}
	return a
}

// missing returns a kind that gets a status which it has not got yet; "" for
// none.
func (a *attacks) missing() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, kind := range Kinds() {
		if got, were := a.statuses[kind.Name]; were && kind.Want[0] >= 400 && got[kind.Want[0]] == 0 {
			return kind.Name
		}
	}
	return ""
}

// end ends the attacks, when each kind has got what it gets. The statuses must
// have been what they had to be.
func (a *attacks) end(t *testing.T) {
	for deadline := time.Now().Add(60 * time.Second); a.missing() != ""; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("%s: never the status that it gets", a.missing())
			break
		}
	}
	close(a.stop)
	a.group.Wait()
	for _, kind := range Kinds() {
		got, were := a.statuses[kind.Name]
		if !were {
			continue
		}
		t.Logf("%s: %v", kind.Name, got)
		for status, count := range got {
			if status != 0 && !slices.Contains(kind.Want, status) {
				t.Errorf("%s: status %d for %d attacks, want %v", kind.Name, status, count, kind.Want)
			}
		}
	}
}
