// Package sdnotify tells systemd how a service is: sd_notify(3) without its
// library.
package sdnotify

import (
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// The lines that a service says.
const (
	Ready    = "READY=1"
	Stopping = "STOPPING=1"
	Watchdog = "WATCHDOG=1"
)

// Notifier says lines to systemd. A nil one says them to nobody.
type Notifier struct {
	socket   string
	watchdog time.Duration
}

// FromEnvironment returns who is to be told, nil if nobody waits for it: a
// service of another type, say.
func FromEnvironment() *Notifier {
	socket := os.Getenv("NOTIFY_SOCKET")
	if !strings.HasPrefix(socket, "/") && !strings.HasPrefix(socket, "@") {
		return nil
	}
	n := &Notifier{socket: socket}
	usec, err := strconv.ParseUint(os.Getenv("WATCHDOG_USEC"), 10, 50)
	pid := os.Getenv("WATCHDOG_PID")
	if err == nil && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		n.watchdog = time.Duration(usec) * time.Microsecond
	}
	return n
}

// Say says lines.
func (n *Notifier) Say(lines ...string) error {
	if n == nil {
		return nil
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.socket, Net: "unixgram"})
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte(strings.Join(lines, "\n")))
	return err
}

// Reloading returns the lines for a reload that begins now.
func Reloading() []string {
	lines := []string{"RELOADING=1"}
	if usec, ok := monotonic(); ok {
		lines = append(lines, "MONOTONIC_USEC="+strconv.FormatInt(usec, 10))
	}
	return lines
}

// Status is a line for people who ask systemd how the service is.
func Status(text string) string {
	return "STATUS=" + strings.ReplaceAll(text, "\n", " ")
}

// Interval is how often Watchdog is to be said: twice in the time that systemd
// waits. It is 0 if it need not be.
func (n *Notifier) Interval() time.Duration {
	if n == nil {
		return 0
	}
	return n.watchdog / 2
}
