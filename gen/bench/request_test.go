package bench

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	perTurn = 800 // requests to a server until it is the next one's turn
	rounds  = 150 // of a run, in each of which a server has two turns
)

// measuredIni is helloIni with metrics.
var measuredIni = strings.Replace(helloIni, "pipeline = get", "pipeline = measured get", 1) + "\n[filter:measured]\nuse = egg:pastegen#metrics\n"

// full is the generated server with all that operators want of one: an access
// log, metrics, and limits on what requests may have.
func (p project) full() server {
	p.b.Helper()
	p.program("full", measuredIni)
	return server{p.b, p.build("full"), []string{
		"-listen", "ADDR", "-access-log", p.path("access.log"), "-max-body", "1MB", "-max-header", "64KB", "-max-connections", "1000",
	}}
}

// byHand is a server of net/http and one handler, and as much around it as full
// has, written by hand.
func (p project) byHand() server {
	p.b.Helper()
	return server{p.b, p.build(p.hand("byhand")), []string{"ADDR", p.path("byhand.log")}}
}

// BenchmarkRequest compares the CPU time that servers take for each request.
// They all run at the same time, and are asked in short turns, always by the
// same connections, in an order that each round goes through forwards and
// backwards: what else happens on the machine meets all of them.
//
// A figure is the ratio of the sums. Beside it are the median of the rounds'
// ratios, which spikes do not move, and how far the figure is to be trusted:
// twice its standard error.
func BenchmarkRequest(b *testing.B) {
	p := newProject(b)
	c := contest{b: b}
	c.enter("generated", p.hello())
	c.enter("bare", p.bare())
	c.enter("limited", p.bare("timeouts"))
	c.enter("all-limits", p.bare("timeouts", "write", "connections"))
	c.enter("by-hand", p.byHand())
	c.enter("full", p.full())
	for b.Loop() {
		for range rounds {
			c.round()
		}
	}
	c.report("generated", "bare", "limited", "all-limits")
	c.report("by-hand", "bare", "all-limits")
	c.report("full", "bare", "limited", "all-limits", "by-hand")
	hideTime(b)
}

// contest is between servers that take turns.
type contest struct {
	b   *testing.B
	all []*contender
}

// contender is a server of a contest, with its clients.
type contender struct {
	running
	name    string
	clients [connections]*client
	last    time.Duration // the CPU time that it had taken when it was last looked at
	took    []float64     // seconds of CPU time in each round
}

// enter starts a server, which ends with the benchmark, and asks it until all is
// warm.
func (c *contest) enter(name string, s server) {
	c.b.Helper()
	r := &contender{running: s.start(), name: name}
	c.b.Cleanup(func() { r.stop() })
	for i := range r.clients {
		var err error
		if r.clients[i], err = dial(r.addr); err != nil {
			c.b.Fatal(err)
		}
		c.b.Cleanup(func() { r.clients[i].Close() })
	}
	c.turn(r)
	c.all = append(c.all, r)
}

// round lets each server have a turn, and then in the reverse order again. The
// first and the last have two turns without another's between, which is to their
// advantage: another one begins each time.
func (c *contest) round() {
	c.b.Helper()
	for _, r := range c.all {
		r.took = append(r.took, c.turn(r))
	}
	for _, r := range slices.Backward(c.all) {
		r.took[len(r.took)-1] += c.turn(r)
	}
	c.all = append(c.all[1:], c.all[0])
}

// turn asks a server, and returns the seconds of CPU time that it has taken
// since its last turn: what it does when the last answer is there is a part of
// its requests, too.
func (c *contest) turn(r *contender) float64 {
	c.b.Helper()
	var errs [connections]error
	var all sync.WaitGroup
	for i, client := range r.clients {
		all.Add(1)
		go func() {
			defer all.Done()
			for range perTurn / connections {
				if errs[i] = client.ask(); errs[i] != nil {
					return
				}
			}
		}()
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			c.b.Fatalf("%s: %v", r.name, err)
		}
	}
	before := r.last
	r.last = cpuTime(c.b, r.Process.Pid)
	return (r.last - before).Seconds()
}

// cpuTime returns the CPU time that a process has taken, as the Linux scheduler
// tells it of each thread: to a nanosecond, where other counts have ticks.
func cpuTime(b *testing.B, pid int) (sum time.Duration) {
	b.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || threads == nil {
		b.Skip("CPU time is read from /proc: ", err)
	}
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		if err != nil {
			b.Fatal(err)
		}
		var running time.Duration
		if _, err := fmt.Sscan(string(text), (*int64)(&running)); err != nil {
			b.Fatal(err)
		}
		sum += running
	}
	return sum
}

// report compares a server with others.
func (c *contest) report(name string, others ...string) {
	c.b.Helper()
	one := c.named(name)
	for _, other := range others {
		r := compare(one.took, c.named(other).took)
		pair := name + "/" + other
		c.b.ReportMetric(r.ofSums, pair)
		c.b.ReportMetric(r.median, pair+"-median")
		c.b.ReportMetric(r.error, pair+"-error")
	}
	c.b.ReportMetric(1e6*sum(one.took)/float64(2*perTurn*len(one.took)), name+"-us")
}

func (c *contest) named(name string) *contender {
	i := slices.IndexFunc(c.all, func(r *contender) bool { return r.name == name })
	return c.all[i]
}

func sum(values []float64) (s float64) {
	for _, v := range values {
		s += v
	}
	return s
}

// ratio is how one measure compares with another that was taken in the same
// rounds.
type ratio struct {
	ofSums, median float64
	error          float64 // twice the standard error of ofSums
}

func compare(one, other []float64) ratio {
	ratios := make([]float64, len(one))
	r := ratio{ofSums: sum(one) / sum(other)}
	squares := 0.0
	for i := range one {
		ratios[i] = one[i] / other[i]
		off := one[i] - r.ofSums*other[i]
		squares += off * off
	}
	r.median = median(ratios)
	r.error = 2 * math.Sqrt(squares) / sum(other)
	return r
}

// TestCompare has rounds whose ratio is 2, and some that something has
// disturbed.
func TestCompare(t *testing.T) {
	if r := compare([]float64{2, 4, 6}, []float64{1, 2, 3}); r != (ratio{2, 2, 0}) {
		t.Errorf("%+v", r)
	}
	r := compare([]float64{2, 4, 12}, []float64{1, 2, 3})
	if r.ofSums != 3 || r.median != 2 || math.Abs(r.error-math.Sqrt(1+4+9)/3) > 1e-9 {
		t.Errorf("%+v", r)
	}
}
