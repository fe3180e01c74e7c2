package gunicorn

import (
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
)

// StatsdHost is where a statsd daemon is: HOST:PORT, or unix://PATH.
type StatsdHost string

// UnmarshalText reads it.
func (h *StatsdHost) UnmarshalText(text []byte) error {
	*h = StatsdHost(text)
	if *h == "" || *h == "None" {
		*h = ""
		return nil
	}
	if path, unix := strings.CutPrefix(string(text), unixScheme); unix {
		if path == "" || strings.ContainsRune(path, 0) {
			return fmt.Errorf("%q names no socket", text)
		}
		return nil
	}
	host, port, err := net.SplitHostPort(string(text))
	if err == nil && host != "" {
		_, err = net.LookupPort("udp", port)
	}
	if err != nil || host == "" || port == "" {
		return fmt.Errorf("%q is no place of a statsd daemon, as localhost:8125 and unix:///run/statsd.sock are", text)
	}
	return nil
}

const unixScheme = "unix://"

// dial connects to the daemon, which hears nothing of that.
func (h StatsdHost) dial() (net.Conn, error) {
	if path, unix := strings.CutPrefix(string(h), unixScheme); unix {
		return net.Dial("unixgram", path)
	}
	return net.DialTimeout("udp", string(h), dialTime)
}

// StatsdText is a text that can be part of what a statsd daemon is told.
type StatsdText string

// UnmarshalText refuses what would end a name, or tags, before they are over.
func (s *StatsdText) UnmarshalText(text []byte) error {
	*s = StatsdText(text)
	if i := strings.IndexFunc(string(text), func(c rune) bool { return c < ' ' || c == '|' || c == '@' }); i >= 0 {
		return fmt.Errorf("%q has %q in it, which means something else to a statsd daemon", text, string(text)[i:i+1])
	}
	return nil
}

// statsd tells a daemon of requests. Datagrams may get lost, as is statsd's way.
type statsd struct {
	dial         func() (net.Conn, error)
	prefix, tags string

	mu    sync.Mutex
	conn  net.Conn  // nil while there is none
	again time.Time // before that nobody tries to get one
}

const (
	dialTime = time.Second      // to find the daemon by its name
	pause    = 10 * time.Second // until the next try
)

// statsd returns what tells the daemon: nil if there is none.
func (o Options) statsd() *statsd {
	if o.StatsdHost == "" {
		return nil
	}
	s := &statsd{dial: o.StatsdHost.dial}
	if name := strings.TrimRight(string(o.StatsdPrefix), "."); name != "" {
		s.prefix = name + "."
	}
	if o.DogstatsdTags != "" {
		s.tags = "|#" + string(o.DogstatsdTags)
	}
	return s
}

// request tells the daemon of a request.
func (s *statsd) request(e *accesslog.Entry) { s.send(s.packet(e.Status, e.Took)) }

// backlog tells the daemon how many clients wait to be accepted.
func (s *statsd) backlog(clients int) {
	s.send(fmt.Sprintf("%sgunicorn.backlog:%d|h%s", s.prefix, clients, s.tags))
}

// packet is what the daemon is told of a request.
func (s *statsd) packet(status int, took time.Duration) string {
	millis := float64(took.Microseconds()) / 1000
	return fmt.Sprintf("%[1]sgunicorn.request.duration:%[3]v|ms%[2]s\n%[1]sgunicorn.requests:1|c|@1.0%[2]s\n%[1]sgunicorn.request.status.%[4]d:1|c|@1.0%[2]s",
		s.prefix, s.tags, millis, status)
}

// send sends a packet, if the daemon can be found.
func (s *statsd) send(packet string) {
	conn := s.connected(time.Now())
	if conn == nil {
		return
	}
	if _, err := conn.Write([]byte(packet)); err != nil && conn.RemoteAddr().Network() == "unixgram" {
		s.lose(conn) // it is another socket when the daemon is back
	}
}

// connected returns the connection. It gets one if there is none, unless that has
// been tried a moment ago: no other request waits for a name server.
func (s *statsd) connected(now time.Time) net.Conn {
	s.mu.Lock()
	if s.conn != nil || now.Before(s.again) {
		defer s.mu.Unlock()
		return s.conn
	}
	s.again = now.Add(pause)
	s.mu.Unlock()
	conn, err := s.dial()
	if err != nil {
		slog.Warn("cannot tell statsd of requests", "logger", "gunicorn.error", "err", err)
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = conn
	return conn
}

// lose gives up a connection.
func (s *statsd) lose(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == conn {
		s.conn = nil
	}
}
