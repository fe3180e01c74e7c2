package intake

import (
	"io"
	"math"
	"sync/atomic"
	"time"
)

// What a client has time for. What the app does between two reads does not count.
const (
	// stallTime is how long the next bytes of a body may take, as long as
	// gunicorn gives a request.
	stallTime = 30 * time.Second

	// startTime and minRate are for all of a body together: so long, and a
	// second more for each so many bytes, which are those of Apache's
	// mod_reqtimeout.
	startTime = 20 * time.Second
	minRate   = 500
)

// pace sees to it that a client sends a body, and not one byte now and then to
// hold a connection. One read at a time.
type pace struct {
	free         atomic.Bool // no limits
	stall, start time.Duration
	rate         int64 // 0 for none
	waited       time.Duration
	came         int64
	limited      bool // there is a deadline
}

// begin takes the limits of a server.
func (p *pace) begin(room *Room) {
	p.stall, p.start, p.rate = stallTime, startTime, minRate
	if room == nil {
		return
	}
	if room.Stall != 0 {
		p.stall = room.Stall
	}
	if room.Rate != 0 {
		p.rate = max(0, int64(room.Rate))
	}
	if p.stall < 0 && p.rate == 0 {
		p.free.Store(true)
	}
}

// read reads from source with a deadline.
func (p *pace) read(source Source, buffer []byte) (n int, err error) {
	if p.free.Load() {
		return source.Read(buffer)
	}
	begun := time.Now()
	_ = source.SetReadDeadline(begun.Add(p.patience())) // where there are no deadlines, there is no limit
	p.limited = true
	n, err = source.Read(buffer)
	p.waited += time.Since(begun)
	p.came += int64(n)
	if err == io.EOF {
		p.end(source)
	}
	return n, err
}

// end takes the deadline back.
func (p *pace) end(source Source) {
	if p.limited && !p.free.Load() {
		_ = source.SetReadDeadline(time.Time{})
	}
	p.limited = false
}

// patience is how long the next read may take.
func (p *pace) patience() time.Duration {
	stall := p.stall
	if stall < 0 {
		stall = math.MaxInt64
	}
	if p.rate == 0 {
		return stall
	}
	earned := time.Duration(p.came/p.rate) * time.Second
	return min(stall, p.start+earned-p.waited)
}
