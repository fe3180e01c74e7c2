// Byhand serves web.Hello with net/http, and with what somebody would write by
// hand who wants a log of requests, counters and limits, and counts each
// microsecond: what a generated server with all of these is compared with. Its
// arguments are the address and the file of the log.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"example.com/limits"
	"example.com/web"
)

func main() {
	file, err := os.OpenFile(os.Args[2], os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	site := &site{log: lines{file: file}, next: http.MaxBytesHandler(http.HandlerFunc(web.Hello), 1<<20)}
	go site.log.run()
	l, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	s := &http.Server{
		Handler:           site,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		WriteTimeout:      2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	log.Fatal(s.Serve(limits.Connections(l, 1000)))
}

// site counts requests and writes them into a log.
type site struct {
	next     http.Handler
	log      lines
	inFlight atomic.Int64
	counts   counts
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.inFlight.Add(1)
	a := &answer{ResponseWriter: w}
	begin := time.Now()
	defer func() {
		s.counts.add(r.Method, a, time.Since(begin))
		s.log.add(r, a, begin)
		s.inFlight.Add(-1)
	}()
	s.next.ServeHTTP(a, r)
}

// answer notes what has been answered.
type answer struct {
	http.ResponseWriter
	status, bytes int
}

func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p)
	return a.wrote(n), err
}

func (a *answer) WriteString(s string) (int, error) {
	n, err := io.WriteString(a.ResponseWriter, s)
	return a.wrote(n), err
}

func (a *answer) wrote(n int) int {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.bytes += n
	return n
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// counts are the requests by method, status and time, and their bytes.
type counts struct {
	mu      sync.Mutex
	answers map[counted]int64
	times   map[string]*times
	bytes   int64
}

type counted struct {
	method string
	status int
}

type times struct {
	buckets [12]int64
	sum     time.Duration
}

func (c *counts) add(method string, a *answer, took time.Duration) {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
	default:
		method = "other" // clients make them up
	}
	i, bounds := 0, [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}
	for i < len(bounds) && took.Seconds() > bounds[i] {
		i++
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.times[method] == nil {
		if c.times == nil {
			c.times, c.answers = map[string]*times{}, map[counted]int64{}
		}
		c.times[method] = &times{}
	}
	c.answers[counted{method, a.status}]++
	c.times[method].buckets[i]++
	c.times[method].sum += took
	c.bytes += int64(a.bytes)
}

// lines are a log in the combined format, which is written a hundred times a
// second.
type lines struct {
	file *os.File
	mu   sync.Mutex
	text []byte
	unix int64
	now  []byte // the second unix in words
}

func (l *lines) add(r *http.Request, a *answer, begin time.Time) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	user, _, _ := r.BasicAuth()
	if user == "" {
		user = "-"
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if begin.Unix() != l.unix {
		l.unix, l.now = begin.Unix(), begin.AppendFormat(nil, " [02/Jan/2006:15:04:05 -0700] \"")
	}
	text := append(append(l.text, host...), " - "...)
	text = appendQuoted(text, user)
	text = append(text, l.now...)
	text = append(append(text, r.Method...), ' ')
	text = appendQuoted(text, r.RequestURI)
	text = append(append(append(text, ' '), r.Proto...), `" `...)
	text = append(strconv.AppendInt(text, int64(a.status), 10), ' ')
	text = append(strconv.AppendInt(text, int64(a.bytes), 10), ` "`...)
	text = append(appendQuoted(text, r.Referer()), `" "`...)
	l.text = append(appendQuoted(text, r.UserAgent()), "\"\n"...)
}

// appendQuoted appends what a client has sent, without what would end a line or
// a field.
func appendQuoted(text []byte, s string) []byte {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			quoted := strconv.QuoteToASCII(s)
			return append(text, quoted[1:len(quoted)-1]...)
		}
	}
	return append(text, s...)
}

func (l *lines) run() {
	var spare []byte
	for range time.Tick(10 * time.Millisecond) {
		l.mu.Lock()
		text := l.text
		l.text = spare[:0]
		l.mu.Unlock()
		if len(text) > 0 {
			if _, err := l.file.Write(text); err != nil {
				log.Print(err)
			}
		}
		spare = text
	}
}
