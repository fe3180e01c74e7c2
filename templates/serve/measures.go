package serve

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/exchange"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/wire"
)

// measures count what the server of one app does that its filters do not see.
// The zero value is ready.
type measures struct {
	refused                 exchange.Refused
	late                    atomic.Int64 // requests
	tls12, tls13, tlsFailed atomic.Int64 // handshakes
}

// agreed counts a handshake.
func (m *measures) agreed(s tls.ConnectionState) {
	if s.Version == tls.VersionTLS13 {
		m.tls13.Add(1)
	} else {
		m.tls12.Add(1)
	}
}

// errorLog is where net/http tells of connections that fail.
func (m *measures) errorLog(to *slog.Logger) *log.Logger {
	lines := slog.NewLogLogger(to.Handler(), slog.LevelWarn)
	return log.New(&watchedLines{Writer: lines.Writer(), failed: &m.tlsFailed}, "", 0)
}

// watchedLines counts lines that tell of a handshake which has failed: nothing
// else tells it. Only a few of them are written in a while, since any client can
// cause as many as it likes.
type watchedLines struct {
	io.Writer
	failed *atomic.Int64

	mu    sync.Mutex
	since time.Time // when the while has begun
	said  int       // lines since then
}

const (
	handshakeLines = 20
	handshakeWhile = 10 * time.Second
)

// Write implements io.Writer. It gets a line at a time.
func (l *watchedLines) Write(line []byte) (int, error) {
	if bytes.HasPrefix(line, []byte("http: TLS handshake error ")) {
		l.failed.Add(1)
		if !l.tells(time.Now()) {
			return len(line), nil
		}
	}
	return l.Writer.Write(line)
}

// tells reports whether one more line is written. When a while is over, it tells
// how many were not.
func (l *watchedLines) tells(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.since) >= handshakeWhile {
		if more := l.said - handshakeLines; more > 0 {
			fmt.Fprintf(l.Writer, "http: TLS handshake errors: %d more were not told", more)
		}
		l.since, l.said = now, 0
	}
	l.said++
	return l.said <= handshakeLines
}

// sampler adds a sample to what is shown, with names and values of labels in
// turn, as the part metrics wants it.
type sampler = func(name string, value float64, labels ...string)

// samples tells what the servers of all apps have counted.
func (s *serving) samples(family func(name, kind, help string), sample sampler) {
	each := func(name, kind, help string, of func(a *appServer, add func(n int64, labels ...string))) {
		family(name, kind, help)
		for _, app := range s.names() {
			s.sum(app, of).show(name, app, sample)
		}
	}
	held := func(name, kind, help string, of func(*wire.Listener) int64) {
		each(name, kind, help, func(a *appServer, add func(int64, ...string)) {
			for _, l := range a.held() {
				add(of(l))
			}
		})
	}
	held("server_connections", "gauge", "Clients that are connected.", (*wire.Listener).Open)
	held("server_connections_accepted_total", "counter", "Connections that were accepted.", (*wire.Listener).Accepted)
	held("server_connections_ended_total", "counter", "Connections that have lost their place to others, because there were too many.", (*wire.Listener).Dropped)
	held("server_connections_waiting", "gauge", "Clients that wait to be accepted, by TCP, where Linux tells it.", func(l *wire.Listener) int64 {
		waiting, _ := listen.Queue(l)
		return int64(waiting)
	})
	each("server_requests_refused_total", "counter", "Requests beyond a limit of size.", func(a *appServer, add func(int64, ...string)) {
		for _, status := range []int{http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge} {
			add(a.measures.refused.With(status).Load(), "code", strconv.Itoa(status))
		}
	})
	each("server_requests_late_total", "counter", "Requests whose app has taken too long.", func(a *appServer, add func(int64, ...string)) { add(a.measures.late.Load()) })
	each("server_tls_handshakes_total", "counter", "Clients that have agreed on keys with the server.", func(a *appServer, add func(int64, ...string)) {
		add(a.measures.tls12.Load(), "version", "1.2")
		add(a.measures.tls13.Load(), "version", "1.3")
	})
	each("server_tls_handshake_errors_total", "counter", "Clients that have not.", func(a *appServer, add func(int64, ...string)) { add(a.measures.tlsFailed.Load()) })
	if reloads := s.life.reloads(); reloads != nil {
		family("server_reloads_total", "counter", "New programs that were to take this one's place.")
		sample("server_reloads_total", float64(reloads.Well.Load()), "outcome", "done")
		sample("server_reloads_total", float64(reloads.Failed.Load()), "outcome", "failed")
	}
}

// names are those of the apps, each once: several servers may serve one.
func (s *serving) names() (all []string) {
	for _, a := range s.apps {
		if !slices.Contains(all, a.app.Name) {
			all = append(all, a.app.Name)
		}
	}
	return all
}

// sum is what the servers of one app have counted, in the order of the labels.
type sum []labelled

type labelled struct {
	labels []string
	value  int64
}

// sum adds up what the servers of an app have counted.
func (s *serving) sum(app string, of func(a *appServer, add func(n int64, labels ...string))) (all sum) {
	for _, a := range s.apps {
		if a.app.Name == app {
			of(a, func(n int64, labels ...string) { all = all.add(n, labels) })
		}
	}
	return all
}

func (s sum) add(n int64, labels []string) sum {
	for i := range s {
		if slices.Equal(s[i].labels, labels) {
			s[i].value += n
			return s
		}
	}
	return append(s, labelled{labels, n})
}

func (s sum) show(name, app string, sample sampler) {
	for _, l := range s {
		sample(name, float64(l.value), append([]string{"app", app}, l.labels...)...)
	}
}

// tellWaiting tells once a second how many clients wait to be accepted, until done
// is closed or no listener is left that knows.
func (a *appServer) tellWaiting(tell func(clients int), done <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		all, known := 0, false
		for _, l := range a.held() {
			waiting, most := listen.Queue(l)
			all, known = all+waiting, known || most > 0
		}
		if !known {
			return
		}
		tell(all)
		select {
		case <-done:
			return
		case <-tick.C:
		}
	}
}
