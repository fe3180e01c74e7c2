// Package syslog sends messages to a syslog daemon, as Python's SysLogHandler
// does: the daemon adds time and host.
package syslog

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Address is where a daemon listens.
type Address struct {
	Network string // udp, tcp, unixgram or unix; "" for /dev/log in the way that it listens there
	Addr    string
}

// local is where the daemon of the machine listens.
const local = "/dev/log"

// ParseAddress reads udp://host:514, tcp://host:514, unix:///dev/log with
// #dgram or #stream behind it, a path, or nothing for /dev/log.
func ParseAddress(text string) (Address, error) {
	switch {
	case text == "":
		return Address{Addr: local}, nil
	case strings.HasPrefix(text, "/"):
		return Address{Addr: text}, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return Address{}, fmt.Errorf("%q is no address of a syslog daemon, as udp://localhost:514 or unix:///dev/log is one", text)
	}
	switch {
	case u.Scheme == "unix" && u.Host+u.Path != "" && slices.Contains([]string{"", "dgram", "stream"}, u.Fragment):
		network := map[string]string{"dgram": "unixgram", "stream": "unix"}[u.Fragment]
		return Address{network, u.Host + u.Path}, nil
	case (u.Scheme == "udp" || u.Scheme == "tcp") && u.Hostname() != "" && u.Path == "":
		port := u.Port()
		if port == "" {
			port = "514"
		}
		return Address{u.Scheme, net.JoinHostPort(u.Hostname(), port)}, nil
	}
	return Address{}, fmt.Errorf("%q is no address of a syslog daemon, as udp://localhost:514 or unix:///dev/log is one", text)
}

// Facility is what kind of program writes. The zero value is kern, as in the
// protocol.
type Facility int

// facilities are the names in the protocol's order, as Python has them.
func facilities() []string {
	return []string{
		"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "security",
		"console", "solaris-cron", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
	}
}

// ParseFacility reads a name, perhaps with LOG_ before it, or a number.
func ParseFacility(text string) (Facility, error) {
	name := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "log_")
	if i := slices.Index(facilities(), name); i >= 0 {
		return Facility(i), nil
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(facilities()) {
		return Facility(n), nil
	}
	return 0, fmt.Errorf("%q is no facility of syslog, but %s", text, strings.Join(facilities(), ", "))
}

// Severity is how important a message is. Less is more.
type Severity int

// The severities that levels of a log are.
const (
	Critical Severity = 2
	Error    Severity = 3
	Warning  Severity = 4
	Info     Severity = 6
	Debug    Severity = 7
)

// Writer sends messages. Its methods may be called by several goroutines.
type Writer struct {
	address  Address
	facility Facility

	mu     sync.Mutex
	conn   net.Conn
	stream bool
}

// New returns a writer. It connects with the first message, and again when the
// daemon has been started anew.
func New(address Address, facility Facility) *Writer {
	return &Writer{address: address, facility: facility}
}

// Send sends a message of one line.
func (w *Writer) Send(severity Severity, message string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	packet := "<" + strconv.Itoa(int(w.facility)<<3|int(severity)) + ">" + message
	if w.conn != nil && w.write(packet) == nil {
		return nil
	}
	w.close()
	if err := w.connect(); err != nil {
		return err
	}
	return w.write(packet)
}

// write writes a packet. Those of a stream end with a zero byte, as Python's do.
func (w *Writer) write(packet string) error {
	if w.stream {
		packet += "\x00"
	}
	_, err := w.conn.Write([]byte(packet))
	return err
}

// connect connects. A path may be a socket of either kind.
func (w *Writer) connect() error {
	networks := []string{w.address.Network}
	if w.address.Network == "" {
		networks = []string{"unixgram", "unix"}
	}
	var err error
	for _, network := range networks {
		if w.conn, err = net.Dial(network, w.address.Addr); err == nil {
			w.stream = network == "unix" || network == "tcp"
			return nil
		}
	}
	w.conn = nil
	return err
}

func (w *Writer) close() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}

// Close ends the connection.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.close()
	return nil
}
